package dev.m2d.meltano.resolve;

import dev.m2d.yaml.Located;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** Variables laid over one another; those that are no text in the file are remembered as such. */
final class Overlay {

  private final Map<String, String> texts;
  private final Map<String, Value> others;

  Overlay() {
    this.texts = new LinkedHashMap<>();
    this.others = new LinkedHashMap<>();
  }

  /** A copy to lay more over. */
  Overlay(Overlay other) {
    this.texts = new LinkedHashMap<>(other.texts);
    this.others = new LinkedHashMap<>(other.others);
  }

  /** Variables, all of them texts. */
  void put(Map<String, String> variables) {
    texts.putAll(variables);
    others.keySet().removeAll(variables.keySet());
  }

  /** A value as it is written in an `env:` block. */
  void put(String name, Value value) {
    texts.put(name, PythonText.str(value));
    if (value instanceof Value.Text) {
      others.remove(name);
    } else {
      others.put(name, value);
    }
  }

  /** An `env:` block as it is written. */
  void putBlock(Map<String, Located<Value>> block) {
    block.forEach((name, value) -> put(name, value.value()));
  }

  /** Another overlay. */
  void put(Overlay other) {
    put(other.texts);
    others.putAll(other.others);
  }

  /** Every variable as text. */
  Map<String, String> texts() {
    return texts;
  }

  /** A variable as Meltano has it. */
  Value value(String name) {
    Value other = others.get(name);
    return other == null ? Value.text(texts.getOrDefault(name, "")) : other;
  }

  /** Copies all variables as Meltano has them. */
  void copyTo(Map<String, Value> into) {
    texts.forEach(
        (name, text) -> {
          // Mostly it is the one that is there.
          if (!(into.get(name) instanceof Value.Text known && known.value().equals(text))) {
            into.put(name, Value.text(text));
          }
        });
    into.putAll(others);
  }
}
