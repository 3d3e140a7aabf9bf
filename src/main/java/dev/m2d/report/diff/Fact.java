package dev.m2d.report.diff;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing of a project and what is true of it.
 *
 * @param kind of thing, one of generator/diff.yaml
 * @param name unique in its kind and owner
 * @param of the thing that it is a part of, as `kind name`; empty when it stands alone
 * @param at where the project says it, as `file:line:col`
 * @param file of the output that is about it alone
 * @param texts single values
 * @param lists values of which there are several, in order
 * @param hidden a secret, to see whether it is another one; it is never shown nor written
 */
record Fact(
    String kind,
    String name,
    String of,
    Optional<String> at,
    Optional<String> file,
    SortedMap<String, String> texts,
    SortedMap<String, List<String>> lists,
    Optional<String> hidden) {

  private static final String BEARS = "bears on";

  Fact {
    texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
    lists = Collections.unmodifiableSortedMap(new TreeMap<>(lists));
  }

  /** What it is found again by. */
  record Id(String kind, String of, String name) implements Comparable<Id> {
    @Override
    public int compareTo(Id other) {
      int byKind = kind.compareTo(other.kind);
      int byOwner = byKind == 0 ? of.compareTo(other.of) : byKind;
      return byOwner == 0 ? name.compareTo(other.name) : byOwner;
    }
  }

  Id id() {
    return new Id(kind, of, name);
  }

  /** How its parts name it. */
  String self() {
    return kind + " " + name;
  }

  /** The name of what it is a part of. */
  String owner() {
    return of.substring(of.indexOf(' ') + 1);
  }

  /** The same of another owner. */
  Fact under(String other) {
    return new Fact(kind, name, other, at, file, texts, lists, hidden);
  }

  /** The same with a secret. */
  Fact hiding(Optional<String> secret) {
    return new Fact(kind, name, of, at, file, texts, lists, secret);
  }

  @Override
  public String toString() {
    return "Fact[" + kind + " " + name + "]";
  }

  /** The same under another name, where some values go with the name. */
  Fact called(Fact other, List<String> going) {
    SortedMap<String, String> same = new TreeMap<>(texts);
    same.keySet().removeAll(going);
    other.texts().entrySet().stream()
        .filter(e -> going.contains(e.getKey()))
        .forEach(e -> same.put(e.getKey(), e.getValue()));
    return new Fact(kind, other.name(), other.of(), at, file, same, lists, hidden);
  }

  /** The same with what it bears upon. */
  Fact bearing(List<String> settings) {
    SortedMap<String, List<String>> more = new TreeMap<>(lists);
    more.put(BEARS, List.copyOf(settings));
    return new Fact(kind, name, of, at, file, texts, more, hidden);
  }

  /** The settings that a variable sets, or in which it is named; see {@link Bearings}. */
  List<String> bears() {
    return lists.getOrDefault(BEARS, List.of());
  }

  /** What is true of it, apart from its name and from what follows from others. */
  Map.Entry<SortedMap<String, String>, SortedMap<String, List<String>>> content() {
    SortedMap<String, List<String>> own = new TreeMap<>(lists);
    own.remove(BEARS);
    return Map.entry(texts, own);
  }

  /** Starts one. */
  static Builder of(String kind, String name) {
    return new Builder(kind, name);
  }

  /** Collects what is true of a thing. */
  static final class Builder {
    private final String kind;
    private final String name;
    private String of = "";
    private Optional<String> at = Optional.empty();
    private Optional<String> file = Optional.empty();
    private final SortedMap<String, String> texts = new TreeMap<>();
    private final SortedMap<String, List<String>> lists = new TreeMap<>();

    private Builder(String kind, String name) {
      this.kind = kind;
      this.name = name;
    }

    Builder of(String owner) {
      of = owner;
      return this;
    }

    Builder at(Optional<?> place) {
      at = place.map(Object::toString);
      return this;
    }

    Builder at(Object place) {
      return at(Optional.of(place));
    }

    Builder file(String path) {
      file = Optional.of(path);
      return this;
    }

    Builder text(String attribute, String value) {
      texts.put(attribute, value);
      return this;
    }

    Builder text(String attribute, Optional<String> value) {
      value.ifPresent(v -> texts.put(attribute, v));
      return this;
    }

    Builder list(String attribute, List<String> values) {
      if (!values.isEmpty()) {
        lists.put(attribute, List.copyOf(values));
      }
      return this;
    }

    Fact build() {
      return new Fact(kind, name, of, at, file, texts, lists, Optional.empty());
    }
  }
}
