package dev.m2d.compare;

import dev.m2d.compare.StreamPlan.OneSide;
import dev.m2d.compare.canon.ColumnType;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.contract.StreamContract;
import dev.m2d.compare.row.RowSet;
import dev.m2d.compare.row.Source;
import dev.m2d.compare.schema.Types;
import dev.m2d.compare.state.LastBookmarks;
import dev.m2d.compare.verdict.Part;
import dev.m2d.compare.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Compares two sides of bare files, stream by stream. */
public final class Comparison {

  private final Side wholeLeft;
  private final Side wholeRight;
  private final Grouping grouping;
  private final Side left;
  private final Side right;
  private final Contract contract;
  private final Options options;
  private final RuleUses uses;

  /**
   * A comparison of two sides.
   *
   * @param contract what else than exactly equal counts as equal
   */
  public Comparison(Side left, Side right, Contract contract, Options options) {
    this.wholeLeft = left;
    this.wholeRight = right;
    this.grouping = Grouping.of(left, right, contract.streams().keySet());
    this.left = grouping.left();
    this.right = grouping.right();
    this.contract = contract;
    this.options = options;
    this.uses = new RuleUses(contract, Optional.empty());
  }

  /** A column of the key is in no stream. */
  public static final class UnknownKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownKeyException(String message) {
      super(message);
    }
  }

  /** Reads both sides and compares them. */
  public Result run() throws IOException, InterruptedException {
    List<StreamResult> streams = new ArrayList<>();
    for (Map.Entry<String, String> pair : Side.pairs(left, right).entrySet()) {
      streams.add(stream(left, right, pair.getKey(), pair.getValue(), true));
    }
    for (Map.Entry<String, List<String>> apart : grouping.apart().entrySet()) {
      doubt(apart.getKey(), Set.copyOf(apart.getValue()), streams);
    }
    demandKey(options, streams);
    List<Part> parts = new ArrayList<>(unread());
    unused().ifPresent(parts::add);
    return new Result(
        left.name(),
        right.name(),
        Optional.empty(),
        List.of(),
        streams,
        parts,
        List.of(),
        List.of(),
        uses.rules(),
        uses.known(),
        List.of());
  }

  /** A key that no stream has would be ignored silently. */
  static void demandKey(Options options, List<StreamResult> streams) {
    for (String column : options.key()) {
      if (streams.stream().noneMatch(s -> s.columns().contains(column))) {
        throw new UnknownKeyException("no stream has the column `" + column + "` on both sides");
      }
    }
  }

  /** What the contract says of streams that are not there may be about a misspelt one. */
  private Optional<Part> unused() {
    SortedSet<String> names = new TreeSet<>(contract.streams().keySet());
    contract.known().forEach(k -> names.add(k.stream()));
    names.removeAll(left.streams().keySet());
    names.removeAll(right.streams().keySet());
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Part(
                "contract",
                Optional.empty(),
                Verdict.EQUAL,
                List.of(),
                names.stream()
                    .map(n -> "`" + n + "` of the contract is a stream that neither side has")
                    .toList()));
  }

  /** Nothing is said of files that nobody has read. */
  private List<Part> unread() {
    SortedSet<String> names = new TreeSet<>(left.others());
    names.addAll(right.others());
    return names.isEmpty()
        ? List.of()
        : List.of(
            new Part(
                "files",
                Optional.empty(),
                Verdict.INCONCLUSIVE,
                names.stream()
                    .map(n -> "`" + n + "` was not compared: it is no CSV and no JSON lines")
                    .toList(),
                List.of()));
  }

  /** Files that differ one by one and not together may be parts of one stream. */
  private void doubt(String whole, Set<String> files, List<StreamResult> streams)
      throws IOException, InterruptedException {
    boolean differs =
        streams.stream()
            .anyMatch(s -> files.contains(s.name()) && s.verdict() == Verdict.DIFFERENT);
    if (!differs || stream(wholeLeft, wholeRight, whole, whole, false).verdict() != Verdict.EQUAL) {
      return;
    }
    List<String> why =
        List.of(
            "together the files whose names begin so hold the same rows: if they are parts of one"
                + " stream, name it in the contract (`streams: {"
                + whole
                + ": {}}`)");
    streams.replaceAll(
        s ->
            files.contains(s.name()) && s.verdict() == Verdict.DIFFERENT
                ? s.with(Verdict.INCONCLUSIVE, why)
                : s);
  }

  private StreamResult stream(Side left, Side right, String name, String rightName, boolean counts)
      throws IOException, InterruptedException {
    boolean hasLeft = left.streams().containsKey(name);
    if (!hasLeft || !right.streams().containsKey(rightName)) {
      return StreamResult.oneSided(
          name, (hasLeft ? left : right).rows(name, options.dialects()), hasLeft);
    }
    // Two files of any names are compared, and the contract may name the stream by either.
    String agreed =
        !contract.streams().containsKey(name) && contract.streams().containsKey(rightName)
            ? rightName
            : name;
    StreamContract terms = contract.stream(agreed);
    StreamPlan plan =
        new StreamPlan(
            name,
            options.key().isEmpty() ? terms : terms.withKey(options.key()),
            column -> contract.rule(agreed, column),
            contract.known(agreed),
            side(left.rows(name, options.dialects()), terms),
            side(right.rows(rightName, options.dialects()), terms),
            Optional.empty(),
            terms
                .watermark()
                .map(w -> new Repeats.Plan(LastBookmarks.NONE.ofColumn(w), false, true))
                .orElse(Repeats.Plan.UNKNOWN),
            false);
    StreamComparison.Outcome outcome = new StreamComparison(plan, options).run();
    if (counts) {
      uses.add(plan, outcome);
    }
    StreamResult result = new StreamJudge(plan, outcome).result(List.of());
    Optional<String> names = otherNames(left, right, name);
    return names.isPresent() ? result.noting(names.get()) : result;
  }

  /** A run adds something to the names of its files; so do people who mean another table. */
  private static Optional<String> otherNames(Side left, Side right, String stream) {
    List<Source> lefts = left.streams().getOrDefault(stream, List.of());
    List<Source> rights = right.streams().getOrDefault(stream, List.of());
    if (!left.isFolder()
        || !right.isFolder()
        || lefts.size() != 1
        || rights.size() != 1
        || left.bareName(lefts.get(0)).equals(right.bareName(rights.get(0)))) {
      return Optional.empty();
    }
    return Optional.of(
        "`"
            + lefts.get(0).name()
            + "` and `"
            + rights.get(0).name()
            + "` are taken for the same stream by their names");
  }

  /** Files declare no types, so that those of the contract hold for both sides. */
  private static OneSide side(RowSet rows, StreamContract terms) {
    Map<String, ColumnType> types = new HashMap<>();
    terms.types().forEach((column, type) -> types.put(column, Types.of(type)));
    return new OneSide(rows, types, Optional.empty());
  }
}
