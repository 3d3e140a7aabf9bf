package dev.m2d.scan;

import dev.m2d.scan.python.Expression;
import dev.m2d.scan.text.Fragment;
import dev.m2d.scan.text.FragmentBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Works out expressions of literals, names, joined texts and environment variables. */
final class PythonValues {

  private static final int MAX_TEXT = 100_000;

  private final PythonRunner runner;

  PythonValues(PythonRunner runner) {
    this.runner = runner;
  }

  PyValue of(Expression e) {
    if (e instanceof Expression.Text text) {
      return text(text);
    }
    if (e instanceof Expression.Name name) {
      return runner.name(name.name());
    }
    if (e instanceof Expression.Items items) {
      return items(items);
    }
    if (e instanceof Expression.Dict dict) {
      return dict(dict);
    }
    if (e instanceof Expression.Binary binary) {
      return binary(binary);
    }
    if (e instanceof Expression.Call call) {
      return runner.call(call);
    }
    if (e instanceof Expression.Item item) {
      return item(item);
    }
    if (e instanceof Expression.Attribute attribute) {
      return attribute(attribute);
    }
    if (e instanceof Expression.Constant constant) {
      return constant(constant);
    }
    return PyValue.unknown();
  }

  private PyValue constant(Expression.Constant constant) {
    if (constant.text().equals("None")) {
      return new PyValue.Nothing();
    }
    Fragment at = runner.place(constant.text(), constant.start());
    return new PyValue.Text(Value.known(constant.text()), at);
  }

  private PyValue attribute(Expression.Attribute attribute) {
    if (runner.dotted(attribute).equals("os.environ")) {
      return new PyValue.Dict(Map.of(), true);
    }
    if (attribute.name().equals("parent")) {
      PyValue of = of(attribute.of());
      return of instanceof PyValue.Text t && t.value().place().isPresent()
          ? runner.folder(Paths.parent(t.value().place().get()), attribute.start())
          : PyValue.unknown();
    }
    PyValue own = runner.name("self." + attribute.name());
    if (attribute.of() instanceof Expression.Name n && n.name().matches("self|cls")) {
      return own;
    }
    of(attribute.of());
    return PyValue.unknown();
  }

  private PyValue items(Expression.Items items) {
    List<PyValue> list = new ArrayList<>();
    for (Expression item : items.items()) {
      if (item instanceof Expression.Unpacked unpacked) {
        PyValue inner = of(unpacked.of());
        if (inner instanceof PyValue.Items more) {
          list.addAll(more.items());
        } else {
          list.add(inner);
        }
      } else {
        list.add(of(item));
      }
    }
    return new PyValue.Items(list);
  }

  private PyValue dict(Expression.Dict dict) {
    Map<String, PyValue> entries = new LinkedHashMap<>();
    boolean environment = false;
    for (Expression.Entry entry : dict.entries()) {
      PyValue value = of(entry.value());
      if (entry.key().isEmpty()) {
        if (value instanceof PyValue.Dict more) {
          entries.putAll(more.entries());
          environment |= more.environment();
        }
      } else {
        of(entry.key().get()).text().ifPresent(k -> entries.put(k, value));
      }
    }
    return new PyValue.Dict(entries, environment);
  }

  private PyValue text(Expression.Text text) {
    Joined joined = new Joined(runner);
    for (Expression.Piece piece : text.pieces()) {
      if (piece.text().isPresent()) {
        joined.add(piece.text().get());
      } else if (piece.expression().isPresent()) {
        joined.add(of(piece.expression().get()), piece.expression().get().start());
      }
    }
    return joined.value();
  }

  private PyValue binary(Expression.Binary binary) {
    PyValue left = of(binary.left());
    PyValue right = of(binary.right());
    switch (binary.operator()) {
      case ">>" -> {
        runner.order.follows(left, right, binary);
        return right;
      }
      case "<<" -> {
        runner.order.follows(right, left, binary);
        return right;
      }
      case "+" -> {
        if (left instanceof PyValue.Items a && right instanceof PyValue.Items b) {
          List<PyValue> all = new ArrayList<>(a.items());
          all.addAll(b.items());
          return new PyValue.Items(all);
        }
        boolean lists = left instanceof PyValue.Items || right instanceof PyValue.Items;
        return lists
            ? new PyValue.Items(List.of(left, right))
            : new Joined(runner).add(left, binary.start()).add(right, binary.start()).value();
      }
      case "%" -> {
        return left instanceof PyValue.Text t
            ? percent(t, right, binary.start())
            : PyValue.unknown();
      }
      case "/" -> {
        return path(left, right, binary.start());
      }
      case "or" -> {
        boolean outside = left instanceof PyValue.Text t && t.value().isOutside();
        if (outside && left instanceof PyValue.Text t && right instanceof PyValue.Text r) {
          return new PyValue.Text(r.value().with(t.value().inputs()), r.fragment());
        }
        return left instanceof PyValue.Nothing ? right : PyValue.unknown();
      }
      case "|" -> {
        if (left instanceof PyValue.Dict a && right instanceof PyValue.Dict b) {
          Map<String, PyValue> all = new LinkedHashMap<>(a.entries());
          all.putAll(b.entries());
          return new PyValue.Dict(all, a.environment() || b.environment());
        }
        return PyValue.unknown();
      }
      default -> {
        return PyValue.unknown();
      }
    }
  }

  /** `"... %s" % value`. */
  private PyValue percent(PyValue.Text format, PyValue values, int at) {
    List<PyValue> items = values instanceof PyValue.Items i ? i.items() : List.of(values);
    String[] parts = format.fragment().text().split("%[sd]", -1);
    if (parts.length != items.size() + 1 || format.value().text().isEmpty()) {
      return PyValue.unknown();
    }
    Joined joined = new Joined(runner);
    int from = 0;
    for (int i = 0; i < parts.length; i++) {
      joined.add(format.fragment().slice(from, from + parts[i].length()));
      from += parts[i].length() + 2;
      if (i < items.size()) {
        joined.add(items.get(i), at);
      }
    }
    return joined.value();
  }

  private PyValue item(Expression.Item item) {
    PyValue of = of(item.of());
    if (item.index() instanceof Expression.Binary slice && slice.operator().equals(":")) {
      return of instanceof PyValue.Items items ? slice(items, slice) : PyValue.unknown();
    }
    PyValue index = of(item.index());
    Optional<String> key = index.text();
    if (of instanceof PyValue.Dict dict && key.isPresent()) {
      PyValue found = dict.entries().get(key.get());
      if (found != null) {
        return found;
      }
      return dict.environment() ? runner.environment(key.get(), item.start()) : PyValue.unknown();
    }
    if (of instanceof PyValue.Items items && key.filter(k -> k.matches("\\d{1,3}")).isPresent()) {
      int i = Integer.parseInt(key.get());
      return i < items.items().size() ? items.items().get(i) : PyValue.unknown();
    }
    return PyValue.unknown();
  }

  private PyValue slice(PyValue.Items items, Expression.Binary slice) {
    int size = items.items().size();
    boolean isOpen = slice.right().start() == slice.right().end();
    int from = slice.left().start() == slice.left().end() ? 0 : number(of(slice.left())).orElse(-1);
    int to = isOpen ? size : number(of(slice.right())).orElse(-1);
    return from < 0 || to < from
        ? PyValue.unknown()
        : new PyValue.Items(items.items().subList(Math.min(from, size), Math.min(to, size)));
  }

  private static Optional<Integer> number(PyValue value) {
    return value.text().filter(t -> t.matches("\\d{1,4}")).map(Integer::valueOf);
  }

  /** `folder / name` of a path. */
  private PyValue path(PyValue left, PyValue right, int at) {
    if (left instanceof PyValue.Text a && right instanceof PyValue.Text b) {
      Value value = a.value().then(Value.known("/")).then(b.value());
      int offset =
          b.fragment().text().isEmpty() ? runner.text().offset(at) : b.fragment().offset(0);
      String shown = value.text().orElse("${{ a path }}");
      return new PyValue.Text(value, Fragment.at(runner.text().source(), shown, offset));
    }
    return PyValue.unknown();
  }

  /** Texts one after the other. */
  static final class Joined {
    private final PythonRunner runner;
    private final FragmentBuilder fragment;
    private Value value = Value.known("");

    Joined(PythonRunner runner) {
      this.runner = runner;
      this.fragment = new FragmentBuilder(runner.text().source());
    }

    Joined add(Fragment piece) {
      if (fragment.length() < MAX_TEXT) {
        fragment.add(piece, 0, piece.text().length());
        value = value.then(Value.known(piece.text()));
      }
      return this;
    }

    Joined add(PyValue piece, int start) {
      if (fragment.length() > MAX_TEXT) {
        return this;
      }
      int offset = runner.text().offset(start);
      if (piece instanceof PyValue.Text text && text.value().text().isPresent()) {
        if (text.value().isLiteral()) {
          fragment.add(text.fragment(), 0, text.fragment().text().length());
        } else {
          String name = String.join("_", text.value().inputs());
          fragment.add(
              "${" + name.replaceAll("\\W", "_") + ":-" + text.value().text().get() + "}", offset);
        }
        value = value.then(text.value());
      } else if (piece instanceof PyValue.Text text) {
        fragment.add(text.fragment(), 0, text.fragment().text().length());
        value = value.then(text.value());
      } else {
        Value unknown =
            piece instanceof PyValue.Unknown u
                ? u.value()
                : Value.unknown("it is computed when the program runs");
        String name =
            unknown.isOutside()
                ? "outside." + String.join("_", unknown.inputs())
                : "what the program computes";
        fragment.add("${{ " + name + " }}", offset);
        value = value.then(unknown);
      }
      return this;
    }

    PyValue value() {
      return new PyValue.Text(value, fragment.build());
    }
  }
}
