package dev.m2d.render;

import dev.m2d.plan.DagsterPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Renders some files of plans again and again, to see what makes them differ. */
public final class TemplateFiles {

  private final Overrides overrides;
  private final TemplateEngine engine;
  private final TemplateEngine builtIn = new TemplateEngine(Overrides.none());

  /** With the templates of a project. */
  public TemplateFiles(Overrides overrides) {
    this.overrides = overrides;
    this.engine = new TemplateEngine(overrides);
  }

  /** A text as its template printed it, before long lines are broken; what printed each line. */
  public record Traced(String text, List<List<TemplateLine>> lines) {}

  /**
   * The files of those templates, in no order. A template of the project goes by both paths, its
   * own and that of the built-in in whose place it stands, now or when a file was made.
   */
  public List<RenderedFile> render(DagsterPlan plan, Predicate<String> templates) {
    List<RenderedFile> files = new ArrayList<>();
    for (Template template : Templates.ALL) {
      if (templates.test(template.name()) || templates.test(Overrides.FOLDER + template.name())) {
        for (Template.Target target : template.targets().apply(plan)) {
          file(template, target).ifPresent(files::add);
        }
      }
    }
    return files;
  }

  /** Empty where a template of the project fails. */
  private Optional<RenderedFile> file(Template template, Template.Target target) {
    String text = builtIn.render(template.name(), target.view());
    Optional<TemplateOverride> override = overrides.of(template.name());
    if (override.isEmpty()) {
      return Optional.of(GeneratedTree.file(template, target, text));
    }
    try {
      String own = engine.render(override.get(), target.view(), text).text();
      RenderedFile file = GeneratedTree.file(template, target, own);
      return Optional.of(file.madeBy(override.get().file().path()));
    } catch (FailedTemplateException e) {
      return Optional.empty();
    }
  }

  /** How a file comes about. */
  public Traced trace(DagsterPlan plan, RenderedFile file) {
    for (Template template : Templates.ALL) {
      if (file.template().equals(template.name())
          || file.template().equals(Overrides.FOLDER + template.name())) {
        for (Template.Target target : template.targets().apply(plan)) {
          if (target.path().equals(file.path())) {
            TracingWriter out = new TracingWriter();
            engine.render(template.name(), target.view(), out);
            return new Traced(out.text(), out.lines().stream().map(this::shown).toList());
          }
        }
      }
    }
    throw new IllegalArgumentException(file.path() + " is not rendered");
  }

  /** With the paths at which people find the templates. */
  private List<TemplateLine> shown(List<TemplateLine> lines) {
    return lines.stream()
        .map(l -> new TemplateLine(path(l.template()), l.line(), l.isText()))
        .toList();
  }

  private String path(String template) {
    return template.startsWith(BuiltInTemplates.FOLDER)
        ? "templates/" + template.substring(BuiltInTemplates.FOLDER.length())
        : overrides.of(template).map(o -> o.file().path()).orElse("templates/" + template);
  }
}
