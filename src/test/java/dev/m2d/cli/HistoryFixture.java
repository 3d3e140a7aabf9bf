package dev.m2d.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A history of judged pairs of the stream {@code raw/orders}, written from the short form of
 * fixtures/gate. A pair has {@code at} and {@code scenario}; what else it may say: {@code mode}
 * (live), {@code verdict} (equal; {@code none} for a pair that was not judged), {@code verdict_of}
 * and {@code verdict_by} (which pair and contract the verdict is of), {@code invalid}, {@code
 * state}, {@code rows} (100), {@code killed} (the pipelines), {@code differing} (rows that differ),
 * {@code columns_differ}, {@code seconds} and {@code memory} of both sides, {@code generated},
 * {@code plugins}, {@code commit}, {@code mutation}, {@code mutation_by}, {@code noise}, {@code
 * schema}, {@code unfinished}, {@code state_of} (the id of the state that `state` is about: `one`
 * is that of {@code raw/orders}, `two` that of {@code raw/rest}, a stream that pairs with it have
 * too), {@code captured_by} (another contract than the one that is now in the bundle).
 */
final class HistoryFixture {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STREAM = "raw/orders";

  private final Path folder;
  private final byte[] contract;

  private HistoryFixture(Path folder, byte[] contract) {
    this.folder = folder;
    this.contract = contract;
  }

  /** Writes the history and the contract of the gate, `parity.yaml` beside it. */
  static void make(Map<String, Object> content, Path folder) throws IOException {
    byte[] contract = contract(content.get("contract"));
    HistoryFixture fixture = new HistoryFixture(Files.createDirectories(folder), contract);
    int number = 0;
    for (Object pair : (List<?>) requireNonNull(content.get("pairs"))) {
      fixture.pair((Map<?, ?>) pair, number++);
    }
    Object other = content.get("gate_contract");
    Files.write(folder.resolve("parity.yaml"), other == null ? contract : contract(other));
  }

  private static byte[] contract(@Nullable Object given) throws IOException {
    Map<Object, Object> all = new LinkedHashMap<>();
    all.put("schema_version", 1);
    all.put("canon", 1);
    all.putAll(
        given == null
            ? Map.of("streams", Map.of(STREAM, Map.of("key", List.of("id"))))
            : (Map<?, ?>) given);
    return JSON.writeValueAsBytes(all);
  }

  private void pair(Map<?, ?> pair, int number) throws IOException {
    Instant at = Instant.parse(text(pair, "at", ""));
    String id =
        at.toString().replaceAll("[-:]", "") + "-" + String.format(Locale.ROOT, "%08x", number);
    Path bundle = folder.resolve(id);
    boolean isNoise = text(pair, "mode", "live").equals("noise");
    List<String> order = List.of("control", isNoise ? "control2" : "candidate");
    for (int side = 0; side < 2; side++) {
      write(bundle.resolve(order.get(side)).resolve("run.json"), run(pair, at, side));
    }
    write(
        bundle.resolve("control/schema/raw%2Forders.json"),
        map(
            "columns",
            List.of(map("name", "id", "type", text(pair, "schema", "1"))),
            "primaryKey",
            List.of("id"),
            "indexes",
            List.of(),
            "data",
            // Rows hold the moment of their run, so no two pairs have the same.
            map("sha256", sha256(id.getBytes(UTF_8)))));
    Files.write(bundle.resolve("contract.json"), contract);
    if (pair.containsKey("unfinished")) {
      return;
    }
    Map<String, Object> code =
        map(
            "commit", text(pair, "commit", "c0ffee00"),
            "plugins", text(pair, "plugins", "0f0f"),
            "generated", text(pair, "generated", "1e1e"));
    write(
        bundle.resolve("manifest.json"),
        map(
            "schemaVersion",
            1,
            "kind",
            "parity-bundle",
            "pair",
            id,
            "mode",
            text(pair, "mode", "live"),
            "scenario",
            text(pair, "scenario", "full"),
            "pipeline",
            "tap-shop__target-postgres",
            "order",
            order,
            "startedAt",
            at.toString(),
            "endedAt",
            at.plusSeconds(60).toString(),
            "contract",
            map("sha256", captured(pair)),
            "code",
            code,
            "sampled",
            false,
            "killed",
            pair.get("killed") instanceof List<?> l ? l : List.of(),
            "streams",
            pair.containsKey("state_of")
                ? List.of(stream(STREAM, "one"), stream("raw/rest", "two"))
                : List.of(stream(STREAM, "one"))));
    if (!text(pair, "verdict", "equal").equals("none")) {
      write(bundle.resolve("verdict/verdict.json"), verdict(pair, id));
    }
    if (pair.get("mutation") instanceof Boolean passed) {
      write(
          bundle.resolve("verdict/selftest.json"),
          map(
              "schemaVersion",
              1,
              "pair",
              id,
              "contract",
              text(pair, "mutation_by", captured(pair)),
              "passed",
              passed));
    }
  }

  private static Map<String, Object> run(Map<?, ?> pair, Instant at, int side) {
    List<?> seconds = pair.get("seconds") instanceof List<?> l ? l : List.of(20, 19);
    List<?> memory = pair.get("memory") instanceof List<?> l ? l : List.of(180000000, 170000000);
    return map(
        "schemaVersion",
        1,
        "exitCode",
        0,
        "interrupted",
        false,
        "startedAt",
        at.toString(),
        "endedAt",
        at.plusSeconds(20).toString(),
        "wallSeconds",
        seconds.get(side),
        "startupSeconds",
        0,
        "maxRssBytes",
        memory.get(side),
        "records",
        map(STREAM, 100),
        "skipped",
        false);
  }

  private static Map<String, Object> stream(String name, String state) {
    return map(
        "name",
        name,
        "file",
        name.replace("/", "%2F"),
        "asset",
        List.of(name.split("/", -1)),
        "pipeline",
        "tap-shop__target-postgres",
        "kind",
        "table",
        "states",
        List.of(state));
  }

  /** The hash of the contract by which a pair was captured. */
  private String captured(Map<?, ?> pair) throws IOException {
    Object other = pair.get("captured_by");
    return sha256(other == null ? contract : contract(other));
  }

  private Map<String, Object> verdict(Map<?, ?> pair, String id) throws IOException {
    String verdict = text(pair, "verdict", "equal");
    String state = text(pair, "state", "equal");
    Object rows = pair.containsKey("rows") ? pair.get("rows") : Integer.valueOf(100);
    List<?> noise = pair.get("noise") instanceof List<?> l ? l : List.of();
    return map(
        "schemaVersion",
        2,
        "verdict",
        pair.containsKey("invalid") ? "inconclusive" : worse(verdict, state),
        "pair",
        map(
            "id", text(pair, "verdict_of", id),
            "contract", text(pair, "verdict_by", captured(pair))),
        "invalid",
        pair.containsKey("invalid") ? List.of(text(pair, "invalid", "")) : List.of(),
        "parts",
        List.of(
            pair.containsKey("state_of")
                ? map("name", "state", "state", text(pair, "state_of", ""), "verdict", state)
                : map("name", "state", "verdict", state)),
        "streams",
        pair.containsKey("state_of")
            ? List.of(judged(pair, STREAM, verdict, rows), judged(pair, "raw/rest", verdict, rows))
            : List.of(judged(pair, STREAM, verdict, rows)),
        "rules",
        List.of(),
        "noise",
        noise);
  }

  private static Map<String, Object> judged(
      Map<?, ?> pair, String name, String verdict, @Nullable Object rows) {
    return map(
        "name",
        name,
        "verdict",
        verdict,
        "data",
        map(
            "leftRows",
            requireNonNull(rows),
            "missing",
            pair.containsKey("differing") ? requireNonNull(pair.get("differing")) : (Object) 0),
        "schema",
        map(
            "verdict",
            pair.containsKey("columns_differ") ? "different" : "equal",
            "columns",
            List.of("id", "name", "note", "score")));
  }

  private static String worse(String one, String other) {
    return one.equals("different") || other.equals("equal") ? one : other;
  }

  private static String text(Map<?, ?> pair, String key, String otherwise) {
    Object value = pair.get(key);
    return value == null ? otherwise : value.toString();
  }

  private static void write(Path file, Map<String, Object> content) throws IOException {
    Files.createDirectories(file.getParent());
    JSON.writeValue(file.toFile(), content);
  }

  private static Map<String, Object> map(Object... parts) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i += 2) {
      map.put(parts[i].toString(), parts[i + 1]);
    }
    return map;
  }

  private static String sha256(byte... bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
