package dev.m2d.meltano.resolve;

import dev.m2d.meltano.OptionGap;
import dev.m2d.meltano.SettingDefinition;
import dev.m2d.yaml.PythonEquality;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns texts into what the kind of a setting asks for; other values stay as they are. */
final class Casting {

  private static final Set<String> TRUE = Set.of("true", "1", "yes", "on");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e[-+]?[0-9]+)?");
  private static final Pattern INTEGER = Pattern.compile("[-+]?\\d+(_\\d+)*");

  /** The value of a setting after expansion. */
  static Value cast(SettingDefinition setting, Value raw) {
    Value value = raw instanceof Value.Timestamp t ? new Value.Text(t.iso()) : raw;
    String kind = setting.kind().orElse("");
    if (value instanceof Value.Text text) {
      // A processor sees none of the first three.
      switch (kind) {
        case "boolean" -> {
          return new Value.Bool(isTrue(text));
        }
        case "integer" -> {
          return integer(text.value());
        }
        case "decimal" -> {
          return decimal(text.value());
        }
        default -> {}
      }
      value =
          switch (kind) {
            case "object" -> parsed(text.value(), "object");
            case "array" -> parsed(text.value(), "array");
            default -> value;
          };
    }
    if (kind.equals("options") && !value.isNull() && !isOption(setting, value)) {
      throw new ResolveError(
          "ValueError",
          "'" + PythonText.str(value) + "' is not a valid choice for '" + setting.name() + "'");
    }
    if (value.isNull() || setting.processor().isEmpty()) {
      return value;
    }
    return process(setting.processor().get(), value);
  }

  private static boolean isOption(SettingDefinition setting, Value value) {
    // Meltano looks at one after the other, and stumbles over one without a value.
    int reached = setting.gap().map(OptionGap::before).orElse(setting.options().size());
    if (setting.options().subList(0, reached).stream()
        .anyMatch(o -> PythonEquality.equal(o, value))) {
      return true;
    }
    setting
        .gap()
        .ifPresent(
            g -> {
              throw new ResolveError(g.error(), g.message());
            });
    return false;
  }

  /** What Meltano takes for true, for whatever reason it asks. */
  static boolean isTrue(Value value) {
    return TRUE.contains(PythonText.str(value).toLowerCase(Locale.ROOT));
  }

  private static Value integer(String text) {
    String digits = text.strip();
    if (!INTEGER.matcher(digits).matches()) {
      throw new ResolveError(
          "ValueError",
          "invalid literal for int() with base 10: " + PythonText.repr(new Value.Text(text)));
    }
    String plain = digits.replace("_", "");
    return new Value.Int(new BigInteger(plain.startsWith("+") ? plain.substring(1) : plain));
  }

  private static Value decimal(String text) {
    String number = text.strip().replace("_", "").toLowerCase(Locale.ROOT);
    if (DECIMAL.matcher(number).matches()) {
      return new Value.Decimal(new BigDecimal(number).toString());
    }
    return switch (number) {
      case "inf", "+inf", "infinity", "+infinity" -> new Value.Decimal("Infinity");
      case "-inf", "-infinity" -> new Value.Decimal("-Infinity");
      case "nan", "+nan", "-nan" -> new Value.Decimal("NaN");
      default -> throw new ResolveError("InvalidOperation", "[<class 'decimal.ConversionSyntax'>]");
    };
  }

  private static Value parsed(String text, String kind) {
    Optional<Value> value = PythonLiteral.parse(text);
    boolean right =
        value.isPresent()
            && (kind.equals("object")
                ? value.get() instanceof Value.Fields
                : value.get() instanceof Value.Items || value.get() instanceof Value.Text);
    if (!right) {
      throw new ResolveError(
          "ValueError",
          "Failed to parse JSON "
              + kind
              + " from string: "
              + PythonText.repr(new Value.Text(text)));
    }
    if (value.get() instanceof Value.Text t) {
      List<Value> characters =
          t.value().codePoints().mapToObj(c -> Value.text(Character.toString(c))).toList();
      return new Value.Items(characters);
    }
    return value.get();
  }

  /** Applies a processor that a definition names. */
  static Value process(String processor, Value value) {
    return switch (processor) {
      case "nest_object" -> {
        if (value instanceof Value.Fields f) {
          yield new Value.Fields(Nesting.nest(f.values(), true));
        }
        throw new ResolveError("AttributeError", "only a mapping can be nested");
      }
      case "upcase_string" -> {
        if (value instanceof Value.Text t) {
          yield new Value.Text(t.value().toUpperCase(Locale.ROOT));
        }
        throw new ResolveError("AttributeError", "only a text has an upper case");
      }
      case "stringify" -> value instanceof Value.Text ? value : Value.text(written(value));
      default -> throw new ResolveError("KeyError", "'" + processor + "'");
    };
  }

  /** A value as the text of a variable. */
  static String stringify(SettingDefinition setting, Value value) {
    if (value instanceof Value.Text t) {
      return t.value();
    }
    String kind = setting.kind().orElse("");
    if (kind.isEmpty() || kind.equals("string") || kind.equals("decimal")) {
      return PythonText.str(value);
    }
    return written(value);
  }

  private static String written(Value value) {
    ensureWritable(value);
    return PythonText.json(value);
  }

  /** Refuses what cannot be written as JSON. */
  static void ensureWritable(Value value) {
    if (value instanceof Value.Decimal || value instanceof Value.Tagged) {
      String type = value instanceof Value.Decimal ? "Decimal" : "TaggedScalar";
      throw new ResolveError("TypeError", "Object of type " + type + " is not JSON serializable");
    }
    if (value instanceof Value.Items items) {
      items.values().forEach(Casting::ensureWritable);
    } else if (value instanceof Value.Fields fields) {
      fields.values().values().forEach(Casting::ensureWritable);
    }
  }

  /** Python's truth of a value. */
  static boolean truthy(Value value) {
    return value.isTrue();
  }

  private Casting() {}
}
