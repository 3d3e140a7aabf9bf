package dev.m2d.compare;

import dev.m2d.compare.NoiseJudge.Noisy;
import dev.m2d.compare.StreamPlan.OneSide;
import dev.m2d.compare.StreamPlan.Watermark;
import dev.m2d.compare.bundle.Bundle;
import dev.m2d.compare.bundle.Manifest;
import dev.m2d.compare.bundle.Scenario;
import dev.m2d.compare.bundle.SideName;
import dev.m2d.compare.bundle.SideRun;
import dev.m2d.compare.bundle.StreamFiles;
import dev.m2d.compare.bundle.TableSchema;
import dev.m2d.compare.contract.ColumnRule;
import dev.m2d.compare.contract.Contract;
import dev.m2d.compare.schema.ColumnVerdict;
import dev.m2d.compare.schema.SchemaComparison;
import dev.m2d.compare.state.LastBookmarks;
import dev.m2d.compare.verdict.Part;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Compares the sides of a bundle: its streams, then everything else that it holds. */
public final class BundleComparison {

  private static final String UNSEALED =
      "the bundle has no hash of the table's rows, so that nobody can tell whether they were"
          + " changed after the capture";

  private final Bundle bundle;
  private final Contract contract;
  private final Options options;
  private final BundleStreams streams;
  private final RuleUses uses;
  private final SourceMovement moved;
  private final RoundTrip roundTrip;
  private final Map<String, List<String>> lenient = new HashMap<>();
  private final List<Result.Noise> noise = new ArrayList<>();

  /** A comparison by the contract of the bundle, or by another one. */
  public BundleComparison(Bundle bundle, Contract contract, Options options) {
    this.bundle = bundle;
    this.contract = contract;
    this.options = options;
    this.streams = new BundleStreams(bundle);
    this.moved = new SourceMovement(bundle.manifest());
    this.roundTrip = new RoundTrip(bundle, right());
    LocalDate today = LocalDate.ofInstant(bundle.manifest().endedAt(), ZoneOffset.UTC);
    this.uses = new RuleUses(contract, Optional.of(today));
  }

  /** Reads both sides and compares them. */
  public Result run() throws IOException, InterruptedException {
    List<SideName> sides = bundle.manifest().order();
    boolean noisy = sides.contains(SideName.CONTROL2);
    SideName right = right();
    List<StreamResult> results = new ArrayList<>();
    for (Manifest.Stream stream : bundle.manifest().streams()) {
      results.add(
          noisy
              ? withNoise(stream, right)
              : NoiseJudge.unknown(stream(stream, right, rules(stream), true), rules(stream)));
    }
    Comparison.demandKey(options, results);
    PairParts parts = PairParts.of(bundle, SideName.CONTROL, right, moved.of(right));
    List<Part> all = new ArrayList<>(parts.parts());
    all.addAll(roundTrip.parts());
    boolean again = right == SideName.CONTROL2;
    return new Result(
        contract.control(),
        again ? contract.control() + " again" : contract.candidate(),
        Optional.of(identity()),
        parts.invalid(),
        results,
        all,
        parts.states(),
        parts.figures(),
        uses.rules(),
        uses.known(),
        noise);
  }

  private SideName right() {
    boolean isTried = bundle.manifest().order().contains(SideName.CANDIDATE);
    return isTried ? SideName.CANDIDATE : SideName.CONTROL2;
  }

  private boolean isRoundTrip() {
    return bundle.manifest().scenario() == Scenario.ROUND_TRIP;
  }

  private Function<String, ColumnRule> rules(Manifest.Stream stream) {
    return column -> contract.rule(stream.name(), column);
  }

  /** The old side twice tells which columns differ by themselves. */
  private StreamResult withNoise(Manifest.Stream stream, SideName right)
      throws IOException, InterruptedException {
    Function<String, ColumnRule> exact = NoiseJudge.exact(rules(stream));
    StreamResult twice = stream(stream, SideName.CONTROL2, exact, right == SideName.CONTROL2);
    Noisy noisy = NoiseJudge.of(twice, rules(stream));
    noise.addAll(noisy.noise());
    noise.addAll(covered(stream, exact));
    if (right == SideName.CONTROL2) {
      return noisy.judgeTwice(twice);
    }
    StreamResult judged = stream(stream, right, noisy.rules(rules(stream)), true);
    List<String> statistical = NoiseJudge.statistical(judged, rules(stream));
    return statistical.isEmpty()
        ? noisy.judge(judged)
        : noisy.judge(judged, stream(stream, right, exact, false), statistical);
  }

  /** Noise that a rule of the contract covers: how much of it there is has to be known too. */
  private List<Result.Noise> covered(Manifest.Stream stream, Function<String, ColumnRule> rules)
      throws IOException, InterruptedException {
    List<Result.Noise> found = new ArrayList<>();
    List<String> columns = List.copyOf(lenient.getOrDefault(stream.name(), List.of()));
    // Without a key two rows are a pair only when one column differs.
    boolean isKeyed = !contract.stream(stream.name()).key().isEmpty();
    List<List<String>> passes =
        isKeyed && !columns.isEmpty() ? List.of(columns) : columns.stream().map(List::of).toList();
    for (List<String> pass : passes) {
      StreamResult bare =
          stream(
              stream,
              SideName.CONTROL2,
              column -> pass.contains(column) ? ColumnRule.EXACT : rules.apply(column),
              false);
      found.addAll(NoiseJudge.covered(bare, pass));
    }
    return found;
  }

  private StreamResult stream(
      Manifest.Stream stream, SideName right, Function<String, ColumnRule> rules, boolean counts)
      throws IOException, InterruptedException {
    String name = stream.name();
    StreamFiles lefts = streams.files(stream, SideName.CONTROL);
    StreamFiles rights = streams.files(stream, right);
    if (!lefts.exists() && !rights.exists()) {
      return StreamResult.absent(name, contract.stream(name).mayBeEmpty());
    }
    if (lefts.exists() != rights.exists()) {
      SideName without = lefts.exists() ? right : SideName.CONTROL;
      if (!bundle.side(without).run().succeeded()) {
        return StreamResult.notCompared(name, without.word());
      }
      StreamFiles only = lefts.exists() ? lefts : rights;
      return StreamResult.oneSided(name, streams.rows(only, options.dialects()), lefts.exists());
    }
    if (!BundleStreams.hasRows(lefts) && !BundleStreams.hasRows(rights)) {
      return StreamResult.withoutRows(name);
    }
    StreamPlan plan =
        new StreamPlan(
            name,
            options.key().isEmpty()
                ? contract.stream(name)
                : contract.stream(name).withKey(options.key()),
            rules,
            contract.known(name),
            side(lefts, SideName.CONTROL),
            side(rights, right),
            Optional.ofNullable(bundle.manifest().watermarks().get(name))
                .map(w -> new Watermark(w.column(), w.value())),
            repeats(stream, right),
            // Noise is told in numbers of rows for each column.
            right == SideName.CONTROL2 || !counts);
    StreamComparison.Outcome outcome = new StreamComparison(plan, options).run();
    moved.put(stream, outcome);
    if (right == SideName.CONTROL2) {
      lenient.put(name, RuleUses.needed(outcome));
    }
    if (counts) {
      uses.add(plan, outcome);
      if (isRoundTrip()) {
        roundTrip.put(stream, plan, outcome);
      }
    }
    StreamResult result = new StreamJudge(plan, outcome).result(types(plan, lefts, rights));
    if (isUnsealed(lefts) || isUnsealed(rights)) {
      result = result.noting(UNSEALED);
    }
    Optional<String> loaded = loaded(stream, right);
    return loaded.isPresent() ? result.noting(loaded.get()) : result;
  }

  /** An upsert hides that a side read everything again. */
  private Optional<String> loaded(Manifest.Stream stream, SideName right) {
    SideRun lefts = bundle.side(SideName.CONTROL).run();
    SideRun rights = bundle.side(right).run();
    Long left = lefts.records().get(stream.name());
    Long count = rights.records().get(stream.name());
    boolean isCounted = lefts.uncounted().isEmpty() && rights.uncounted().isEmpty();
    return left == null || count == null || left.equals(count) || !isCounted
        ? Optional.empty()
        : Optional.of(
            "the tap gave " + left + " records on the left and " + count + " on the right");
  }

  private static boolean isUnsealed(StreamFiles files) {
    return files.schema().filter(s -> s.sha256().isEmpty()).isPresent();
  }

  /** Rows that the tap may send again: those of the last bookmarks of both sides. */
  private Repeats.Plan repeats(Manifest.Stream stream, SideName right) {
    LastBookmarks last =
        LastBookmarks.of(List.of(bundle.side(SideName.CONTROL), bundle.side(right)), stream);
    return new Repeats.Plan(
        contract.stream(stream.name()).watermark().map(last::ofColumn).orElse(last),
        bundle.manifest().scenario() == Scenario.RESUME,
        true);
  }

  private static List<ColumnVerdict> types(StreamPlan plan, StreamFiles lefts, StreamFiles rights) {
    Optional<TableSchema> left = lefts.schema();
    Optional<TableSchema> right = rights.schema();
    return left.isPresent() && right.isPresent()
        ? SchemaComparison.of(left.get(), right.get(), plan.contract(), plan.rules())
        : List.of();
  }

  private OneSide side(StreamFiles files, SideName name) throws IOException {
    return new OneSide(
        streams.rows(files, options.dialects()),
        BundleStreams.types(files),
        Optional.of(streams.window(name)));
  }

  private Result.Identity identity() {
    Manifest manifest = bundle.manifest();
    return new Result.Identity(
        manifest.pair(),
        manifest.mode().name().toLowerCase(Locale.ROOT),
        manifest.scenario().word(),
        contract.sha256(),
        manifest.code().commit(),
        manifest.code().plugins(),
        manifest.code().generated(),
        manifest.startedAt().toString(),
        manifest.endedAt().toString());
  }
}
