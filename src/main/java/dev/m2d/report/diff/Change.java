package dev.m2d.report.diff;

import java.util.List;
import java.util.Optional;

/**
 * A difference of two sets of facts.
 *
 * @param kind of the thing
 * @param what happened: added, removed, renamed or changed
 * @param name of the thing
 * @param of the thing that it is a part of; empty when it stands alone
 * @param text the sentence, names and values in back-quotes
 * @param many the sentence for several of them, with `{names}` and `{count}`; empty for none
 * @param shown its name in such a sentence
 * @param toldName its name as the sentence has it
 * @param toldOf the name of what it is a part of, as the sentence has it
 * @param at where the project says it; of what is gone, where it said it before
 * @param files patterns of the files that differ with it
 */
record Change(
    String kind,
    String what,
    String name,
    String of,
    String area,
    Risk risk,
    String text,
    String many,
    String shown,
    String toldName,
    String toldOf,
    String why,
    Optional<String> at,
    List<String> files) {

  Change {
    files = List.copyOf(files);
  }

  /** Changes that one sentence can tell. */
  record Bunch(String kind, String what, String of, Risk risk, String many) {}

  /** Whether its place is one of before: nothing of it is left. */
  boolean isGone() {
    return what.equals("removed");
  }

  Bunch bunch() {
    return new Bunch(kind, what, of, risk, many);
  }
}
