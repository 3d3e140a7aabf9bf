package dev.m2d.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.NameLedger;
import dev.m2d.render.Ownership;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The manifest as JSON. What is read is untrusted: anybody can have edited it. */
final class ManifestJson {

  static final int MAX_BYTES = 64 * 1024 * 1024;
  private static final int LONGEST_SHOWN = 80;
  private static final int MAX_ENTRIES = 500_000;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  static byte[] write(Manifest manifest) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schemaVersion", Manifest.SCHEMA_VERSION);
    root.put("toolVersion", manifest.header().toolVersion());
    manifest.header().inputs().forEach(root.putObject("inputs")::put);
    manifest.header().options().forEach(root.putObject("options")::put);
    ArrayNode names = root.putArray("names");
    for (NameLedger.Entry name : manifest.names().entries()) {
      ObjectNode node = names.addObject();
      node.put("kind", label(name.kind()));
      node.put("origin", name.origin());
      node.put("name", name.name());
      if (!name.definition().isEmpty()) {
        node.put("definition", name.definition());
      }
      if (name.isGone()) {
        node.put("gone", true);
      }
    }
    ArrayNode files = root.putArray("files");
    for (Manifest.Entry entry : manifest.files()) {
      ObjectNode node = files.addObject();
      node.put("path", entry.path());
      node.put("ownership", label(entry.ownership()));
      if (entry.state() != Manifest.State.PRESENT) {
        node.put("state", label(entry.state()));
      }
      entry.movedTo().ifPresent(place -> node.put("movedTo", place));
      version(node.putObject("content"), entry.version());
      node.put("template", entry.template());
      node.put("mode", String.format(Locale.ROOT, "%04o", entry.mode()));
      entry.origins().forEach(node.putArray("origins")::add);
    }
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent);
    try {
      return (JSON.writer(printer).writeValueAsString(root) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void version(ObjectNode node, Manifest.Version version) {
    version.sha256().ifPresent(sha -> node.put("sha256", sha));
    if (!version.blocks().isEmpty()) {
      version.blocks().forEach(node.putObject("blocks")::put);
    }
  }

  static Manifest read(byte[] bytes) throws RefusedException {
    return read(bytes, Manifest.class.getPackage().getImplementationVersion());
  }

  /**
   * Reads it.
   *
   * @param own the version of this m2d; null where it is run from classes
   */
  static Manifest read(byte[] bytes, @Nullable String own) throws RefusedException {
    JsonNode root;
    try {
      root = JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      Span at = new Span(Manifest.PATH, line, 1, line, 1);
      throw new RefusedException(
          List.of(
              Diagnostic.of(
                  Code.M2D604, at, "The manifest is not JSON: a merge may have left it so.")));
    } catch (java.io.IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
    if (root == null || !root.isObject()) {
      throw refused("holds no object");
    }
    JsonNode schema = root.path("schemaVersion");
    if (!schema.isInt() || schema.intValue() != Manifest.SCHEMA_VERSION) {
      String by = root.path("toolVersion").isTextual() ? root.path("toolVersion").asText() : "?";
      throw refused(
          "has schemaVersion "
              + schema
              + ", written by m2d "
              + by
              + "; this m2d reads "
              + Manifest.SCHEMA_VERSION);
    }
    return new Manifest(ManifestHeader.read(root, own), ManifestNames.read(root), files(root));
  }

  private static List<Manifest.Entry> files(JsonNode root) throws RefusedException {
    List<Manifest.Entry> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode node : array(root, "files")) {
      String path = text(node, "path");
      checkPath(path);
      if (!seen.add(path)) {
        throw refused("names the path `" + path + "` twice");
      }
      List<String> origins = new ArrayList<>();
      for (JsonNode origin : array(node, "origins")) {
        if (!origin.isTextual()) {
          throw refused("has an origin that is no text");
        }
        origins.add(origin.asText());
      }
      String mode = text(node, "mode");
      if (!mode.matches("0[0-7]{3}")) {
        throw refused("has the mode `" + mode + "`");
      }
      entries.add(
          new Manifest.Entry(
              path,
              constant(Ownership.class, text(node, "ownership")),
              version(node),
              text(node, "template"),
              Integer.parseInt(mode, 8),
              origins,
              node.has("state")
                  ? constant(Manifest.State.class, text(node, "state"))
                  : Manifest.State.PRESENT,
              movedTo(node)));
    }
    for (Manifest.Entry entry : entries) {
      if (entry.movedTo().isPresent() && !seen.add(entry.place())) {
        throw refused("has two files at `" + entry.place() + "`, one of which moved there");
      }
    }
    return entries;
  }

  private static Optional<String> movedTo(JsonNode node) throws RefusedException {
    if (!node.has("movedTo")) {
      return Optional.empty();
    }
    String place = text(node, "movedTo");
    checkPath(place);
    return Optional.of(place);
  }

  private static void checkPath(String path) throws RefusedException {
    Optional<String> problem = OutputPath.problem(path);
    if (problem.isPresent()) {
      throw refused("names the path `" + path + "`, which " + problem.get());
    }
  }

  private static Manifest.Version version(JsonNode node) throws RefusedException {
    JsonNode version = node.path("content");
    if (!version.isObject()) {
      throw refused("lacks the object `content` in one of its entries");
    }
    Optional<String> sha =
        version.has("sha256") ? Optional.of(text(version, "sha256")) : Optional.empty();
    SortedMap<String, String> blocks =
        version.has("blocks") ? texts(version, "blocks") : new TreeMap<>();
    List<String> hashes = new ArrayList<>(blocks.values());
    sha.ifPresent(hashes::add);
    for (String hash : hashes) {
      if (!hash.matches("[0-9a-f]{64}")) {
        throw refused("has the hash `" + hash + "`, which is no SHA-256");
      }
    }
    return new Manifest.Version(sha, blocks);
  }

  static String text(JsonNode node, String key) throws RefusedException {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw refused("lacks the text `" + key + "` in one of its entries");
    }
    return value.asText();
  }

  static SortedMap<String, String> texts(JsonNode node, String key) throws RefusedException {
    JsonNode object = node.path(key);
    if (!object.isObject()) {
      throw refused("lacks the object `" + key + "`");
    }
    SortedMap<String, String> map = new TreeMap<>();
    for (var field : object.properties()) {
      map.put(field.getKey(), text(object, field.getKey()));
    }
    return map;
  }

  static JsonNode array(JsonNode node, String key) throws RefusedException {
    JsonNode array = node.path(key);
    if (!array.isArray()) {
      throw refused("lacks the list `" + key + "` in one of its entries");
    }
    if (array.size() > MAX_ENTRIES) {
      throw refused("is too large: `" + key + "` has " + array.size() + " entries");
    }
    return array;
  }

  static <E extends Enum<E>> E constant(Class<E> type, String text) throws RefusedException {
    for (E value : type.getEnumConstants()) {
      if (label(value).equals(text)) {
        return value;
      }
    }
    throw refused("has the unknown word `" + text + "`");
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The beginning of a text that anybody can have written. */
  static String shown(String text) {
    return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
  }

  static RefusedException refused(String problem) {
    return RefusedException.of(Code.M2D604, Manifest.PATH, "The manifest " + problem + ".");
  }

  private ManifestJson() {}
}
