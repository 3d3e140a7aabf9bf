package dev.m2d.compare.state;

import dev.m2d.compare.bundle.CapturedSide;
import dev.m2d.compare.bundle.StoredState;
import dev.m2d.compare.verdict.Part;
import dev.m2d.compare.verdict.Verdict;
import dev.m2d.yaml.JsonWriter;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares the stored states of both sides. */
public final class StateComparison {

  private static final String BOOKMARKS = "bookmarks";
  private static final String PROGRESS = "progress_markers";

  /** What the SDK keeps during a run only: a clock reading, and where the run began. */
  private static final Set<String> OF_A_RUN =
      Set.of("replication_key_signpost", "starting_replication_value");

  private final CapturedSide left;
  private final CapturedSide right;
  private final Movement movement;
  private final List<StateRow> rows = new ArrayList<>();
  private final Set<String> reasons = new LinkedHashSet<>();
  private final Set<String> notes = new LinkedHashSet<>();

  private StateComparison(CapturedSide left, CapturedSide right, Movement movement) {
    this.left = left;
    this.right = right;
    this.movement = movement;
  }

  /**
   * Compares what both sides left behind.
   *
   * @param movement of the source between both sides
   * @param isSwapped whether each side began with what the other one had written, so that the same
   *     instant may be spelled in two ways
   * @return a part for each state id of which there is something to say
   */
  public static StateOutcome of(
      CapturedSide left, CapturedSide right, Movement movement, boolean isSwapped) {
    List<Part> parts = new ArrayList<>();
    List<StateRow> rows = new ArrayList<>();
    Set<String> ids = new TreeSet<>(left.after().keySet());
    ids.addAll(right.after().keySet());
    ids.addAll(left.before().keySet());
    ids.addAll(right.before().keySet());
    for (String id : ids) {
      StateComparison one = new StateComparison(left, right, movement);
      one.part(id, isSwapped).ifPresent(parts::add);
      rows.addAll(one.rows);
    }
    return new StateOutcome(parts, rows);
  }

  private Optional<Part> part(String id, boolean isSwapped) {
    id(id);
    Verdict verdict =
        rows.stream().map(r -> r.change().verdict()).reduce(Verdict.EQUAL, Verdict::or);
    if (!reasons.isEmpty()) {
      verdict = Verdict.DIFFERENT;
    }
    if (!stored(left.before(), id).equals(stored(right.before(), id))
        && !(isSwapped && isSameStart(id))) {
      // What follows from another start says nothing about the sides.
      verdict = Verdict.INCONCLUSIVE;
      reasons.add("the sides did not start from the same state `" + id + "`");
    }
    return rows.isEmpty() && reasons.isEmpty() && notes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Part(
                "state",
                Optional.empty(),
                Optional.of(id),
                verdict,
                List.copyOf(reasons),
                List.copyOf(notes)));
  }

  /** No state, and one without anything in it, are the same. */
  private static List<Value> stored(SortedMap<String, Optional<StoredState>> states, String id) {
    Optional<StoredState> state = states.getOrDefault(id, Optional.empty());
    Value none = new Value.Fields(Map.of());
    return List.of(
        state.<Value>map(s -> s.completed().value()).orElse(none),
        state.<Value>map(s -> s.partial().value()).orElse(none));
  }

  /** Whether both starts mean the same to a tap. */
  private boolean isSameStart(String id) {
    StateComparison starts = new StateComparison(left, right, Movement.NONE);
    starts.states(
        id,
        left.before().getOrDefault(id, Optional.empty()),
        right.before().getOrDefault(id, Optional.empty()));
    return starts.reasons.isEmpty();
  }

  private void id(String id) {
    Optional<StoredState> lefts = left.after().getOrDefault(id, Optional.empty());
    Optional<StoredState> rights = right.after().getOrDefault(id, Optional.empty());
    notePartial(id, left, lefts);
    notePartial(id, right, rights);
    states(id, lefts, rights);
  }

  private void states(String id, Optional<StoredState> lefts, Optional<StoredState> rights) {
    Value.Fields leftState = EffectiveState.of(lefts);
    Value.Fields rightState = EffectiveState.of(rights);
    Map<String, Value> leftBookmarks = bookmarks(leftState);
    Map<String, Value> rightBookmarks = bookmarks(rightState);
    Set<String> streams = new TreeSet<>(leftBookmarks.keySet());
    streams.addAll(rightBookmarks.keySet());
    for (String stream : streams) {
      noteProgress(id, stream, left, leftBookmarks.get(stream));
      noteProgress(id, stream, right, rightBookmarks.get(stream));
      Partitions leftParts = Partitions.of(leftBookmarks.get(stream));
      Partitions rightParts = Partitions.of(rightBookmarks.get(stream));
      add(id, Optional.of(stream), Optional.empty(), leftParts.whole(), rightParts.whole());
      Set<String> contexts = new TreeSet<>(leftParts.byContext().keySet());
      contexts.addAll(rightParts.byContext().keySet());
      for (String context : contexts) {
        add(
            id,
            Optional.of(stream),
            Optional.of(context),
            Optional.ofNullable(leftParts.byContext().get(context)),
            Optional.ofNullable(rightParts.byContext().get(context)));
      }
    }
    rest(id, leftState, rightState);
  }

  /** What stands beside the bookmarks, as `currently_syncing` or the state of an older tap. */
  private void rest(String id, Value.Fields leftState, Value.Fields rightState) {
    Optional<Value> lefts = without(leftState);
    Optional<Value> rights = without(rightState);
    if (lefts.isPresent() || rights.isPresent()) {
      add(id, Optional.empty(), Optional.empty(), lefts, rights);
    }
  }

  private static Optional<Value> without(Value.Fields state) {
    Map<String, Value> others = new TreeMap<>(state.values());
    if (others.get(BOOKMARKS) instanceof Value.Fields) {
      others.remove(BOOKMARKS);
    }
    return others.isEmpty() ? Optional.empty() : Optional.of(new Value.Fields(others));
  }

  private static Map<String, Value> bookmarks(Value.Fields state) {
    return state.values().get(BOOKMARKS) instanceof Value.Fields f ? f.values() : Map.of();
  }

  private void add(
      String id,
      Optional<String> stream,
      Optional<String> partition,
      Optional<Value> lefts,
      Optional<Value> rights) {
    Members members = new Members();
    members.compare("", lefts, rights);
    if (partition.isEmpty() && stream.isPresent()) {
      members.moveOn(
          (isRight, member, value) -> movement.explains(id, stream.get(), isRight, member, value));
    }
    Optional<Members.Found> worst = members.worst();
    rows.add(
        new StateRow(
            id,
            stream,
            partition,
            worst.map(Members.Found::change).orElse(Change.EQUAL),
            worst.map(Members.Found::path).orElse(""),
            worst.flatMap(Members.Found::left).map(JsonWriter::canonical),
            worst.flatMap(Members.Found::right).map(JsonWriter::canonical)));
    String where =
        (partition.isPresent() ? "a partition of " : "")
            + stream.map(s -> "`" + s + "`").orElse("what stands beside the bookmarks")
            + " in the state `"
            + id
            + "`";
    for (Members.Found found : members.all()) {
      String member = found.path().isEmpty() ? "" : "`" + found.path() + "` of ";
      switch (found.change()) {
        case EQUAL -> {}
        case SPELLING ->
            notes.add(
                member
                    + where
                    + " is the same instant, written in another way: some taps compare"
                    + " bookmarks as texts");
        case MOVED_ON ->
            notes.add(
                member
                    + where
                    + " is later on the side that ran later, as far as its rows go: the source"
                    + " moved on");
        case UNEQUAL -> reasons.add(member + where + " is not the same");
        case TYPE_CHANGED -> reasons.add(member + where + " is of another type");
        case MISSING ->
            reasons.add(
                member + where + " is missing on the right: its next run would read rows again");
        case BEHIND ->
            reasons.add(
                member + where + " is behind on the right: its next run would read rows again");
        case EXTRA ->
            reasons.add(member + where + " is on the right only: its next run might skip rows");
        case AHEAD ->
            reasons.add(member + where + " is ahead on the right: its next run would skip rows");
      }
    }
  }

  private void notePartial(String id, CapturedSide side, Optional<StoredState> state) {
    if (side.run().succeeded() && state.filter(EffectiveState::isPartial).isPresent()) {
      notes.add(
          "the state `"
              + id
              + "` of the "
              + side.folder().word()
              + " side still has a partial part, though its run ended well");
    }
  }

  private void noteProgress(String id, String stream, CapturedSide side, @Nullable Value value) {
    if (value == null || !side.run().succeeded()) {
      return;
    }
    for (Value bookmark : Partitions.of(value).all()) {
      for (String key : ((Value.Fields) bookmark).values().keySet()) {
        if (key.equals(PROGRESS) || OF_A_RUN.contains(key)) {
          notes.add(
              "`"
                  + key
                  + "` of `"
                  + stream
                  + "` is left in the state `"
                  + id
                  + "` of the "
                  + side.folder().word()
                  + " side, though its run ended well");
        }
      }
    }
  }

  static boolean isOfARun(String key) {
    return OF_A_RUN.contains(key);
  }
}
