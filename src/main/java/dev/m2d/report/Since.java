package dev.m2d.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has changed since an earlier audit. A finding is the same when its code, file and message
 * are: lines move.
 *
 * @param name of the earlier audit, as it was asked for
 * @param changes of counts and verdicts
 * @param added findings that the earlier audit does not have
 * @param gone findings that this one does not have any more
 */
public record Since(String name, List<Change> changes, List<Diagnostic> added, List<Gone> gone) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public Since {
    changes = List.copyOf(changes);
    added = List.copyOf(added);
    gone = List.copyOf(gone);
  }

  /** A count or a verdict that is another one now. */
  public record Change(String what, String text) {}

  /**
   * A finding of the earlier audit.
   *
   * @param at its place there
   */
  public record Gone(String code, String message, Optional<String> at) {
    String text() {
      return at.map(a -> a + ": ").orElse("") + code + ": " + message;
    }
  }

  /** An earlier audit that cannot be used; the message is a sentence about it. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message);
    }

    public Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Whether nothing has changed. */
  public boolean isEmpty() {
    return changes.isEmpty() && added.isEmpty() && gone.isEmpty();
  }

  /** Whether the earlier audit has not got that finding. */
  public boolean isNew(Diagnostic d) {
    return added.contains(d);
  }

  /**
   * Compares with an earlier audit.
   *
   * @param json what `m2d audit --format json` printed
   * @throws Unusable it is something else, or of another version
   */
  public static Since of(String name, String json, Audit now) throws Unusable {
    JsonNode old = parse(json);
    List<Change> changes = new ArrayList<>();
    counts(old, now, changes);
    verdicts(old, now, changes);
    Map<List<String>, List<Gone>> before = new LinkedHashMap<>();
    for (JsonNode f : old.path("findings")) {
      Gone gone = gone(f);
      before.computeIfAbsent(key(gone, f), k -> new ArrayList<>()).add(gone);
    }
    List<Diagnostic> added = new ArrayList<>();
    for (Diagnostic d : now.findings()) {
      String file = d.at().map(Span::file).orElse("");
      List<Gone> same = before.get(List.of(d.code().name(), file, d.message()));
      if (same == null || same.isEmpty()) {
        added.add(d);
      } else {
        same.remove(0);
      }
    }
    List<Gone> gone = before.values().stream().flatMap(List::stream).toList();
    return new Since(name, changes, added, gone);
  }

  private static JsonNode parse(String json) throws Unusable {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      String at = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
      throw new Unusable("is not JSON" + at);
    }
    JsonNode version = root.path("schemaVersion");
    if (!root.isObject() || !version.isInt() || !root.path("findings").isArray()) {
      throw new Unusable("is not an audit that `m2d audit --format json` printed");
    }
    if (version.intValue() != AuditJson.SCHEMA_VERSION) {
      throw new Unusable(
          "is an audit of schema version "
              + version.intValue()
              + ", and this m2d compares version "
              + AuditJson.SCHEMA_VERSION
              + "; make it again with this m2d");
    }
    return root;
  }

  private static Gone gone(JsonNode f) {
    String place = f.path("file").asText() + ":" + f.path("line") + ":" + f.path("column");
    return new Gone(
        f.path("code").asText(),
        f.path("message").asText(),
        f.has("file") ? Optional.of(place) : Optional.empty());
  }

  private static List<String> key(Gone gone, JsonNode f) {
    return List.of(gone.code(), f.path("file").asText(), gone.message());
  }

  private static void counts(JsonNode old, Audit now, List<Change> changes) {
    Map<String, JsonNode> before = new LinkedHashMap<>();
    old.path("summary").forEach(row -> before.put(row.path("what").asText(), row));
    for (Count count : now.summary()) {
      JsonNode row = before.get(count.what());
      List<String> parts = new ArrayList<>();
      part(parts, "in all", row == null ? 0 : row.path("total").asInt(), count.total());
      for (Verdict v : Verdict.values()) {
        int then = row == null ? 0 : row.path(v.key()).path("count").asInt();
        part(parts, v.label(), then, count.of(v));
      }
      if (!parts.isEmpty()) {
        changes.add(new Change(count.what(), String.join(", ", parts)));
      }
    }
    int then = old.path("findings").size();
    if (then != now.findings().size()) {
      changes.add(new Change("findings", then + " then, " + now.findings().size() + " now"));
    }
  }

  private static void part(List<String> parts, String what, int then, int now) {
    if (then != now) {
      parts.add(what + " " + then + " then, " + now + " now");
    }
  }

  private static void verdicts(JsonNode old, Audit now, List<Change> changes) {
    Map<String, String> before = new LinkedHashMap<>();
    for (JsonNode unit : old.path("units")) {
      before.put(
          unit.path("kind").asText() + " " + unit.path("name").asText(),
          unit.path("verdict").asText());
    }
    for (Audit.Unit unit : now.units()) {
      String name = AuditJson.kind(unit.kind()) + " " + unit.name();
      String then = before.remove(name);
      if (then == null) {
        changes.add(new Change("new", name + ": " + unit.verdict().label()));
      } else if (!then.equals(unit.verdict().key())) {
        changes.add(
            new Change(
                "verdict",
                name + ": " + label(then) + " then, " + unit.verdict().label() + " now"));
      }
    }
    before.keySet().forEach(name -> changes.add(new Change("gone", name)));
  }

  private static String label(String key) {
    for (Verdict v : Verdict.values()) {
      if (v.key().equals(key)) {
        return v.label();
      }
    }
    return key;
  }
}
