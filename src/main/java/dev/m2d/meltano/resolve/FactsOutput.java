package dev.m2d.meltano.resolve;

import dev.m2d.yaml.JsonStream;

/** Writes parts of the document as soon as they are known, secrets hidden. */
final class FactsOutput {

  private final JsonStream json;
  private final Redaction redaction;

  FactsOutput(JsonStream json, Redaction redaction) {
    this.json = json;
    this.redaction = redaction;
  }

  /** The fields, as fields of the mapping that is open. */
  FactsOutput put(Doc doc) {
    doc.build().values().forEach((key, value) -> json.put(key, redaction.shown(key, value)));
    return this;
  }

  FactsOutput map() {
    json.map();
    return this;
  }

  FactsOutput map(String key) {
    json.map(key);
    return this;
  }

  FactsOutput list(String key) {
    json.list(key);
    return this;
  }

  FactsOutput endMap() {
    json.endMap();
    return this;
  }

  FactsOutput endList() {
    json.endList();
    return this;
  }
}
