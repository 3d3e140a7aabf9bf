package dev.m2d.render;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import freemarker.core.TemplateNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with one template, at most one thing a place. */
final class Problems {

  private final String file;
  private final List<Diagnostic> found = new ArrayList<>();
  private final Set<Span> places = new HashSet<>();

  /** Of the template that is shown as that file. */
  Problems(String file) {
    this.file = file;
  }

  /** Adds a sentence about a node, unless something was said of its place. */
  void add(Code code, TemplateNode node, String sentence) {
    Span start = new Span(file, node.line(), node.column(), node.line(), node.column());
    if (places.add(start)) {
      int end = Math.max(node.endColumn(), node.column()) + 1;
      Span at = new Span(file, node.line(), node.column(), node.endLine(), end);
      found.add(Diagnostic.of(code, at, sentence).withHint(hint(code)));
    }
  }

  private String hint(Code code) {
    return hint(code, file.replaceFirst("^.*?templates/", ""));
  }

  /** The advice of the code, with the template's path for `PATH`. */
  static String hint(Code code, String template) {
    return code.remedy().replace("PATH", template);
  }

  List<Diagnostic> all() {
    return found;
  }
}
