package dev.m2d.compare.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.m2d.compare.Result;
import dev.m2d.compare.performance.Figures;
import dev.m2d.compare.state.StateRow;
import dev.m2d.compare.verdict.Part;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The members of `verdict.json` that concern the pair as a whole. */
final class IdentityJson {

  private final JsonGenerator json;
  private final Values values;

  IdentityJson(JsonGenerator json, Values values) {
    this.json = json;
    this.values = values;
  }

  void write(Result result) throws IOException {
    json.writeFieldName("pair");
    Optional<Result.Identity> pair = result.pair();
    if (pair.isPresent()) {
      pair(pair.get());
    } else {
      json.writeNull();
    }
    texts("invalid", result.invalid());
    json.writeArrayFieldStart("parts");
    for (Part part : result.parts()) {
      part(part);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("states");
    for (StateRow row : result.states()) {
      state(row);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("performance");
    for (Figures figures : result.figures()) {
      figures(figures);
    }
    json.writeEndArray();
  }

  private void state(StateRow row) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", row.id());
    json.writeStringField("stream", row.stream().orElse(null));
    json.writeStringField("partition", values.of(row.partition().orElse(null)));
    json.writeStringField("change", row.change().word());
    json.writeStringField("member", row.member());
    json.writeStringField("left", values.of(row.left().orElse(null)));
    json.writeStringField("right", values.of(row.right().orElse(null)));
    json.writeEndObject();
  }

  private void figures(Figures figures) throws IOException {
    json.writeStartObject();
    json.writeStringField("side", figures.side().word());
    json.writeNumberField("wallSeconds", figures.wallSeconds());
    number("startupSeconds", figures.startupSeconds());
    number("cpuSeconds", figures.cpuSeconds());
    number("maxRssBytes", figures.maxRssBytes());
    number("rows", figures.rows());
    number("rowsPerSecond", figures.rowsPerSecond());
    json.writeEndObject();
  }

  private void number(String name, Optional<? extends Number> value) throws IOException {
    json.writeFieldName(name);
    if (value.isEmpty()) {
      json.writeNull();
    } else if (value.get() instanceof Long whole) {
      json.writeNumber(whole);
    } else {
      json.writeNumber(value.get().doubleValue());
    }
  }

  private void pair(Result.Identity pair) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", pair.id());
    json.writeStringField("mode", pair.mode());
    json.writeStringField("scenario", pair.scenario());
    json.writeStringField("contract", pair.contract());
    json.writeObjectFieldStart("code");
    json.writeStringField("commit", pair.commit().orElse(null));
    json.writeStringField("plugins", pair.plugins());
    json.writeStringField("generated", pair.generated());
    json.writeEndObject();
    json.writeStringField("startedAt", pair.startedAt());
    json.writeStringField("endedAt", pair.endedAt());
    json.writeEndObject();
  }

  private void part(Part part) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", part.name());
    json.writeStringField("stream", part.stream().orElse(null));
    json.writeStringField("state", part.state().orElse(null));
    json.writeStringField("verdict", part.verdict().word());
    texts("reasons", part.reasons());
    texts("notes", part.notes());
    json.writeEndObject();
  }

  private void texts(String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
