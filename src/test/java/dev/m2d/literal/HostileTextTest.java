package dev.m2d.literal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.testing.RealPython;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hostile strings, written in every language and read back by the real readers. */
final class HostileTextTest {
  private static final int COUNT = 5_000;

  private static final String[] PIECES = {
    "'",
    "\"",
    "\"\"\"",
    "'''",
    "\\",
    "\\\\",
    "\\n",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\u0000",
    "\u0001",
    "\u001b",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u00ad",
    "\u200b",
    "\u202e",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\ufffe",
    "\ud83d\ude00",
    "\ud800",
    "\udc00",
    "\udbff\udfff",
    "é",
    "ü",
    "東京",
    "${X}",
    "$X",
    "{{ x }}",
    "{% x %}",
    "<#if>",
    "${",
    "}",
    "#",
    " #",
    ": ",
    ":",
    "- ",
    "? ",
    "| ",
    "> ",
    "%",
    "@",
    "`",
    "&a",
    "*a",
    "!!str ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "null",
    "~",
    "true",
    "NaN",
    ".inf",
    "0x1f",
    "017",
    "1_000",
    "12:30:45",
    "2024-01-01",
    "1e3",
    "=",
    "<<",
    " ",
    "  ",
    "a",
    "b",
    "Z",
    "0",
    "_",
    ".",
    "/",
    "; import os",
    "\b",
    "\f",
    "\u000b"
  };

  @Test
  void fiveThousandHostileStringsAreReadBackEqual() {
    List<String> texts = texts();
    StringBuilder input = new StringBuilder();
    for (String text : texts) {
      input.append(Json.flow(forms(text))).append('\n');
    }
    String verdict = RealPython.run("literal/read_back.py", input.toString());
    assertThat(verdict).isEqualTo("read back " + texts.size() + "\n");
  }

  private static Value forms(String text) {
    Map<String, Value> forms = new LinkedHashMap<>();
    StringBuilder units = new StringBuilder();
    text.chars().forEach(c -> units.append(Characters.hex(c, 4)));
    put(forms, "utf16", units.toString());
    put(forms, "python", Python.string(text));
    put(forms, "docstring", Python.docstring("A.", List.of(text)).text());
    put(forms, "short_docstring", Python.docstring(text, List.of()).text());
    put(forms, "comment", Python.comment(text).text());
    put(forms, "json", Json.string(text));
    put(forms, "yaml", Yaml.scalar(text));
    Value tree = new Value.Items(List.of(new Value.Text(text), field(text, field(text, text))));
    put(forms, "yaml_tree", Yaml.document(Map.of(text, tree)).text());
    boolean surrogate =
        text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    if (!surrogate) {
      put(forms, "toml", Toml.string(text));
    }
    if (Dotenv.canHold(text)) {
      put(forms, "dotenv", Dotenv.value(text));
    }
    if (!surrogate && text.indexOf('\0') < 0) {
      put(forms, "shell", Shell.word(text));
    }
    return new Value.Fields(forms);
  }

  private static Value field(String name, String text) {
    return field(name, new Value.Text(text));
  }

  private static Value field(String name, Value value) {
    return new Value.Fields(Map.of(name, value));
  }

  private static void put(Map<String, Value> forms, String name, String text) {
    forms.put(name, new Value.Text(text));
  }

  private static List<String> texts() {
    List<String> texts = new ArrayList<>(List.of(""));
    texts.addAll(List.of(PIECES));
    Random random = new Random(1);
    while (texts.size() < COUNT) {
      StringBuilder text = new StringBuilder();
      for (int left = 1 + random.nextInt(8); left > 0; left--) {
        boolean known = random.nextInt(4) > 0;
        if (known) {
          text.append(PIECES[random.nextInt(PIECES.length)]);
        } else {
          text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x180 : 0x30000));
        }
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
