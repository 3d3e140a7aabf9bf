package dev.m2d.report.diff;

import java.util.List;

/**
 * Something that happened to a thing.
 *
 * @param what `added`, or `changed.` and the value
 * @param name of the thing
 * @param owner what it is a part of, as facts name it
 * @param way of a list that changed, `gained` or `lost` and the value; empty else
 * @param old the value before; empty for none
 * @param now the value after
 */
record Happening(String what, String name, String owner, String way, String old, String now) {

  /** To all of a thing. */
  static Happening whole(String what, Fact fact) {
    return new Happening(what, fact.name(), fact.of(), "", "", "");
  }

  /** To a value of a thing. */
  static Happening value(String value, Fact fact, String old, String now) {
    return new Happening("changed." + value, fact.name(), fact.of(), "", old, now);
  }

  /** To the items of a list of a thing. */
  static Happening list(String value, String way, Fact fact, List<String> old, List<String> now) {
    return new Happening(
        "changed." + value,
        fact.name(),
        fact.of(),
        way + " " + value,
        String.join(" ", old),
        String.join(" ", now));
  }

  /** The name without the environment that it counts in. */
  String plainName() {
    return name.replaceFirst(" in .*", "");
  }
}
