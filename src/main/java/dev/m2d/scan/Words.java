package dev.m2d.scan;

import dev.m2d.diagnostic.Span;
import dev.m2d.scan.shell.Command;
import dev.m2d.scan.shell.ShellParser;
import dev.m2d.scan.shell.Word;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.SourceText;
import dev.m2d.yaml.YamlList;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlNode;
import dev.m2d.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands and variables as other programs' files give them: lists of words, mappings of texts. */
final class Words {

  /** A list of words, each one whole. */
  static List<Field> literal(SourceText file, List<YamlNode> items) {
    List<Field> fields = new ArrayList<>();
    for (YamlNode item : items) {
      if (item instanceof YamlScalar scalar) {
        fields.add(new Field(Value.known(scalar.text()), scalar.text(), place(file, scalar)));
      }
    }
    return fields;
  }

  private static Span place(SourceText file, YamlScalar scalar) {
    Fragment text = YamlDocuments.fragment(file, scalar);
    return text.text().isEmpty() ? scalar.span() : text.span();
  }

  /** A list of words in which `$NAME` means a variable; a text is split as a shell does. */
  static List<Field> of(SourceText file, YamlNode node, Scope scope, ShellRunner runner) {
    List<Field> fields = new ArrayList<>();
    if (node instanceof YamlList list) {
      for (YamlNode item : list.items()) {
        if (item instanceof YamlScalar scalar) {
          Fragment text = YamlDocuments.fragment(file, scalar);
          Word word = ShellParser.document(text);
          fields.add(
              new Field(runner.expander.value(word, scope), scalar.text(), place(file, scalar)));
        }
      }
    } else if (node instanceof YamlScalar scalar) {
      split(YamlDocuments.fragment(file, scalar), scope, runner, fields);
    }
    return fields;
  }

  /** Adds the words of a text, which is one command without operators. */
  static void split(Fragment text, Scope scope, ShellRunner runner, List<Field> into) {
    for (Command command : ShellParser.parse(text)) {
      if (command instanceof Command.Simple simple) {
        simple
            .assignments()
            .forEach(
                a ->
                    into.add(
                        new Field(
                            a.value()
                                .map(
                                    w ->
                                        Value.known(a.name() + "=")
                                            .then(runner.expander.value(w, scope)))
                                .orElseGet(() -> Value.unknown("it is a list")),
                            a.name() + "=" + a.text(),
                            a.at())));
        into.addAll(runner.expander.fields(simple.words(), scope));
      }
    }
  }

  /** A text in which `$NAME` and `${NAME:-value}` mean variables. */
  static Value value(SourceText file, YamlScalar scalar, Scope scope, ShellRunner runner) {
    return runner.expander.value(ShellParser.document(YamlDocuments.fragment(file, scalar)), scope);
  }

  /** Exports the entries of a mapping, or of a list of `NAME=value` and `{name: , value: }`. */
  static void export(
      SourceText file, Optional<YamlNode> node, Scope seen, Scope into, ShellRunner runner) {
    if (node.isEmpty()) {
      return;
    }
    if (node.get() instanceof YamlMap map) {
      for (Map.Entry<String, YamlMap.Entry> e : map.entries().entrySet()) {
        if (e.getValue().value() instanceof YamlScalar scalar && !scalar.value().isNull()) {
          set(e.getKey(), value(file, scalar, seen, runner), scalar, into);
        } else if (e.getValue().value() instanceof YamlMap inner
            && inner.get("value").isPresent()) {
          // GitLab's long form.
          inner
              .present("value")
              .filter(YamlScalar.class::isInstance)
              .map(YamlScalar.class::cast)
              .ifPresent(s -> set(e.getKey(), value(file, s, seen, runner), s, into));
        }
      }
    } else if (node.get() instanceof YamlList list) {
      list.items().forEach(item -> item(file, item, seen, into, runner));
    }
  }

  private static void item(
      SourceText file, YamlNode item, Scope seen, Scope into, ShellRunner runner) {
    if (item instanceof YamlScalar scalar) {
      int equals = scalar.text().indexOf('=');
      if (equals > 0) {
        Fragment all = YamlDocuments.fragment(file, scalar);
        Fragment right = all.slice(equals + 1, all.text().length());
        Value value = runner.expander.value(ShellParser.document(right), seen);
        String name = scalar.text().substring(0, equals).strip();
        into.set(name, value, right.text(), Optional.of(scalar.span()));
        into.export(name);
      }
    } else if (item instanceof YamlMap map) {
      Optional<String> name = YamlDocuments.text(map, "name");
      if (name.isEmpty()) {
        return;
      }
      Optional<YamlNode> value = map.present("value");
      if (value.isPresent() && value.get() instanceof YamlScalar scalar) {
        set(name.get(), value(file, scalar, seen, runner), scalar, into);
      } else {
        // A secret or a config map gives it.
        into.set(
            name.get(),
            Value.outside(name.get()),
            "${" + name.get() + "}",
            Optional.of(map.span()));
        into.export(name.get());
      }
    }
  }

  static void set(String name, Value value, YamlScalar scalar, Scope into) {
    into.set(name, value, scalar.text(), Optional.of(scalar.span()));
    into.export(name);
  }

  private Words() {}
}
