package dev.m2d.account;

import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A value or key of the input, with what would be another one.
 *
 * @param file relative to the project's root
 * @param path `plugins.extractors[0].config.host`
 * @param at of the value, or of the key
 * @param text the value or key
 * @param owner what it belongs to
 * @param mutation the change, of the file's text
 * @param other one after which the value still has the form that Meltano asks for
 */
public record Place(
    String file,
    Source source,
    String path,
    Span at,
    Part part,
    String text,
    Owner owner,
    Mutation mutation,
    Optional<Mutation> other) {

  private static final Pattern IDENTITY =
      Pattern.compile(
          "(?:.*\\.)?(?:name|inherit_from|variant|namespace|extractor|loader|transform|job"
              + "|from|default_environment|(?:tasks|include_paths)\\[.*)");

  /** The same with its other change. */
  public Optional<Place> otherwise() {
    return other.map(this::with);
  }

  /** The same with another change. */
  public Place with(Mutation change) {
    return new Place(file, source, path, at, part, text, owner, change, Optional.empty());
  }

  /** Whether another value there takes the effect of others away, like the name of a plugin. */
  public boolean isIdentity() {
    return source == Source.LOCK
        ? path.matches("\\w+")
        : !path.contains("settings[") && IDENTITY.matcher(path).matches();
  }

  /** Whether it is the name of a plugin, job or the like, which m2d freezes. */
  public boolean isName() {
    return part == Part.VALUE && path.endsWith(".name") && source != Source.LOCK;
  }

  /** What of the input can be changed. */
  public enum Part {
    /** A value. */
    VALUE,
    /** A key that the user chose. */
    NAME,
    /** A key that Meltano knows: another one has another meaning, or none. */
    KEYWORD
  }

  /** The kinds of files. */
  public enum Source {
    MELTANO,
    INCLUDED,
    LOCK,
    DOTENV,
    TOOL,
    DBT,
    CATALOG
  }

  /**
   * What a place belongs to.
   *
   * @param plugin whose entry or lock file it stands in
   * @param environment of Meltano that it is for
   * @param thing such as {@code job `daily`}
   */
  public record Owner(
      Optional<PluginId> plugin, Optional<String> environment, Optional<String> thing) {}
}
