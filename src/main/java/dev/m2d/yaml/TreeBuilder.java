package dev.m2d.yaml;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns SnakeYAML's node graph into our tree, which has neither aliases nor merge keys. */
final class TreeBuilder {

  /** More nodes than any project repeats through aliases; beyond it is an attack or a mistake. */
  private static final int MAX_REPEATED = 200_000;

  private final String file;
  private final Diagnostics sink;

  /** Of the nodes with an anchor, the others come once: those that are being built, or were. */
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

  private final Set<Node> built = Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean isRepeated;
  private int repeated;
  private int depth;

  /** Ends the building; carries the reason. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Diagnostic diagnostic;

    Refused(Diagnostic diagnostic) {
      super(diagnostic.message());
      this.diagnostic = diagnostic;
    }

    Diagnostic diagnostic() {
      return diagnostic;
    }
  }

  TreeBuilder(String file, Diagnostics sink) {
    this.file = file;
    this.sink = sink;
  }

  YamlNode build(Node node) {
    boolean outside = isRepeated;
    boolean isAnchored = node.getAnchor() != null;
    isRepeated = outside || isAnchored && !built.add(node);
    if (isRepeated && ++repeated > MAX_REPEATED) {
      throw new Refused(
          Diagnostic.of(
              Code.M2D105, span(node), "The aliases of this document multiply too much."));
    }
    if (isAnchored && !open.add(node)) {
      throw new Refused(
          Diagnostic.of(Code.M2D105, span(node), "An anchor contains an alias of itself."));
    }
    YamlNode tree = node instanceof ScalarNode scalar ? scalar(scalar) : collection(node);
    if (isAnchored) {
      open.remove(node);
    }
    isRepeated = outside;
    return tree;
  }

  private YamlNode collection(Node node) {
    if (++depth > YamlReader.MAX_DEPTH) {
      throw new Refused(
          Diagnostic.of(Code.M2D105, span(node), "With its aliases the document is too deep."));
    }
    YamlNode tree = node instanceof SequenceNode list ? list(list) : map((MappingNode) node);
    depth--;
    return tree;
  }

  private YamlNode list(SequenceNode node) {
    String tag = node.getTag().getValue();
    if (tag.equals(Tag.PREFIX + "pairs")) {
      throw notRead(node, "!!pairs", "Write a list of lists of two.");
    }
    List<YamlNode> items = new ArrayList<>(node.getValue().size());
    for (Node item : node.getValue()) {
      items.add(build(item));
    }
    return tag.equals(Tag.PREFIX + "omap")
        ? ordered(node, items)
        : new YamlList(List.copyOf(items), span(node));
  }

  /** `!!omap`, a list of single fields, is a mapping to Meltano. */
  private YamlMap ordered(Node node, List<YamlNode> items) {
    Map<String, YamlMap.Entry> all = new LinkedHashMap<>();
    for (YamlNode item : items) {
      if (!(item instanceof YamlMap map) || map.entries().size() != 1) {
        throw notRead(node, "!!omap", "Write a list of mappings with one key each, or a mapping.");
      }
      for (YamlMap.Entry field : map.entries().values()) {
        if (all.putIfAbsent(field.key(), field) != null) {
          throw notRead(node, "!!omap", "Write each key once.");
        }
      }
    }
    return new YamlMap(Frozen.own(all), span(node));
  }

  /** What Python has types of its own for and JSON none, and what has not the form of its tag. */
  private Refused notRead(Node node, String tag, String cure) {
    String message = "The tag `" + tag + "` makes nothing of this that a plugin could be given.";
    return new Refused(Diagnostic.of(Code.M2D101, span(node), message).withHint(cure));
  }

  private YamlScalar scalar(ScalarNode node) {
    if (node.getTag().equals(Tag.BINARY)) {
      throw notRead(node, "!!binary", "Write the text itself, or its base64 text in quotes.");
    }
    String text = node.getValue();
    boolean plain = node.getScalarStyle() == ScalarStyle.PLAIN;
    String tag = node.getTag().getValue();
    Value value;
    if (!node.getTag().equals(Tag.STR)) {
      boolean core = tag.startsWith(Tag.PREFIX);
      value = core ? resolve(node, tag.substring(Tag.PREFIX.length())) : new Value.Tagged(text);
    } else if (explicitString(node)) {
      value = new Value.Tagged(text);
    } else {
      value = plain ? resolve(node, "") : new Value.Text(text);
    }
    return new YamlScalar(value, text, span(node));
  }

  private Value resolve(ScalarNode node, String kind) {
    try {
      return kind.isEmpty()
          ? CoreSchema.resolve(node.getValue())
          : CoreSchema.tagged(kind, node.getValue());
    } catch (DateTimeException e) {
      String message =
          "`" + node.getValue() + "` has the form of a date, but there is no such day or time.";
      throw new Refused(
          Diagnostic.of(Code.M2D101, span(node), message).withHint("Put it in quotes."));
    } catch (ArithmeticException e) {
      String message =
          "This is "
              + e.getMessage()
              + "; Meltano reads no integer of more than "
              + CoreSchema.MOST_DIGITS
              + ".";
      throw new Refused(
          Diagnostic.of(Code.M2D101, span(node), message).withHint("Put it in quotes."));
    } catch (NumberFormatException e) {
      String message = "`" + node.getValue() + "` has the form of a number, but no digit.";
      throw new Refused(
          Diagnostic.of(Code.M2D101, span(node), message).withHint("Put it in quotes."));
    }
  }

  /** Whether the source says `!!str` before a plain scalar. */
  private static boolean explicitString(ScalarNode node) {
    Mark start = node.getStartMark();
    int[] buffer = start == null ? new int[0] : start.getBuffer();
    int at = start == null ? 0 : start.getPointer();
    String begin = "!!str";
    if (at + begin.length() > buffer.length) {
      return false;
    }
    for (int i = 0; i < begin.length(); i++) {
      if (buffer[at + i] != begin.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private YamlMap map(MappingNode node) {
    if (node.getTag().equals(Tag.SET)) {
      throw notRead(node, "!!set", "Write a list.");
    }
    Map<String, YamlMap.Entry> own = new LinkedHashMap<>();
    Map<Value, YamlMap.Entry> numbers = new HashMap<>(2);
    List<Node> merged = new ArrayList<>();
    Span merge = null;
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        throw new Refused(
            Diagnostic.of(Code.M2D101, span(tuple.getKeyNode()), "A key must be text."));
      }
      String key = keyNode.getValue();
      if (key.equals("<<") && keyNode.getScalarStyle() == ScalarStyle.PLAIN) {
        if (merge != null) {
          sink.add(
              Diagnostic.of(
                      Code.M2D102,
                      span(keyNode),
                      "The merge key (`<<`) is written twice in one mapping.")
                  .withNote("first written here", merge)
                  .withHint("Write one, with a list: `<<: [*a, *b]`."));
        }
        merge = span(keyNode);
        merged.add(tuple.getValueNode());
        continue;
      }
      Span keySpan = span(keyNode);
      Value name = scalar(keyNode).value();
      Value number = CoreSchema.number(name);
      YamlMap.Entry first = own.containsKey(key) ? own.get(key) : numbers.get(number);
      if (first != null) {
        sink.add(
            Diagnostic.of(
                    Code.M2D102, keySpan, "The key `" + key + "` is written twice in one mapping.")
                .withNote("first written here", first.keySpan()));
        continue;
      }
      boolean isText = name instanceof Value.Text || name instanceof Value.Tagged;
      YamlMap.Entry entry = new YamlMap.Entry(key, keySpan, build(tuple.getValueNode()), isText);
      own.put(key, entry);
      if (!isText) {
        numbers.put(number, entry);
      }
    }
    for (Node source : merged) {
      merge(source, own);
    }
    return new YamlMap(Frozen.own(own), span(node));
  }

  private void merge(Node source, Map<String, YamlMap.Entry> into) {
    List<Node> maps = source instanceof SequenceNode list ? list.getValue() : List.of(source);
    for (Node map : maps) {
      if (!(build(map) instanceof YamlMap built)) {
        throw new Refused(
            Diagnostic.of(
                Code.M2D101, span(map), "A merge key (`<<`) takes a mapping or a list of them."));
      }
      built.entries().forEach(into::putIfAbsent);
    }
  }

  private Span span(Node node) {
    Mark start = node.getStartMark();
    Mark end = node.getEndMark();
    if (start == null || end == null) {
      return Span.ofFile(file);
    }
    return new Span(
        file, start.getLine() + 1, start.getColumn() + 1, end.getLine() + 1, end.getColumn() + 1);
  }
}
