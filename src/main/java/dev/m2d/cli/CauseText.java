package dev.m2d.cli;

import dev.m2d.account.Place;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.render.RenderedFile;
import dev.m2d.trace.Cause;
import dev.m2d.trace.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says where a line comes from, and which way it came. */
final class CauseText {

  private static final int MOST_CAUSES = 6;

  private final ExplainedProject project;
  private final RenderedFile file;

  /**
   * @param file that the line stands in
   */
  CauseText(ExplainedProject project, RenderedFile file) {
    this.project = project;
    this.file = file;
  }

  /** All of them: first what the line says, then what brings it there. */
  List<String> lines(List<Cause> causes) {
    List<Cause> distinct = withoutKeysOfValues(causes);
    List<Cause> first = distinct.stream().filter(c -> !isOnTheWay(c)).toList();
    List<Cause> way = distinct.stream().filter(c -> isOnTheWay(c)).toList();
    List<String> out = new ArrayList<>();
    List<Cause> told = first.isEmpty() ? way : first;
    out.add("Decided by");
    told.stream().limit(MOST_CAUSES).forEach(c -> out.addAll(lines(c)));
    more(told.size() - MOST_CAUSES, out);
    if (!first.isEmpty() && !way.isEmpty()) {
      out.add("and, on its way here, by");
      way.stream()
          .limit(MOST_CAUSES)
          .forEach(
              c ->
                  out.add(Wrapped.code(2, c.change().at() + "  " + project.line(c.change().at()))));
      more(way.size() - MOST_CAUSES, out);
    }
    return out;
  }

  private static void more(int count, List<String> out) {
    if (count > 0) {
      out.add("  and " + count + " more");
    }
  }

  /** A key decides all that its value does. */
  private static List<Cause> withoutKeysOfValues(List<Cause> causes) {
    Set<String> values = new HashSet<>();
    for (Cause cause : causes) {
      if (cause.change() instanceof Change.Edit e && e.place().part() == Place.Part.VALUE) {
        values.add(e.place().file() + ":" + e.place().path());
      }
    }
    return causes.stream()
        .filter(
            c ->
                !(c.change() instanceof Change.Edit e)
                    || e.place().part() == Place.Part.VALUE
                    || !values.contains(e.place().file() + ":" + e.place().path()))
        .toList();
  }

  /** Whether it is a name or a reference that leads to what the line says. */
  private static boolean isOnTheWay(Cause cause) {
    return cause.change() instanceof Change.Edit e
        && (e.place().path().matches(".*\\.(?:name|inherit_from|namespace)")
            || e.place().part() != Place.Part.VALUE && e.place().source() != Place.Source.DOTENV);
  }

  private List<String> lines(Cause cause) {
    List<String> out = new ArrayList<>();
    String path = cause.change() instanceof Change.Edit e ? "  " + e.place().path() : "";
    out.add(Wrapped.code(2, cause.change().at() + path));
    if (!(cause.change() instanceof Change.Emptied)) {
      out.add(Wrapped.code(6, project.line(cause.change().at())));
    }
    List<String> way = new ArrayList<>();
    if (cause.change() instanceof Change.Edit edit) {
      way.addAll(way(edit.place()));
    } else if (cause.change() instanceof Change.Without) {
      way.add("a call of Meltano that m2d found there");
    } else {
      way.add("what this file says as a whole");
    }
    if (cause.kind() == Cause.Kind.TOGETHER) {
      way.add("each of these places alone keeps the line");
    }
    if (cause.kind() == Cause.Kind.FROZEN) {
      way.add(
          "frozen: m2d keeps the name of an earlier run, whatever stands here now; `m2d rename OLD"
              + " NEW` gives another");
    }
    out.addAll(Wrapped.lines(4, String.join("; ", way)));
    return out;
  }

  private List<String> way(Place place) {
    List<String> way = new ArrayList<>();
    source(place).ifPresent(way::add);
    place.owner().environment().ifPresent(e -> way.add("for the environment `" + e + "`"));
    place.owner().plugin().ifPresent(p -> way.add(plugin(p, place)));
    place.owner().thing().ifPresent(t -> way.add("of the " + t));
    if (way.isEmpty()) {
      way.add("of the whole project");
    }
    if (place.part() != Place.Part.VALUE && place.source() != Place.Source.DOTENV) {
      way.add("the key");
    }
    return way;
  }

  private Optional<String> source(Place place) {
    return switch (place.source()) {
      case MELTANO, LOCK -> Optional.empty();
      case INCLUDED -> Optional.of("in a file that `include_paths` of meltano.yml includes");
      case DOTENV -> Optional.of("the name alone: what .env sets it to is read at run time");
      case TOOL -> Optional.of("what you tell m2d");
      case DBT -> Optional.of("a file of the dbt project");
      case CATALOG -> Optional.of("the catalog that was captured of a tap");
    };
  }

  private String plugin(PluginId id, Place place) {
    String name = id.type().singular() + " `" + id.name() + "`";
    String what =
        place.source() == Place.Source.LOCK ? "in the lock file of the " + name : "of the " + name;
    Optional<String> heir = heir(id);
    return heir.map(h -> what + ", inherited: " + h).orElse(what);
  }

  /** How the file's own plugin comes to what another one has, in words. */
  private Optional<String> heir(PluginId id) {
    List<ResolvedPlugin> all = project.planned().project().plugins();
    for (ResolvedPlugin plugin : all) {
      if (!plugin.id().equals(id) && file.origins().contains(plugin.span())) {
        List<String> chain = new ArrayList<>(List.of(plugin.name()));
        Optional<ResolvedPlugin> here = Optional.of(plugin);
        while (here.isPresent() && !here.get().id().equals(id) && chain.size() <= all.size()) {
          Optional<String> parent = here.get().parent();
          here =
              all.stream()
                  .filter(p -> p.type() == id.type() && parent.filter(p.name()::equals).isPresent())
                  .findFirst();
          here.ifPresent(p -> chain.add(p.name()));
        }
        if (here.isPresent() && here.get().id().equals(id)) {
          return Optional.of(
              chain.stream()
                  .map(n -> "`" + n + "`")
                  .collect(Collectors.joining(" inherits from ")));
        }
      }
    }
    return Optional.empty();
  }
}
