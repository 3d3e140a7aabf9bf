package dev.m2d.render;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.PythonLayout;
import dev.m2d.plan.DagsterPlan;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All files of the output, in memory. */
public final class GeneratedTree {
  private GeneratedTree() {}

  /**
   * Renders everything that a plan asks for.
   *
   * @return the files, sorted by path; no two paths are equal, even where case does not count
   */
  public static List<RenderedFile> render(DagsterPlan plan) {
    TemplateEngine engine = new TemplateEngine();
    Map<String, RenderedFile> files = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Template template : Templates.ALL) {
      for (Template.Target target : template.targets().apply(plan)) {
        String text = engine.render(template.name(), target.view());
        add(files, file(template, target, text));
      }
    }
    for (CopiedFiles.Copy copy : CopiedFiles.of(plan)) {
      add(files, copied(copy));
    }
    return files.values().stream().sorted(Comparator.comparing(RenderedFile::path)).toList();
  }

  private static void add(Map<String, RenderedFile> files, RenderedFile file) {
    if (files.put(file.path(), file) != null) {
      throw new IllegalStateException("two files are called " + file.path());
    }
  }

  static RenderedFile file(Template template, Template.Target target, String text) {
    String laidOut = target.path().endsWith(".py") ? PythonLayout.format(text) : text;
    int mode = template.ownership() == Ownership.SECRET ? RenderedFile.PRIVATE : RenderedFile.PLAIN;
    return new RenderedFile(
        target.path(),
        laidOut.getBytes(StandardCharsets.UTF_8),
        template.ownership(),
        template.name(),
        target.origins(),
        mode);
  }

  private static RenderedFile copied(CopiedFiles.Copy copy) {
    return new RenderedFile(
        copy.path(),
        copy.content(),
        copy.path().equals("tests/test_custom.py") ? Ownership.SEEDED : Ownership.COPIED,
        copy.path(),
        List.<Span>of(),
        RenderedFile.PLAIN);
  }
}
