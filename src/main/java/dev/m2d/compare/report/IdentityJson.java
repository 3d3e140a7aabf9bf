package dev.m2d.compare.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.m2d.compare.Result;
import dev.m2d.compare.verdict.Part;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The members of `verdict.json` that concern the pair as a whole. */
final class IdentityJson {

  private final JsonGenerator json;

  IdentityJson(JsonGenerator json) {
    this.json = json;
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
