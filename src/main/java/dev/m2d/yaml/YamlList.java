package dev.m2d.yaml;

import dev.m2d.diagnostic.Span;
import java.util.List;

/** A list. */
public record YamlList(List<YamlNode> items, Span span) implements YamlNode {
  public YamlList {
    items = List.copyOf(items);
  }

  @Override
  public Value value() {
    return new Value.Items(items.stream().map(YamlNode::value).toList());
  }
}
