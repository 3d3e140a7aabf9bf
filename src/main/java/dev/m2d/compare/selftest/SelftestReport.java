package dev.m2d.compare.selftest;

import dev.m2d.compare.selftest.SelftestResult.Outcome;
import dev.m2d.compare.selftest.SelftestResult.Trial;
import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The faults and what became of them, as text and as JSON. */
public final class SelftestReport {

  /** Version of selftest.json; its schema is generator/schema/selftest.schema.json. */
  public static final int VERSION = 1;

  private static final int WIDTH = 16;

  /** The lines for people. */
  public static List<String> lines(SelftestResult result) {
    List<String> lines = new ArrayList<>();
    for (Trial trial : result.trials()) {
      String word = trial.outcome() == Outcome.MISSED ? "MISSED" : word(trial.outcome());
      lines.add(
          "  "
              + word
              + " ".repeat(WIDTH - word.length())
              + trial.fault().title()
              + trial
                  .where()
                  .map(w -> " (" + w + (trial.isPlanted() ? ", planted" : "") + ")")
                  .orElse(": " + why(trial)));
    }
    long found = result.count(Outcome.FOUND);
    long lacking = result.count(Outcome.DOES_NOT_APPLY);
    long accepted = result.count(Outcome.ACCEPTED);
    lines.add("");
    lines.add(
        found
            + " of "
            + result.trials().size()
            + " faults were found"
            + (accepted == 0 ? "" : "; the contract accepts " + accepted + " of them")
            + (lacking == 0
                ? ""
                : "; " + lacking + " do not apply to this pair: take one that has rows")
            + ".");
    return lines;
  }

  /** The JSON text. */
  public static String json(SelftestResult result) {
    Map<String, Value> top = new LinkedHashMap<>();
    top.put("schemaVersion", Value.Int.of(VERSION));
    top.put("pair", Value.text(result.pair()));
    top.put("contract", Value.text(result.contractSha256()));
    top.put("passed", new Value.Bool(result.isPassed()));
    List<Value> faults = new ArrayList<>();
    for (Trial trial : result.trials()) {
      Map<String, Value> fields = new LinkedHashMap<>();
      fields.put("fault", Value.text(trial.fault().word()));
      fields.put("outcome", Value.text(word(trial.outcome())));
      fields.put("where", trial.where().map(Value::text).orElse(new Value.Null()));
      fields.put(
          "why",
          Optional.of(trial)
              .filter(t -> t.where().isEmpty())
              .map(t -> Value.text(why(t)))
              .orElse(new Value.Null()));
      fields.put("planted", new Value.Bool(trial.isPlanted()));
      faults.add(new Value.Fields(fields));
    }
    top.put("faults", new Value.Items(faults));
    return JsonWriter.write(new Value.Fields(top)) + "\n";
  }

  private static String why(Trial trial) {
    return trial.outcome() == Outcome.ACCEPTED
        ? "the contract accepts it in all streams"
        : trial.fault().lacking();
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private SelftestReport() {}
}
