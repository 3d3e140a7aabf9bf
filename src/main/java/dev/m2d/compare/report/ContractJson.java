package dev.m2d.compare.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.m2d.compare.Result;
import java.io.IOException;
import java.util.Optional;

/** The members of `verdict.json` that tell what became of the contract. */
final class ContractJson {

  private final JsonGenerator json;

  ContractJson(JsonGenerator json) {
    this.json = json;
  }

  void write(Result result) throws IOException {
    json.writeArrayFieldStart("rules");
    for (Result.RuleUse rule : result.rules()) {
      rule(rule);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("known");
    for (Result.KnownUse known : result.known()) {
      known(known);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("noise");
    for (Result.Noise noise : result.noise()) {
      noise(noise);
    }
    json.writeEndArray();
  }

  private void rule(Result.RuleUse rule) throws IOException {
    json.writeStartObject();
    json.writeStringField("stream", rule.stream());
    json.writeStringField("column", rule.column());
    json.writeStringField("rule", rule.rule());
    json.writeNumberField("used", rule.used());
    json.writeBooleanField("needed", rule.isNeeded());
    expired(rule.isExpired());
    json.writeStringField("reason", rule.reason().orElse(null));
    json.writeStringField("owner", rule.owner().orElse(null));
    json.writeStringField("until", rule.until().orElse(null));
    json.writeEndObject();
  }

  private void known(Result.KnownUse known) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", known.id());
    json.writeStringField("stream", known.stream());
    json.writeStringField("column", known.column());
    json.writeNumberField("used", known.used());
    expired(known.isExpired());
    json.writeStringField("reason", known.reason());
    json.writeStringField("owner", known.owner().orElse(null));
    json.writeStringField("until", known.until().orElse(null));
    json.writeEndObject();
  }

  private void expired(Optional<Boolean> isExpired) throws IOException {
    json.writeFieldName("expired");
    if (isExpired.isPresent()) {
      json.writeBoolean(isExpired.get());
    } else {
      json.writeNull();
    }
  }

  private void noise(Result.Noise noise) throws IOException {
    json.writeStartObject();
    json.writeStringField("stream", noise.stream());
    json.writeStringField("column", noise.column().orElse(null));
    json.writeNumberField("unequal", noise.unequal());
    json.writeNumberField("rows", noise.rows());
    json.writeBooleanField("covered", noise.isCovered());
    json.writeStringField("advice", noise.advice());
    json.writeEndObject();
  }
}
