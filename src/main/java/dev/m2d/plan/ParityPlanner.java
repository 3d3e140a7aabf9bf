package dev.m2d.plan;

import dev.m2d.dbt.DbtProject;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.meltano.resolve.Setting;
import dev.m2d.meltano.resolve.Source;
import dev.m2d.meltano.resolve.Streams;
import dev.m2d.naming.Fnmatch;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists what a parallel run compares, with what meltano.yml and the catalogs tell of it. */
final class ParityPlanner {
  private static final Set<String> LOAD_METHODS = Set.of("append-only", "upsert", "overwrite");

  private static final int DAY_OF_MONTH = 2;
  private static final int DAY_OF_WEEK = 4;
  private static final String METADATA = "_metadata.";
  private static final String LOG_BASED = "LOG_BASED";

  private final ResolvedProject project;

  ParityPlanner(ResolvedProject project) {
    this.project = project;
  }

  /** The streams of the pipelines, then what dbt makes; each name once. */
  List<ParityStream> streams(List<PipelinePlan> pipelines, boolean usesDbt) {
    List<ParityStream> streams = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (PipelinePlan pipeline : pipelines) {
      ResolvedPlugin extractor = plugin(PluginType.EXTRACTORS, pipeline.extractor());
      ResolvedPlugin loader = plugin(PluginType.LOADERS, pipeline.loader());
      Optional<String> method =
          value(loader, "load_method").flatMap(Value::asText).filter(LOAD_METHODS::contains);
      for (StreamPlan stream :
          pipeline.streamsKnown() ? pipeline.streams() : List.<StreamPlan>of()) {
        String name = String.join("/", stream.key());
        if (taken.add(name)) {
          List<String> key = key(extractor, stream.name());
          Optional<String> watermark = replicationKey(extractor, stream.name());
          Optional<String> replication =
              Optional.of(LOG_BASED).filter(m -> isReadFromLog(extractor, stream.name()));
          boolean bare =
              key.isEmpty() && method.isEmpty() && watermark.isEmpty() && replication.isEmpty();
          streams.add(new ParityStream(name, key, method, replication, watermark, bare));
        }
      }
    }
    if (usesDbt) {
      for (DbtProject dbt : project.dbtProjects()) {
        for (DbtProject.Node node : dbt.nodes()) {
          String name = String.join("/", node.key());
          if (taken.add(name)) {
            streams.add(
                new ParityStream(
                    name, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), true));
          }
        }
      }
    }
    return streams;
  }

  /**
   * Kinds of days on which a schedule loads what it does not load on others: what was not captured
   * on one of them proves nothing for it.
   */
  static List<String> days(List<SchedulePlan> schedules) {
    List<String> days = new ArrayList<>();
    if (schedules.stream().anyMatch(s -> isRestricted(s, DAY_OF_WEEK))) {
      days.add("weekend");
    }
    if (schedules.stream().anyMatch(s -> isRestricted(s, DAY_OF_MONTH))) {
      days.add("month_end");
    }
    return days;
  }

  private static boolean isRestricted(SchedulePlan schedule, int field) {
    String[] fields = schedule.cron().trim().split("\\s+");
    return fields.length > field && !fields[field].equals("*") && !fields[field].equals("?");
  }

  private ResolvedPlugin plugin(PluginType type, String name) {
    return project.plugin(new PluginId(type, name)).orElseThrow();
  }

  private static List<String> key(ResolvedPlugin extractor, String stream) {
    return extractor.streams().streams().stream()
        .filter(s -> s.id().equals(stream))
        .findFirst()
        .map(Streams.Stream::keys)
        .orElse(List.of());
  }

  /** The replication key that the extra `metadata` gives the stream. */
  private static Optional<String> replicationKey(ResolvedPlugin extractor, String stream) {
    return metadata(extractor, stream, "replication-key").filter(key -> !key.contains("$"));
  }

  /** Whether the extra `metadata`, or else the tap's own default, says that it reads a log. */
  private static boolean isReadFromLog(ResolvedPlugin extractor, String stream) {
    return metadata(extractor, stream, "replication-method")
        .or(() -> value(extractor, "default_replication_method").flatMap(Value::asText))
        .filter(LOG_BASED::equals)
        .isPresent();
  }

  /** What the last rule of the extra `metadata` for a stream sets, as in Meltano. */
  private static Optional<String> metadata(ResolvedPlugin extractor, String stream, String key) {
    String end = "." + key;
    Optional<String> last = Optional.empty();
    for (Setting extra : extractor.extras()) {
      String name = extra.name();
      if (name.startsWith(METADATA)
          && name.endsWith(end)
          && name.length() > METADATA.length() + end.length()
          && Fnmatch.matches(
              stream, name.substring(METADATA.length(), name.length() - end.length()))) {
        Optional<String> said = value(extractor, name).flatMap(Value::asText);
        last = said.isPresent() ? said : last;
      }
    }
    return last;
  }

  /** A value that is the same in every Meltano environment. */
  private static Optional<Value> value(ResolvedPlugin plugin, String name) {
    Optional<Setting> setting = plugin.setting(name);
    for (Source source : setting.map(Setting::sources).orElse(List.of())) {
      if (source instanceof Source.Environments environments && !environments.values().isEmpty()) {
        return Optional.empty();
      }
      if (source instanceof Source.Own own && !own.value().value().isNull()) {
        return Optional.of(own.value().value());
      }
      if (source instanceof Source.Default other && !other.value().value().isNull()) {
        return Optional.of(other.value().value());
      }
    }
    return Optional.empty();
  }
}
