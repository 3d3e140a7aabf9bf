package dev.m2d.compare.report;

import dev.m2d.compare.Result;
import dev.m2d.compare.StreamResult;
import dev.m2d.compare.explain.Deviation;
import dev.m2d.compare.schema.ColumnVerdict;
import dev.m2d.compare.state.StateRow;
import dev.m2d.compare.verdict.Part;
import dev.m2d.compare.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A table of a report, the same in all forms.
 *
 * @param title a few words
 * @param heads of its columns
 * @param rows its cells
 */
record Section(String title, List<String> heads, List<List<String>> rows) {

  /** So much of a hash is enough for people. */
  private static final int HASH = 16;

  /** What concerns the pair as a whole, before the streams. */
  static List<Section> before(Result result) {
    List<List<String>> parts = new ArrayList<>();
    for (Part part : result.parts()) {
      List<String> said = new ArrayList<>(part.reasons());
      said.addAll(part.notes());
      String name = part.name() + part.subject().map(s -> " of " + s).orElse("");
      parts.add(List.of(name, part.verdict().word(), said.isEmpty() ? "" : said.get(0)));
      said.stream().skip(1).forEach(s -> parts.add(List.of("", "", s)));
    }
    List<List<String>> states = new ArrayList<>();
    for (StateRow row : result.states()) {
      states.add(
          List.of(
              row.id(),
              row.stream().orElse("") + (row.partition().isPresent() ? " (a partition)" : ""),
              row.change().word(),
              row.member()));
    }
    return filled(
        List.of(
            new Section("Beside the rows", List.of("what", "verdict", "found"), parts),
            new Section("Bookmarks", List.of("state", "stream", "right side", "member"), states)));
  }

  /** What became of the contract, after the streams. */
  static List<Section> after(Result result) {
    List<List<String>> rules = new ArrayList<>();
    for (Result.RuleUse rule : result.rules()) {
      rules.add(
          List.of(
              rule.stream(),
              rule.column(),
              rule.rule(),
              Words.number(rule.used()),
              use(rule),
              rule.reason().orElse(""),
              terms(rule.owner(), rule.until())));
    }
    List<List<String>> known = new ArrayList<>();
    for (Result.KnownUse one : result.known()) {
      known.add(
          List.of(
              one.id(),
              one.stream(),
              one.column(),
              Words.number(one.used()),
              use(one.isExpired(), one.used() == 0 ? "not met: remove it" : "accepted"),
              one.reason(),
              terms(one.owner(), one.until())));
    }
    List<List<String>> noise = new ArrayList<>();
    for (Result.Noise one : result.noise()) {
      noise.add(
          List.of(
              one.stream(),
              one.column().orElse("(whole rows)"),
              Words.number(one.unequal()) + " of " + Words.number(one.rows()),
              one.isCovered() ? "covered by a rule" : one.advice()));
    }
    List<List<String>> pair = result.pair().map(Section::pair).orElse(List.of());
    return filled(
        List.of(
            new Section(
                "Rules of the contract",
                List.of("stream", "column", "rule", "values", "use", "reason", "owner, until"),
                rules),
            new Section(
                "Known differences",
                List.of("id", "stream", "column", "rows", "use", "reason", "owner, until"),
                known),
            new Section(
                "Noise: two runs of the old side",
                List.of("stream", "column", "rows that differ", "what to do"),
                noise),
            new Section("Pair", List.of("", ""), pair)));
  }

  /** Whether there is more to say of a stream than its line in the table of all. */
  static boolean isNeeded(StreamResult stream) {
    return !stream.reason().isEmpty() || !stream.notes().isEmpty() || !of(stream).isEmpty();
  }

  /** What concerns one stream besides its rows. */
  static List<Section> of(StreamResult stream) {
    List<List<String>> types = new ArrayList<>();
    for (ColumnVerdict type : stream.types()) {
      types.add(
          List.of(
              type.column(),
              type.verdict() == Verdict.EQUAL ? "accepted" : type.verdict().word(),
              type.finding().word(),
              type.left(),
              type.right()));
    }
    List<List<String>> deviations = new ArrayList<>();
    for (Map.Entry<String, Deviation> column : stream.deviations().entrySet()) {
      Deviation found = column.getValue();
      deviations.add(
          List.of(
              column.getKey(),
              Words.number(found.rows()),
              String.format(Locale.ROOT, "%.3g", found.absolute()),
              String.format(Locale.ROOT, "%.3g", found.relative())));
    }
    return filled(
        List.of(
            new Section(
                "Declared columns",
                List.of("column", "verdict", "finding", "left", "right"),
                types),
            new Section(
                "Within tolerance",
                List.of("column", "rows not exactly equal", "at most apart", "in proportion"),
                deviations)));
  }

  private static List<List<String>> pair(Result.Identity pair) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("id", pair.id()));
    rows.add(List.of("mode, scenario", pair.mode() + ", " + pair.scenario()));
    rows.add(List.of("from, to", pair.startedAt() + " to " + pair.endedAt()));
    rows.add(List.of("commit", pair.commit().orElse("unknown")));
    rows.add(List.of("plugins", pair.plugins()));
    rows.add(List.of("generated project", pair.generated()));
    String contract = pair.contract();
    rows.add(List.of("contract", contract.substring(0, Math.min(HASH, contract.length()))));
    return rows;
  }

  private static String use(Result.RuleUse rule) {
    return use(
        rule.isExpired(),
        rule.isNeeded() ? "needed" : rule.used() == 0 ? "met no value" : "not needed this time");
  }

  private static String use(Optional<Boolean> isExpired, String otherwise) {
    if (isExpired.isEmpty()) {
      return otherwise + "; expired or not: no day is known";
    }
    return isExpired.get() ? "expired" : otherwise;
  }

  private static String terms(Optional<String> owner, Optional<String> until) {
    return owner.orElse("")
        + (owner.isPresent() && until.isPresent() ? ", " : "")
        + until.orElse("");
  }

  private static List<Section> filled(List<Section> sections) {
    return sections.stream().filter(s -> !s.rows().isEmpty()).toList();
  }
}
