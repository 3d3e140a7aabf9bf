package dev.m2d.compare.contract;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One mapping of the contract, taken apart key by key; what does not fit is reported. */
final class Fields {

  private final MapReader in;
  private final Diagnostics sink;

  Fields(YamlMap map, Diagnostics sink) {
    this.in = new MapReader(map, sink, Code.M2D916);
    this.sink = sink;
  }

  Span span() {
    return in.map().span();
  }

  /** Takes what is wrong. */
  Diagnostics sink() {
    return sink;
  }

  /** Any value but null. */
  Optional<YamlNode> node(String key) {
    return in.node(key);
  }

  /** A mapping, or an empty one. */
  YamlMap map(String key) {
    return in.mapOrEmpty(key);
  }

  List<YamlMap> maps(String key) {
    return in.maps(key);
  }

  Optional<String> text(String key) {
    return in.text(key).map(Located::value);
  }

  boolean flag(String key) {
    return in.flag(key);
  }

  /** A text that is there; an empty one, reported, where it is not. */
  String needed(String key) {
    Optional<String> found = text(key).filter(t -> !t.isBlank());
    if (found.isEmpty()) {
      wrong(span(), "`" + key + "` is missing.");
    }
    return found.orElse("");
  }

  /** One of some words. */
  Optional<String> word(String key, List<String> words) {
    Optional<Located<String>> found = in.text(key);
    if (found.isPresent() && !words.contains(found.get().value())) {
      String word = found.get().value();
      wrong(
          found.get().span(),
          "`"
              + key
              + "` must be one of "
              + String.join(", ", words)
              + ", but is `"
              + word
              + "`."
              + DidYouMean.hint(word, words));
      return Optional.empty();
    }
    return found.map(Located::value);
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (YamlNode item : in.items(key)) {
      texts.add(PythonText.str(item.value()));
    }
    return texts;
  }

  /** A number of at least 0. */
  double number(String key, double otherwise) {
    Optional<YamlNode> node = node(key);
    if (node.isEmpty()) {
      return otherwise;
    }
    double value =
        node.get().value() instanceof Value.Int i
            ? i.value().doubleValue()
            : node.get().value() instanceof Value.Real r ? r.value() : Double.NaN;
    if (!(value >= 0) || Double.isInfinite(value)) {
      wrong(node.get().span(), "`" + key + "` must be a number of at least 0.");
      return otherwise;
    }
    return value;
  }

  /** A whole number of at least 0. */
  long whole(String key, long otherwise) {
    Optional<YamlNode> node = node(key);
    if (node.isPresent()
        && !(node.get().value() instanceof Value.Int i
            && i.value().signum() >= 0
            && i.value().bitLength() < Integer.SIZE)) {
      wrong(node.get().span(), "`" + key + "` must be a whole number of at least 0.");
      return otherwise;
    }
    return node.isPresent() && node.get().value() instanceof Value.Int i
        ? i.value().longValue()
        : otherwise;
  }

  /** Reason, owner and last day of a leniency. */
  Terms terms(boolean needsReason, String what) {
    Optional<String> reason = text("reason").filter(t -> !t.isBlank());
    if (needsReason && reason.isEmpty()) {
      sink.add(Code.M2D917, span(), what + " gives no reason.");
    }
    return new Terms(reason, text("owner"), day("until"));
  }

  /** A day of the calendar. */
  Optional<LocalDate> day(String key) {
    Optional<Located<String>> text = in.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(text.get().value()));
    } catch (DateTimeException e) {
      wrong(text.get().span(), "`" + key + "` must be a day such as 2026-12-31.");
      return Optional.empty();
    }
  }

  void wrong(Span at, String message) {
    sink.add(Code.M2D916, at, message);
  }

  /** Reports the keys that nobody asked for. */
  void end() {
    for (YamlMap.Entry entry : in.rest().values()) {
      sink.add(
          Code.M2D915,
          entry.keySpan(),
          "The key `" + entry.key() + "` is unknown." + DidYouMean.hint(entry.key(), in.asked()));
    }
  }
}
