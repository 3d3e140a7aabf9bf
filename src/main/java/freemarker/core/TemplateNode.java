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
 * @param endLine last line
 * @param endColumn last column
 * @param parts nodes, texts and numbers, in order
 * @param children elements inside it, in order
 */
@SuppressWarnings("deprecation") // There is no other way to the tree.
public record TemplateNode(
    String symbol,
    String kind,
    int line,
    int column,
    int endLine,
    int endColumn,
    List<Part> parts,
    List<TemplateNode> children) {

  /** A parameter, and what FreeMarker calls its part in the whole, such as "parameter name". */
  public record Part(String role, Object value) {}

  /** The tree of a template. */
  public static TemplateNode of(Template template) {
    return of(template.getRootTreeNode());
  }

  /** The parameters alone. */
  public List<Object> parameters() {
    return parts.stream().map(Part::value).toList();
  }

  /** The parameters with that role which are texts. */
  public List<String> words(String role) {
    return parts.stream()
        .filter(p -> p.role().equals(role) && p.value() instanceof String)
        .map(p -> (String) p.value())
        .toList();
  }

  /** The parameters that are nodes. */
  public List<TemplateNode> nodes() {
    return parts.stream()
        .filter(p -> p.value() instanceof TemplateNode)
        .map(p -> (TemplateNode) p.value())
        .toList();
  }

  private static TemplateNode of(TemplateObject object) {
    List<Part> parts = new ArrayList<>();
    if (object instanceof StringLiteral text && object.getParameterCount() == 0) {
      parts.add(new Part("text", text.getAsString()));
    }
    for (int i = 0; i < object.getParameterCount(); i++) {
      Object value = object.getParameterValue(i);
      if (value != null) {
        String role = object.getParameterRole(i).toString();
        parts.add(new Part(role, value instanceof TemplateObject inner ? of(inner) : value));
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
        object.getEndLine(),
        object.getEndColumn(),
        parts,
        children);
  }
}
