package dev.m2d.plan;

import dev.m2d.naming.NameLedger;
import dev.m2d.naming.NameLedger.Entry;
import dev.m2d.naming.NameLedger.Kind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rule for names in Dagster that a person chooses. */
public final class NewName {

  private static final int LONGEST = 1000;
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]");

  /** What is wrong with a name for a thing of the ledger, as the end of a sentence; or nothing. */
  public static Optional<String> problem(NameLedger names, Entry thing, String name) {
    if (!isLegal(thing.kind(), name)) {
      return Optional.of(
          switch (thing.kind()) {
            case ASSET ->
                "is no asset key: its parts, joined by `/`, take letters, digits, `_`, `-`, `.`";
            case LOCATION ->
                "is no name of a code location: it takes letters, digits, `_`, `-` and `.`";
            case POOL -> "is no name of a pool: it takes no blanks";
            default -> "is no name that Dagster takes: letters, digits and `_`, no reserved word";
          });
    }
    return holders(names, thing, name)
        .filter(e -> !e.isGone())
        .findFirst()
        .map(e -> "is taken: " + e.kind().label() + " `" + e.name() + "` has it");
  }

  /** What had the name and is gone from the project: it is given away by the rename. */
  public static List<Entry> formerHolders(NameLedger names, Entry thing, String name) {
    return holders(names, thing, name).filter(Entry::isGone).toList();
  }

  private static Stream<Entry> holders(NameLedger names, Entry thing, String name) {
    return names.entries().stream()
        .filter(e -> !e.equals(thing) && shareNames(e.kind(), thing.kind()))
        .filter(e -> folded(e.kind(), e.name()).equals(folded(thing.kind(), name)));
  }

  /** Why no run can have given a name to a thing of that kind, as the end of a sentence. */
  public static Optional<String> impossible(Kind kind, String name) {
    if (name.isEmpty() || name.length() > LONGEST || UNSEEN.matcher(name).find()) {
      return Optional.of("is empty, too long or holds control characters");
    }
    return switch (kind) {
      case JOB, OP, SCHEDULE, SENSOR ->
          Names.isPossible(kind, name)
              ? Optional.empty()
              : Optional.of("is no name that Dagster takes");
      case ASSET ->
          List.of(name.split("/", -1)).stream().anyMatch(part -> part.isBlank() || isWay(part))
              ? Optional.of("is no asset key")
              : Optional.empty();
      case POOL -> name.matches("\\S+") ? Optional.empty() : Optional.of("is no name of a pool");
      case LOCATION ->
          Names.keyPart(name).equals(name)
              ? Optional.empty()
              : Optional.of("is no name of a code location");
      case PLUGIN -> Optional.empty();
    };
  }

  private static boolean isWay(String part) {
    return part.equals(".") || part.equals("..");
  }

  private static boolean isLegal(Kind kind, String name) {
    return switch (kind) {
      case ASSET ->
          List.of(name.split("/", -1)).stream()
              .allMatch(part -> !part.isEmpty() && Names.keyPart(part).equals(part));
      case POOL -> name.matches("\\S+");
      case LOCATION -> !name.isEmpty() && Names.keyPart(name).equals(name);
      default -> Names.isLegal(name);
    };
  }

  /** Jobs and ops share one space. */
  private static boolean shareNames(Kind a, Kind b) {
    return a == b || (isStep(a) && isStep(b));
  }

  private static boolean isStep(Kind kind) {
    return kind == Kind.JOB || kind == Kind.OP;
  }

  private static String folded(Kind kind, String name) {
    return switch (kind) {
      case ASSET -> KeyPlanner.opName(List.of(name.split("/", -1)));
      case POOL, LOCATION -> name;
      default -> Names.identifier(name);
    };
  }

  private NewName() {}
}
