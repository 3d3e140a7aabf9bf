package freemarker.core;

import freemarker.template.Template;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a parsed template. FreeMarker shows its tree to its own package alone, which is why
 * this class stands here.
 *
 * @param symbol what FreeMarker calls it: {@code #if}, {@code ${...}}, {@code .}, {@code ??}, a
 *     name
 * @param kind class of the part, such as Identifier
 * @param line from 1
 * @param column from 1
 * @param parameters nodes, texts and numbers, in order
 * @param children elements inside it, in order
 */
@SuppressWarnings("deprecation") // There is no other way to the tree.
public record TemplateNode(
    String symbol,
    String kind,
    int line,
    int column,
    List<Object> parameters,
    List<TemplateNode> children) {

  /** The tree of a template. */
  public static TemplateNode of(Template template) {
    return of(template.getRootTreeNode());
  }

  private static TemplateNode of(TemplateObject object) {
    List<Object> parameters = new ArrayList<>();
    for (int i = 0; i < object.getParameterCount(); i++) {
      Object value = object.getParameterValue(i);
      if (value instanceof TemplateObject inner) {
        parameters.add(of(inner));
      } else if (value != null) {
        parameters.add(value);
      }
    }
    List<TemplateNode> children = new ArrayList<>();
    if (object instanceof TemplateElement element) {
      for (int i = 0; i < element.getChildCount(); i++) {
        children.add(of(element.getChild(i)));
      }
    }
    return new TemplateNode(
        object.getNodeTypeSymbol(),
        object.getClass().getSimpleName(),
        object.getBeginLine(),
        object.getBeginColumn(),
        parameters,
        children);
  }
}
