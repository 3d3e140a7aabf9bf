package dev.m2d.render;

import dev.m2d.plan.DagsterPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Renders some files of plans again and again, to see what makes them differ. */
public final class TemplateFiles {

  private final TemplateEngine engine = new TemplateEngine();

  /** A text as its template printed it, before long lines are broken; what printed each line. */
  public record Traced(String text, List<List<TemplateLine>> lines) {}

  /** The files of those templates, in no order. */
  public List<RenderedFile> render(DagsterPlan plan, Predicate<String> templates) {
    List<RenderedFile> files = new ArrayList<>();
    for (Template template : Templates.ALL) {
      if (templates.test(template.name())) {
        for (Template.Target target : template.targets().apply(plan)) {
          String text = engine.render(template.name(), target.view());
          files.add(GeneratedTree.file(template, target, text));
        }
      }
    }
    return files;
  }

  /** How a file comes about. */
  public Traced trace(DagsterPlan plan, RenderedFile file) {
    for (Template template : Templates.ALL) {
      if (template.name().equals(file.template())) {
        for (Template.Target target : template.targets().apply(plan)) {
          if (target.path().equals(file.path())) {
            TracingWriter out = new TracingWriter();
            engine.render(template.name(), target.view(), out);
            return new Traced(out.text(), out.lines());
          }
        }
      }
    }
    throw new IllegalArgumentException(file.path() + " is not rendered");
  }
}
