package dev.m2d.render;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a template may use. All else is refused, so that what FreeMarker can do beyond it, such as
 * other output formats, evaluation of texts, files and Java, needs no list.
 *
 * @param elements directives and their like, by FreeMarker's names
 * @param expressions classes of FreeMarker's tree
 * @param operations of values, by name
 */
record Rules(
    Set<String> elements, Set<String> expressions, Map<String, Rules.Operation> operations) {

  /**
   * A built-in such as {@code ?size}. None makes a longer text of its own, so that no text grows.
   *
   * @param of kind of the value it is for; list for any list, item for a variable of a loop, any
   * @param gives kind of the result; the list's own for item
   * @param arguments how many constant arguments it takes at most
   * @param mayLack whether the result can be absent
   */
  record Operation(String of, String gives, int arguments, boolean mayLack) {

    static Operation of(String of, String gives) {
      return new Operation(of, gives, 0, false);
    }

    static Operation with(String of, String gives) {
      return new Operation(of, gives, 1, false);
    }
  }

  private static final Map<String, Operation> ASKING =
      Map.of("has_content", Operation.of("any", "truth"));

  /** The templates that come with the tool hold as little logic as can be. */
  static final Rules SHIPPED =
      new Rules(
          Set.of(
              "#mixed_content",
              "#text",
              "#--...--",
              "${...}",
              "#if",
              "#elseif",
              "#else",
              "#if-#elseif-#else-container",
              "#list",
              "#items",
              "#sep",
              "#t",
              "#macro",
              "@"),
          Set.of(
              "Identifier",
              "Dot",
              "ExistsExpression",
              "ParentheticalExpression",
              "ComparisonExpression",
              "NumberLiteral"),
          ASKING);

  /** Overrides decide by names and texts too, assign, and include what they stand for. */
  static final Rules OVERRIDE =
      new Rules(
          and(
              SHIPPED.elements(),
              "#list-#else-container",
              "#assign",
              "#local",
              "#include",
              "#lt",
              "#rt",
              "#nt"),
          and(
              SHIPPED.expressions(),
              "StringLiteral",
              "BooleanLiteral",
              "AndExpression",
              "OrExpression",
              "NotExpression",
              "DefaultToExpression"),
          Map.ofEntries(
              Map.entry("has_content", Operation.of("any", "truth")),
              Map.entry("contains", Operation.with("text", "truth")),
              Map.entry("starts_with", Operation.with("text", "truth")),
              Map.entry("ends_with", Operation.with("text", "truth")),
              Map.entry("upper_case", Operation.of("text", "text")),
              Map.entry("lower_case", Operation.of("text", "text")),
              Map.entry("cap_first", Operation.of("text", "text")),
              Map.entry("trim", Operation.of("text", "text")),
              Map.entry("length", Operation.of("text", "number")),
              Map.entry("size", Operation.of("list", "number")),
              Map.entry("first", new Operation("list", "item", 0, true)),
              Map.entry("last", new Operation("list", "item", 0, true)),
              Map.entry("join", Operation.with("list", "text")),
              Map.entry("seq_contains", Operation.with("list", "truth")),
              Map.entry("index", Operation.of("item", "number")),
              Map.entry("counter", Operation.of("item", "number")),
              Map.entry("is_first", Operation.of("item", "truth")),
              Map.entry("is_last", Operation.of("item", "truth")),
              Map.entry("has_next", Operation.of("item", "truth"))));

  private static Set<String> and(Set<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
  }

  /** The operation that FreeMarker calls {@code ?name}. */
  Optional<Operation> operation(String symbol) {
    return symbol.startsWith("?")
        ? Optional.ofNullable(operations.get(symbol.substring(1)))
        : Optional.empty();
  }
}
