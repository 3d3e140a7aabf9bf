package dev.m2d.plan;

import static java.util.Objects.requireNonNull;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.naming.NameLedger;
import dev.m2d.naming.NameLedger.Kind;
import dev.m2d.naming.NameLedger.Rename;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what an earlier run knew by another name: a plugin, job or schedule of the same definition,
 * where exactly one is gone and exactly one is new. What is named after a renamed plugin follows.
 */
final class Renames {

  /** What a thing of the project is, with the names that it has now. */
  record Definition(Kind kind, String origin, String definition) {}

  /** Two things of which each is now what the other was. */
  record Exchange(Kind kind, String one, String other, Span at) {}

  private final NameLedger frozen;
  private final Map<PluginId, String> formerPlugins = new HashMap<>();
  private final Map<String, String> formerJobs = new HashMap<>();
  private final List<Rename> found = new ArrayList<>();
  private final Map<Rename, Span> places = new LinkedHashMap<>();
  private final List<Definition> definitions = new ArrayList<>();
  private final List<Exchange> exchanges = new ArrayList<>();

  private Renames(NameLedger frozen) {
    this.frozen = frozen;
  }

  /**
   * Compares an earlier run's names with the project.
   *
   * @param definitions of the plugins
   */
  static Renames find(
      NameLedger frozen,
      ResolvedProject project,
      Map<PluginId, String> definitions,
      List<JobPlanner.Request> requests) {
    Renames renames = new Renames(frozen);
    renames.plugins(project, definitions);
    renames.steps(requests);
    renames.jobs(requests);
    renames.schedules(project.schedules(), requests);
    return renames;
  }

  /** All of them, with the place of what is renamed. */
  Map<Rename, Span> found() {
    return places;
  }

  /** Things that have each other's names. */
  List<Exchange> exchanges() {
    return exchanges;
  }

  /** For the next run. */
  List<Definition> definitions() {
    return definitions;
  }

  /** The earlier names under what they are the names of now. */
  NameLedger ledger() {
    return frozen.renamed(found);
  }

  private void plugins(ResolvedProject project, Map<PluginId, String> byPlugin) {
    Map<String, ResolvedPlugin> byOrigin = new HashMap<>();
    Map<String, String> present = new LinkedHashMap<>();
    Map<String, Span> spans = new HashMap<>();
    for (ResolvedPlugin plugin : project.plugins()) {
      String origin = plugin.id().toString();
      byOrigin.put(origin, plugin);
      String definition = byPlugin.getOrDefault(plugin.id(), "");
      present.put(origin, definition);
      spans.put(origin, plugin.span());
      definitions.add(new Definition(Kind.PLUGIN, origin, definition));
    }
    match(Kind.PLUGIN, present, spans)
        .forEach(
            (from, to) -> {
              ResolvedPlugin plugin = requireNonNull(byOrigin.get(to));
              frozen.name(Kind.PLUGIN, from).ifPresent(n -> formerPlugins.put(plugin.id(), n));
              add(Kind.PLUGIN, from, to, plugin.span());
            });
  }

  /** What is named after the text of a block, or after a plugin that runs dbt. */
  private void steps(List<JobPlanner.Request> requests) {
    Set<String> now = new LinkedHashSet<>();
    Map<String, String> former = new LinkedHashMap<>();
    Map<String, Span> spans = new HashMap<>();
    for (JobPlanner.Request request : requests) {
      for (Block block : request.blocks()) {
        List<String> origins = origins(block);
        List<String> then = origins(former(block));
        for (int i = 0; i < origins.size(); i++) {
          now.add(origins.get(i));
          former.put(origins.get(i), then.get(i));
          spans.putIfAbsent(origins.get(i), block.span());
        }
      }
    }
    former.forEach(
        (to, from) -> {
          for (Kind kind : List.of(Kind.ASSET, Kind.OP, Kind.POOL)) {
            boolean isFree = !now.contains(from) && frozen.entry(kind, to).isEmpty();
            if (isFree && frozen.entry(kind, from).isPresent()) {
              add(kind, from, to, requireNonNull(spans.get(to)));
            }
          }
        });
  }

  private static List<String> origins(Block block) {
    List<String> origins = new ArrayList<>(List.of(BlockText.of(block)));
    if (block instanceof Block.PluginCommand command) {
      origins.addAll(StepPlanner.dbtOrigins(command));
    }
    return origins;
  }

  private void jobs(List<JobPlanner.Request> requests) {
    Map<String, Span> spans = new HashMap<>();
    Map<String, String> present = new LinkedHashMap<>();
    for (JobPlanner.Request request : requests) {
      List<Block> blocks = request.blocks().stream().map(this::former).toList();
      present.put(request.origin(), Definitions.of(request, blocks));
      String now = Definitions.of(request, request.blocks());
      definitions.add(new Definition(Kind.JOB, request.origin(), now));
      spans.put(request.origin(), request.span());
    }
    match(Kind.JOB, present, spans)
        .forEach(
            (from, to) -> {
              formerJobs.put(to, from);
              add(Kind.JOB, from, to, requireNonNull(spans.get(to)));
            });
  }

  private void schedules(List<ResolvedSchedule> schedules, List<JobPlanner.Request> requests) {
    Map<String, Span> spans = new HashMap<>();
    Map<String, String> present = new LinkedHashMap<>();
    for (ResolvedSchedule schedule : schedules) {
      present.put(schedule.name(), former(schedule, requests));
      definitions.add(new Definition(Kind.SCHEDULE, schedule.name(), now(schedule, requests)));
      spans.put(schedule.name(), schedule.span());
    }
    match(Kind.SCHEDULE, present, spans)
        .forEach((from, to) -> add(Kind.SCHEDULE, from, to, requireNonNull(spans.get(to))));
  }

  private String former(ResolvedSchedule schedule, List<JobPlanner.Request> requests) {
    String job = SchedulePlanner.origin(schedule);
    return schedule.kind() instanceof ResolvedSchedule.OfJob
        ? Definitions.of(schedule, formerJobs.getOrDefault(job, job))
        : ownJob(job, requests)
            .map(r -> Definitions.of(r, r.blocks().stream().map(this::former).toList()))
            .map(definition -> Definitions.of(schedule, definition))
            .orElse("");
  }

  private static String now(ResolvedSchedule schedule, List<JobPlanner.Request> requests) {
    String job = SchedulePlanner.origin(schedule);
    return schedule.kind() instanceof ResolvedSchedule.OfJob
        ? Definitions.of(schedule, job)
        : ownJob(job, requests)
            .map(r -> Definitions.of(r, r.blocks()))
            .map(definition -> Definitions.of(schedule, definition))
            .orElse("");
  }

  /** The job that is made of an EL schedule. */
  private static Optional<JobPlanner.Request> ownJob(
      String origin, List<JobPlanner.Request> requests) {
    return requests.stream().filter(r -> r.origin().equals(origin)).findFirst();
  }

  /** The block with the names that its plugins had. */
  private Block former(Block block) {
    if (block instanceof Block.ExtractLoad load) {
      return new Block.ExtractLoad(
          former(new PluginId(PluginType.EXTRACTORS, load.extractor())),
          load.mappings(),
          former(new PluginId(PluginType.LOADERS, load.loader())),
          load.options(),
          load.span());
    }
    if (block instanceof Block.PluginCommand command) {
      PluginId plugin = command.plugin();
      return new Block.PluginCommand(
          new PluginId(plugin.type(), former(plugin)),
          command.command(),
          command.arguments(),
          command.around(),
          command.span());
    }
    return block;
  }

  private String former(PluginId plugin) {
    return formerPlugins.getOrDefault(plugin, plugin.name());
  }

  /** The matches; exchanges are noted. */
  private Map<String, String> match(
      Kind kind, Map<String, String> present, Map<String, Span> spans) {
    Matching matching = new Matching(frozen, kind, present);
    matching
        .exchanged()
        .forEach((a, b) -> exchanges.add(new Exchange(kind, a, b, requireNonNull(spans.get(a)))));
    return matching.renamed();
  }

  private void add(Kind kind, String from, String to, Span at) {
    Rename rename = new Rename(kind, from, to);
    found.add(rename);
    places.put(rename, at);
  }
}
