package dev.m2d.plan;

import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Block;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedSchedule;
import dev.m2d.naming.Sha256;
import java.util.List;
import java.util.Locale;

/**
 * What a thing of the project is, without what it is called: digests, equal for a thing that only
 * got another name. No secret goes into one.
 */
final class Definitions {

  private static final int DIGITS = 16;

  /** Of a plugin, by the text of its file in `plugins/`, with its name replaced everywhere. */
  static String of(ResolvedPlugin plugin, String file) {
    String text = without(file, plugin.name(), "OWN");
    for (String other :
        List.of(plugin.parent().orElse(""), plugin.venv().map(v -> v.name()).orElse(""))) {
      text = without(text, other, "OTHER");
    }
    return of(plugin.type(), text);
  }

  /** Of a plugin, by a text without its name. */
  static String of(PluginType type, String text) {
    // A list stands on one line or on several, as long as the names in it are.
    String plain = text.replaceAll("(?m)^\\s*- ", "").replaceAll("[\\s\\[\\],]", "");
    return digest(type.key(), plain);
  }

  /** Without a name, as it stands itself and in the names of variables. */
  private static String without(String text, String name, String instead) {
    if (name.isEmpty()) {
      return text;
    }
    String word = PluginFile.word(name);
    return text.replace(name, instead)
        .replace(word, instead)
        .replace(word.toLowerCase(Locale.ROOT), instead);
  }

  /**
   * Of a job.
   *
   * @param blocks in their order
   */
  static String of(JobPlanner.Request job, List<Block> blocks) {
    List<String> texts = blocks.stream().map(BlockText::of).toList();
    return digest(
        String.join("\n", texts),
        job.variables().toString(),
        job.stateId().isPresent() ? "its schedule's bookmark" : "");
  }

  /**
   * Of a schedule.
   *
   * @param job the origin of a job that it starts, or what an EL schedule itself is
   */
  static String of(ResolvedSchedule schedule, String job) {
    return digest(
        job,
        schedule.cron().orElse(""),
        schedule.timezone().map(t -> t.value()).orElse(""),
        schedule.env().keySet().toString());
  }

  private static String digest(String... parts) {
    return Sha256.of(String.join("\0", parts)).substring(0, DIGITS);
  }

  private Definitions() {}
}
