package dev.m2d.compare.gate;

import dev.m2d.compare.performance.Ratio;
import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A result as JSON; its schema is generator/schema/gate.schema.json. */
public final class GateJson {

  /** Version of the form. */
  public static final int VERSION = 1;

  /** The text. Only `at` depends on when the gate was asked. */
  public static String of(GateResult result, Instant at) {
    Map<String, Value> top = new LinkedHashMap<>();
    top.put("schemaVersion", Value.Int.of(VERSION));
    top.put("at", Value.text(at.toString()));
    top.put("open", new Value.Bool(result.isOpen()));
    top.put("step", Value.text(result.step().word()));
    top.put("pairs", Value.Int.of(result.pairs()));
    top.put("allPairs", Value.Int.of(result.all()));
    top.put("streams", list(result.streams(), GateJson::stream));
    top.put("performance", list(result.speeds(), GateJson::speed));
    top.put("waivers", list(result.waivers(), GateJson::waiver));
    top.put("blocks", list(result.blocks(), GateJson::block));
    top.put("events", list(result.events(), GateJson::event));
    top.put("notes", list(result.notes(), Value::text));
    return JsonWriter.write(new Value.Fields(top)) + "\n";
  }

  private static Value stream(StreamState stream) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("name", Value.text(stream.name()));
    fields.put("state", Value.text(stream.phase().word()));
    fields.put("clean", Value.Int.of(stream.clean()));
    fields.put("live", Value.Int.of(stream.live()));
    fields.put("needed", Value.Int.of(stream.needed()));
    fields.put("days", Value.Int.of(stream.days()));
    fields.put("scenarios", list(stream.scenarios(), Value::text));
    fields.put("lastPair", or(stream.last().map(Value::text)));
    fields.put("lastClean", or(stream.lastClean().map(Value::text)));
    fields.put("afterCutOver", or(stream.reverse().map(GateJson::reverse)));
    return new Value.Fields(fields);
  }

  private static Value reverse(StreamState.Reverse reverse) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("since", Value.text(reverse.since().toString()));
    fields.put("clean", Value.Int.of(reverse.clean()));
    fields.put("needed", Value.Int.of(reverse.needed()));
    fields.put("days", Value.Int.of(reverse.days()));
    fields.put("neededDays", Value.Int.of(reverse.neededDays()));
    fields.put("enough", new Value.Bool(reverse.isEnough()));
    return new Value.Fields(fields);
  }

  private static Value waiver(WaiverUse use) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("condition", Value.text(use.waiver().condition().word()));
    fields.put("work", or(use.waiver().work().map(Value::text)));
    fields.put("upTo", number(use.waiver().upTo()));
    fields.put("reason", or(use.waiver().terms().reason().map(Value::text)));
    fields.put("owner", or(use.waiver().terms().owner().map(Value::text)));
    fields.put("until", or(use.waiver().terms().until().map(d -> Value.text(d.toString()))));
    fields.put("used", new Value.Bool(use.isUsed()));
    return new Value.Fields(fields);
  }

  private static Value speed(WorkSpeed speed) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("work", Value.text(speed.work()));
    fields.put("pairs", Value.Int.of(speed.pairs()));
    fields.put("verdict", Value.text(speed.speed().word()));
    fields.put("wall", or(speed.wall().map(GateJson::ratio)));
    fields.put("memory", or(speed.memory().map(GateJson::ratio)));
    fields.put("startupSeconds", or(speed.startup().map(GateJson::number)));
    return new Value.Fields(fields);
  }

  private static Value ratio(Ratio ratio) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("pairs", Value.Int.of(ratio.pairs()));
    fields.put("median", number(ratio.median()));
    fields.put("low", number(ratio.low()));
    fields.put("high", number(ratio.high()));
    return new Value.Fields(fields);
  }

  private static Value block(Block block) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("kind", Value.text(block.kind().word()));
    fields.put("streams", list(block.streams(), Value::text));
    fields.put("message", Value.text(block.message()));
    return new Value.Fields(fields);
  }

  private static Value event(Event event) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("kind", Value.text(event.kind().word()));
    fields.put("day", Value.text(event.day().toString()));
    fields.put("streams", list(event.streams(), Value::text));
    fields.put("message", Value.text(event.message()));
    fields.put("open", list(event.open(), GateJson::block));
    return new Value.Fields(fields);
  }

  private static Value number(double value) {
    return new Value.Real(
        BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP).doubleValue());
  }

  private static Value or(Optional<Value> value) {
    return value.orElse(new Value.Null());
  }

  private static <T> Value list(List<T> items, Function<T, Value> form) {
    return new Value.Items(items.stream().map(form).toList());
  }

  private GateJson() {}
}
