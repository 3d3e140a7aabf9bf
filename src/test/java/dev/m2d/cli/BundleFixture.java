package dev.m2d.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A bundle made of one of fixtures/bundles and of what a case says is other in it. In case.yaml:
 *
 * <ul>
 *   <li>{@code base} names the bundle; the case's own folder {@code bundle}, if there is one, is
 *       laid over it
 *   <li>{@code both}: the same for two folders at once: what lies in {@code bundle/both} goes to
 *       {@code control} and {@code candidate}
 *   <li>{@code remove} lists files that are taken away
 *   <li>{@code set} changes JSON files by merge patches (RFC 7386); a file that is not there begins
 *       as an empty object
 * </ul>
 *
 * <p>Where the manifest has {@code of contract.json} as the hash of the contract, the real hash is
 * written.
 */
final class BundleFixture {

  private static final Path BASES = Path.of("fixtures", "bundles");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Makes the bundle of a case. */
  static void make(Path folder, Map<String, Object> content, Path target) throws IOException {
    copy(BASES.resolve(String.valueOf(content.get("base"))), target);
    if (Files.isDirectory(folder.resolve("bundle"))) {
      copy(folder.resolve("bundle"), target);
    }
    Path both = target.resolve("both");
    if (Files.isDirectory(both)) {
      copy(both, target.resolve("control"));
      copy(both, target.resolve("candidate"));
    }
    if (content.get("remove") instanceof List<?> files) {
      for (Object file : files) {
        Files.delete(target.resolve(file.toString()));
      }
    }
    if (content.get("set") instanceof Map<?, ?> files) {
      for (Map.Entry<?, ?> file : files.entrySet()) {
        set(target.resolve(file.getKey().toString()), JSON.valueToTree(file.getValue()));
      }
    }
    seal(target);
  }

  private static void set(Path file, JsonNode patch) throws IOException {
    JsonNode old = Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
    Files.createDirectories(file.getParent());
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), patched(old, patch));
  }

  private static JsonNode patched(JsonNode old, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode result = old.isObject() ? old.deepCopy() : JSON.createObjectNode();
    patch
        .properties()
        .forEach(
            e -> {
              if (e.getValue().isNull()) {
                result.remove(e.getKey());
              } else {
                JsonNode before = result.path(e.getKey());
                result.set(e.getKey(), patched(before, e.getValue()));
              }
            });
    return result;
  }

  private static void seal(Path target) throws IOException {
    Path manifest = target.resolve("manifest.json");
    Path contract = target.resolve("contract.json");
    if (Files.exists(manifest) && Files.exists(contract)) {
      String text = Files.readString(manifest);
      Files.writeString(
          manifest, text.replace("of contract.json", sha256(Files.readAllBytes(contract))));
    }
  }

  private static String sha256(byte... bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        Files.createDirectories(target.getParent());
        Files.deleteIfExists(target);
        Files.copy(path, target);
      }
    }
  }

  private BundleFixture() {}
}
