package dev.m2d.render;

import dev.m2d.naming.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The templates that come with the tool, as text. */
public final class BuiltInTemplates {

  /** Before the path of a built-in, for an override that includes it. */
  static final String FOLDER = "@builtin/";

  /** Their paths below templates/, sorted. */
  public static List<String> names() {
    return Templates.ALL.stream().map(Template::name).sorted().toList();
  }

  /** The paths of the files that are copied as they are, sorted. */
  public static List<String> copied() {
    return CopiedFiles.names();
  }

  /** Whether there is one of that path. */
  public static boolean has(String name) {
    return Templates.ALL.stream().anyMatch(t -> t.name().equals(name));
  }

  /** The text of one of them. */
  public static String text(String name) {
    try (InputStream in = BuiltInTemplates.class.getResourceAsStream("/templates/" + name)) {
      if (in == null) {
        throw new IllegalStateException("templates/" + name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its text as a person exports it: the first line tells which text it was. */
  public static String exported(String name) {
    String text = text(name);
    return TemplateOverride.firstLine(Sha256.of(text)) + "\n" + text;
  }

  private BuiltInTemplates() {}
}
