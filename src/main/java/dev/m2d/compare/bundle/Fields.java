package dev.m2d.compare.bundle;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.yaml.Value;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a JSON object. What is absent or null is empty; what is of the wrong shape is
 * reported and empty.
 */
final class Fields {

  private final YamlMap map;
  private final Diagnostics sink;

  Fields(YamlMap map, Diagnostics sink) {
    this.map = map;
    this.sink = sink;
  }

  YamlMap map() {
    return map;
  }

  /** The place of a member, or of the object when it has none. */
  Span span(String key) {
    return map.get(key).map(YamlNode::span).orElse(map.span());
  }

  /** The value, or `instead` after saying that the key is missing or wrong. */
  <T> T demand(String key, Optional<T> value, T instead) {
    if (value.isEmpty() && map.present(key).isEmpty()) {
      sink.add(Code.M2D912, map.span(), "The key `" + key + "` is missing.");
    }
    return value.orElse(instead);
  }

  Optional<String> text(String key) {
    return map.present(key).flatMap(n -> or(n.value().asText(), key, "text", n));
  }

  Optional<Boolean> flag(String key) {
    return map.present(key)
        .flatMap(
            n ->
                or(
                    n.value() instanceof Value.Bool b ? Optional.of(b.value()) : Optional.empty(),
                    key,
                    "true or false",
                    n));
  }

  /** A whole number, zero or more. */
  Optional<Long> count(String key) {
    return map.present(key).flatMap(n -> or(count(n), key, "a whole number, zero or more", n));
  }

  /** A whole number of at most 32 bits. */
  Optional<Integer> integer(String key) {
    return map.present(key)
        .flatMap(
            n ->
                or(
                    n.value() instanceof Value.Int i && i.value().bitLength() < 32
                        ? Optional.of(i.value().intValue())
                        : Optional.empty(),
                    key,
                    "a whole number",
                    n));
  }

  /** A number, zero or more. */
  Optional<BigDecimal> number(String key) {
    return map.present(key)
        .flatMap(
            n -> or(decimal(n).filter(d -> d.signum() >= 0), key, "a number, zero or more", n));
  }

  Optional<Instant> instant(String key) {
    return map.present(key)
        .flatMap(n -> or(n.value().asText().flatMap(Fields::instantOf), key, "a time in UTC", n));
  }

  /** One of the constants, in lower case. */
  <E extends Enum<E>> Optional<E> word(String key, Class<E> type) {
    E[] all = type.getEnumConstants();
    return map.present(key)
        .flatMap(
            n -> {
              List<String> words = new ArrayList<>();
              for (E constant : all) {
                String word = constant.name().toLowerCase(Locale.ROOT);
                words.add(word);
                if (n.value().asText().filter(word::equals).isPresent()) {
                  return Optional.of(constant);
                }
              }
              wrong(key, "one of " + String.join(", ", words), n);
              return Optional.empty();
            });
  }

  Optional<Fields> object(String key) {
    return map.present(key).flatMap(n -> object(key, n));
  }

  /** The objects in a list. */
  List<Fields> objects(String key) {
    List<Fields> found = new ArrayList<>();
    items(key).forEach(n -> object(key, n).ifPresent(found::add));
    return found;
  }

  List<String> texts(String key) {
    List<String> found = new ArrayList<>();
    for (YamlNode item : items(key)) {
      or(item.value().asText(), key, "a list of texts", item).ifPresent(found::add);
    }
    return found;
  }

  /** The counts of an object by its keys. */
  Map<String, Long> counts(String key) {
    Map<String, Long> found = new LinkedHashMap<>();
    object(key)
        .ifPresent(
            o ->
                o.map
                    .entries()
                    .forEach((k, e) -> o.count(k).ifPresent(count -> found.put(k, count))));
    return found;
  }

  /** The texts of an object by its keys, without those that are null. */
  Map<String, String> textsByKey(String key) {
    Map<String, String> found = new LinkedHashMap<>();
    object(key)
        .ifPresent(
            o -> o.map.entries().forEach((k, e) -> o.text(k).ifPresent(t -> found.put(k, t))));
    return found;
  }

  void wrong(String key, String expected, YamlNode found) {
    sink.add(
        Code.M2D912,
        found.span(),
        "`"
            + key
            + "` must be "
            + expected
            + ", but is "
            + found.description()
            + said(found)
            + ".");
  }

  private static String said(YamlNode node) {
    return node instanceof YamlScalar s && s.text().length() < 60 ? " `" + s.text() + "`" : "";
  }

  private Optional<Fields> object(String key, YamlNode node) {
    return or(
        node instanceof YamlMap m ? Optional.of(new Fields(m, sink)) : Optional.empty(),
        key,
        "an object",
        node);
  }

  private List<YamlNode> items(String key) {
    return map.present(key)
        .flatMap(
            n ->
                or(
                    n instanceof YamlList l ? Optional.of(l.items()) : Optional.empty(),
                    key,
                    "a list",
                    n))
        .orElse(List.of());
  }

  private <T> Optional<T> or(Optional<T> value, String key, String expected, YamlNode found) {
    if (value.isEmpty()) {
      wrong(key, expected, found);
    }
    return value;
  }

  private static Optional<Long> count(YamlNode node) {
    return node.value() instanceof Value.Int i
            && i.value().signum() >= 0
            && i.value().bitLength() < 63
        ? Optional.of(i.value().longValue())
        : Optional.empty();
  }

  private static Optional<BigDecimal> decimal(YamlNode node) {
    boolean finite =
        node.value() instanceof Value.Int
            || (node.value() instanceof Value.Real r && Double.isFinite(r.value()));
    // The text, because a double has lost digits.
    return finite ? Optional.of(new BigDecimal(((YamlScalar) node).text())) : Optional.empty();
  }

  private static Optional<Instant> instantOf(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
