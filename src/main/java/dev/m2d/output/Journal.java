package dev.m2d.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.m2d.diagnostic.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run is going to do to the tree, written when all of it is prepared: from then on it will
 * be done, by this run or by the next one.
 *
 * @param steps in the order in which they are done
 * @param skipped files that somebody changed meanwhile; no step is of them any more
 */
record Journal(List<Step> steps, List<String> skipped) {

  /** Where it stands while it counts. */
  static final String PATH = OutputPath.STATE_FOLDER + "/journal.json";

  private static final int VERSION = 1;
  private static final int MAX_STEPS = 1_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  Journal {
    steps = List.copyOf(steps);
    skipped = List.copyOf(skipped);
  }

  /**
   * A file that is put into its place, or deleted.
   *
   * @param of the path in the manifest that it belongs to; empty for the manifest itself
   * @param path where it goes, relative to the output folder
   * @param staged the prepared file, below the folder for temporary files; empty for a deletion
   * @param sha256 of what is prepared
   * @param before SHA-256 of what was there; empty for nothing
   */
  record Step(
      String of,
      String path,
      Optional<String> staged,
      Optional<String> sha256,
      Optional<String> before) {}

  byte[] json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", VERSION);
    ArrayNode list = root.putArray("steps");
    for (Step step : steps) {
      ObjectNode node = list.addObject();
      node.put("of", step.of());
      node.put("path", step.path());
      step.staged().ifPresent(v -> node.put("staged", v));
      step.sha256().ifPresent(v -> node.put("sha256", v));
      step.before().ifPresent(v -> node.put("before", v));
    }
    if (!skipped.isEmpty()) {
      skipped.forEach(root.putArray("skipped")::add);
    }
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads one that anybody can have edited. */
  static Journal read(byte[] bytes) throws RefusedException {
    JsonNode root;
    try {
      root = JSON.readTree(bytes);
    } catch (IOException e) {
      throw damaged("is not JSON");
    }
    JsonNode list = root == null ? null : root.path("steps");
    if (list == null || !list.isArray() || list.size() > MAX_STEPS) {
      throw damaged("has no list of steps");
    }
    if (root.path("schemaVersion").asInt() != VERSION) {
      throw damaged("is of another version of m2d");
    }
    List<Step> steps = new ArrayList<>();
    for (JsonNode node : list) {
      Step step =
          new Step(
              node.path("of").asText(),
              node.path("path").asText(),
              text(node, "staged"),
              text(node, "sha256"),
              text(node, "before"));
      check(step);
      steps.add(step);
    }
    List<String> skipped = new ArrayList<>();
    for (JsonNode node : root.path("skipped")) {
      Optional<String> problem = OutputPath.problem(node.asText());
      if (problem.isPresent()) {
        throw damaged("names the path `" + node.asText() + "`, which " + problem.get());
      }
      skipped.add(node.asText());
    }
    return new Journal(steps, skipped);
  }

  /** Puts it into its place in one step, when all that it names is there. */
  void write(TreeView tree, Disk disk) throws IOException {
    Path folder = tree.root().resolve(TreeWriter.TEMP);
    Path draft = folder.resolve("journal");
    disk.create(draft, json(), Disk.permissions(0644));
    disk.sync(folder);
    disk.move(draft, tree.root().resolve(PATH));
    disk.sync(tree.root().resolve(OutputPath.STATE_FOLDER));
  }

  /** The path of a prepared file. */
  static String staged(Step step) {
    return TreeWriter.TEMP + "/" + step.staged().orElseThrow();
  }

  /** A name for one more prepared file. */
  String unused() {
    int last =
        steps.stream()
            .flatMap(s -> s.staged().stream())
            .mapToInt(Integer::parseInt)
            .max()
            .orElse(0);
    return String.valueOf(last + 1);
  }

  private static void check(Step step) throws RefusedException {
    String base = OutputPath.STATE_FOLDER + "/base/";
    boolean isBase = step.path().startsWith(base) && step.path().endsWith(".base");
    String path = isBase ? step.path().substring(base.length()) : step.path();
    Optional<String> problem =
        step.path().equals(Manifest.PATH) || step.path().equals(OutputPath.FACTS)
            ? Optional.empty()
            : OutputPath.problem(path);
    if (problem.isPresent()) {
      throw damaged("names the path `" + step.path() + "`, which " + problem.get());
    }
    boolean fits =
        step.staged().isPresent() == step.sha256().isPresent()
            && step.staged().filter(s -> !s.matches("[0-9]{1,7}")).isEmpty();
    if (!fits) {
      throw damaged("names a file that m2d did not prepare");
    }
  }

  private static Optional<String> text(JsonNode node, String key) {
    return node.path(key).isTextual() ? Optional.of(node.path(key).asText()) : Optional.empty();
  }

  static RefusedException damaged(String problem) {
    return RefusedException.of(
        Code.M2D613, PATH, "The journal of an interrupted run " + problem + ".");
  }
}
