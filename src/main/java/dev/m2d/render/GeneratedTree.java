package dev.m2d.render;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import dev.m2d.literal.PythonLayout;
import dev.m2d.plan.DagsterPlan;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** All files of the output, in memory. */
public final class GeneratedTree {

  private final Overrides overrides;
  private final TemplateEngine engine;
  private final TemplateEngine builtIn;
  private final Diagnostics problems = new Diagnostics();

  /** Those that made a file which cannot be used: the first says enough, there may be hundreds. */
  private final Set<TemplateOverride> faulty = new HashSet<>();

  private final Map<String, RenderedFile> files = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private GeneratedTree(Overrides overrides) {
    this.overrides = overrides;
    this.builtIn = new TemplateEngine(Overrides.none());
    this.engine = overrides.all().isEmpty() ? builtIn : new TemplateEngine(overrides);
  }

  /**
   * What came of rendering.
   *
   * @param files sorted by path; no two paths are equal, even where case does not count
   * @param problems errors in overrides; then files are missing
   */
  public record Rendering(List<RenderedFile> files, List<Diagnostic> problems) {}

  /** Renders everything that a plan asks for, with the built-in templates. */
  public static List<RenderedFile> render(DagsterPlan plan) {
    return render(plan, Overrides.none()).files();
  }

  /** The same with those that take the place of some. */
  public static Rendering render(DagsterPlan plan, Overrides overrides) {
    return new GeneratedTree(overrides).all(plan);
  }

  private Rendering all(DagsterPlan plan) {
    for (Template template : Templates.ALL) {
      Optional<TemplateOverride> override = overrides.of(template.name());
      for (Template.Target target : template.targets().apply(plan)) {
        if (override.isEmpty()) {
          add(file(template, target, builtIn.render(template.name(), target.view())));
        } else if (override.get().isUsable()) {
          overridden(template, target, override.get());
        }
      }
    }
    for (CopiedFiles.Copy copy : CopiedFiles.of(plan)) {
      add(copied(copy));
    }
    return new Rendering(
        files.values().stream().sorted(Comparator.comparing(RenderedFile::path)).toList(),
        problems.sorted());
  }

  private void overridden(Template template, Template.Target target, TemplateOverride override) {
    String instead = builtIn.render(template.name(), target.view());
    try {
      TemplateEngine.Printed printed = engine.render(override, target.view(), instead);
      String text = printed.text();
      Optional<Diagnostic> unusable = OutputCheck.check(override, target.path(), text, instead);
      Optional<Diagnostic> problem =
          unusable.isPresent() && !ValueCheck.of(target.path()).canRead(text)
              ? unusable
              : misplaced(target, override, printed, instead).or(() -> unusable);
      if (problem.isPresent() && faulty.add(override)) {
        problems.add(problem.get());
      }
      if (problem.isEmpty()) {
        RenderedFile file = file(template, target, text);
        add(file.madeBy(override.file().path()));
      }
    } catch (FailedTemplateException e) {
      problems.add(e.diagnostic());
    }
  }

  /** A value of the plan that is not what it is by itself. */
  private Optional<Diagnostic> misplaced(
      Template.Target target,
      TemplateOverride override,
      TemplateEngine.Printed printed,
      String instead)
      throws FailedTemplateException {
    ValueCheck check = ValueCheck.of(target.path());
    OptionalInt value = check.misplaced(printed.text(), printed.values());
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Span at = engine.place(override, target.view(), instead, value.getAsInt());
    return Optional.of(
        Diagnostic.of(Code.M2D621, at, "The template writes a value " + check.where())
            .withHint(Problems.hint(Code.M2D621, override.name())));
  }

  private void add(RenderedFile file) {
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
