package dev.m2d.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Ways to damage the content of a file, by name; a way and a seed always give the same bytes. */
final class Mutations {

  private static final Pattern ENTRY =
      Pattern.compile("(?m)([\\w.-]+\"?: ?)([^\\n,{}\\[\\]]+|[\\[{][^\\n]*)?");
  private static final Pattern KEY = Pattern.compile("(?m)(?<=[\\s{\"-])[\\w.-]+(?=\"?:)");

  private static final Map<String, BiFunction<byte[], Random, byte[]>> ALL = new LinkedHashMap<>();

  static {
    bytes("truncate", (b, r) -> Arrays.copyOf(b, r.nextInt(b.length + 1)));
    bytes("cut", Mutations::cut);
    bytes("repeat", Mutations::repeat);
    bytes("flip", Mutations::flip);
    bytes("control-characters", Mutations::controls);
    bytes("binary", (b, r) -> random(r, r.nextInt(5000)));
    bytes("zeros", (b, r) -> new byte[r.nextInt(5000)]);
    bytes("bytes-inside", (b, r) -> insert(b, r, random(r, 1 + r.nextInt(20))));
    ALL.put("utf-16-le", (b, r) -> ("\uFEFF" + read(b)).getBytes(UTF_16LE));
    ALL.put("utf-16-be", (b, r) -> ("\uFEFF" + read(b)).getBytes(UTF_16BE));
    ALL.put("utf-16-bare", (b, r) -> read(b).getBytes(UTF_16LE));
    ALL.put("utf-16", (b, r) -> read(b).getBytes(Charset.forName("UTF-16")));
    ALL.put("utf-32", (b, r) -> read(b).getBytes(Charset.forName("UTF-32")));
    ALL.put("latin-1", (b, r) -> spread(read(b), r, "\u00e9").getBytes(ISO_8859_1));
    ALL.put("ebcdic", (b, r) -> read(b).getBytes(Charset.forName("IBM037")));
    text("bom", (t, r) -> "\uFEFF" + t);
    text("two-boms", (t, r) -> "\uFEFF\uFEFF" + t);
    text("bom-inside", (t, r) -> spread(t, r, "\uFEFF"));
    text("crlf", (t, r) -> t.replace("\n", "\r\n"));
    text("cr", (t, r) -> t.replace("\n", "\r"));
    text("line-separators", (t, r) -> t.replace("\n", r.nextBoolean() ? "\u2028" : "\u0085"));
    text("tabs", (t, r) -> t.replace("  ", "\t"));
    text("drop-line", (t, r) -> lines(t, l -> l.remove(r.nextInt(l.size()))));
    text("swap-lines", (t, r) -> lines(t, l -> Collections.swap(l, 0, r.nextInt(l.size()))));
    text("shuffle", (t, r) -> lines(t, l -> Collections.shuffle(l, r)));
    text("duplicate-line", (t, r) -> lines(t, l -> l.add(l.get(r.nextInt(l.size())))));
    text("duplicate-next", Mutations::duplicateNext);
    text("indent", Mutations::indent);
    text("long-line", (t, r) -> spread(t, r, "x".repeat(1 << 20)));
    text("long-comment", (t, r) -> t + "# " + "y".repeat(1 << 20));
    text("huge-scalar", (t, r) -> value(t, r, '"' + "z".repeat(1 << 20) + '"'));
    text("huge-number", (t, r) -> value(t, r, "9".repeat(1 + r.nextInt(100_000))));
    text("huge-exponent", (t, r) -> value(t, r, "1e" + "9".repeat(1 + r.nextInt(12))));
    text("dollars", (t, r) -> value(t, r, '"' + "${A".repeat(20_000) + '"'));
    text("dots", (t, r) -> key(t, r, "a.".repeat(1 + r.nextInt(3000)) + "b"));
    text("long-key", (t, r) -> key(t, r, "k".repeat(1 << r.nextInt(18))));
    text("deep-list", (t, r) -> value(t, r, nested("[", "]", r)));
    text("deep-map", (t, r) -> value(t, r, nested("{\"a\": ", "}", r)));
    text("open-list", (t, r) -> value(t, r, "[".repeat(depth(r))));
    text("deep-blocks", Mutations::blocks);
    text("alias-bomb", (t, r) -> bomb(r.nextInt(20) + 2) + t);
    text("merge-bomb", (t, r) -> merges(r.nextInt(20) + 2) + t);
    text("many-aliases", (t, r) -> t + "\nx: &x 1\ny: [" + "*x, ".repeat(30_000) + "]\n");
    text("self-alias", (t, r) -> value(t, r, "&self [*self]"));
    text("many-keys", (t, r) -> t + keys(20_000));
    text("many-items", (t, r) -> value(t, r, "[" + "1, ".repeat(50_000) + "1]"));
    text("value", (t, r) -> value(t, r, pick(BadTexts.VALUES, r)));
    text(
        "two-values",
        (t, r) -> value(value(t, r, pick(BadTexts.VALUES, r)), r, pick(BadTexts.VALUES, r)));
    text("other-value", Mutations::otherValue);
    text("key", (t, r) -> key(t, r, pick(BadTexts.KEYS, r)));
    text("other-key", Mutations::otherKey);
    text("whole", (t, r) -> pick(BadTexts.WHOLE, r));
    text("circle", (t, r) -> circle(t, r));
    text("include", Mutations::include);
    text("document-end", (t, r) -> spread(t, r, "\n---\n"));
    text("quotes", (t, r) -> spread(t, r, r.nextBoolean() ? "\"" : "'"));
    text("surrogates", (t, r) -> value(t, r, "\"\\ud83d\\ude00 \\ud800\""));
  }

  /** The names of the ways. */
  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** The damaged content. */
  static byte[] apply(String name, byte[] content, Random random) {
    BiFunction<byte[], Random, byte[]> way = ALL.get(name);
    if (way == null) {
      throw new IllegalArgumentException(name);
    }
    return way.apply(content, random);
  }

  private static void bytes(String name, BiFunction<byte[], Random, byte[]> way) {
    ALL.put(name, way);
  }

  private static void text(String name, BiFunction<String, Random, String> way) {
    ALL.put(name, (b, r) -> way.apply(read(b), r).getBytes(UTF_8));
  }

  private static String read(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static byte[] random(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] insert(byte[] bytes, Random random, byte[] piece) {
    int at = random.nextInt(bytes.length + 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(piece);
    out.write(bytes, at, bytes.length - at);
    return out.toByteArray();
  }

  private static byte[] cut(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(200));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }

  private static byte[] repeat(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length + 1);
    return insert(
        bytes, random, Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 200)));
  }

  private static byte[] flip(byte[] bytes, Random random) {
    byte[] out = bytes.clone();
    for (int i = 0; i < 1 + random.nextInt(10) && out.length > 0; i++) {
      out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return out;
  }

  private static byte[] controls(byte[] bytes, Random random) {
    byte[] out = bytes.clone();
    for (int i = 0; i < 1 + random.nextInt(5) && out.length > 0; i++) {
      out[random.nextInt(out.length)] = (byte) random.nextInt(32);
    }
    return out;
  }

  private static String spread(String text, Random random, String piece) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + piece + text.substring(at);
  }

  private static String lines(String text, java.util.function.Consumer<List<String>> change) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    change.accept(lines);
    return String.join("\n", lines);
  }

  private static String duplicateNext(String text, Random random) {
    return lines(
        text,
        l -> {
          int at = random.nextInt(l.size());
          l.add(at, l.get(at));
        });
  }

  private static String indent(String text, Random random) {
    return lines(
        text,
        l -> {
          int at = random.nextInt(l.size());
          String line = l.get(at);
          l.set(at, random.nextBoolean() ? "  " + line : line.stripLeading());
        });
  }

  private static String replace(String text, Random random, Pattern what, int group, String by) {
    List<MatchResult> found = what.matcher(text).results().toList();
    if (found.isEmpty()) {
      return text + by;
    }
    MatchResult at = pick(found, random);
    int start = at.start(group) < 0 ? at.end() : at.start(group);
    int end = at.end(group) < 0 ? at.end() : at.end(group);
    return text.substring(0, start) + by + text.substring(end);
  }

  private static String value(String text, Random random, String by) {
    return replace(text, random, ENTRY, 2, by);
  }

  private static String key(String text, Random random, String by) {
    return replace(text, random, KEY, 0, by);
  }

  private static String otherValue(String text, Random random) {
    List<MatchResult> found = ENTRY.matcher(text).results().toList();
    String other = found.isEmpty() ? "" : pick(found, random).group(2);
    return value(text, random, other == null ? "" : other);
  }

  private static String otherKey(String text, Random random) {
    List<MatchResult> found = KEY.matcher(text).results().toList();
    return found.isEmpty() ? text : key(text, random, pick(found, random).group());
  }

  private static int depth(Random random) {
    return 1 << random.nextInt(16);
  }

  private static String nested(String open, String close, Random random) {
    int depth = depth(random);
    return open.repeat(depth) + "1" + close.repeat(depth);
  }

  private static String blocks(String text, Random random) {
    StringBuilder out = new StringBuilder(text).append("\ndeep:\n");
    int depth = 1 << random.nextInt(11);
    for (int i = 1; i < depth; i++) {
      out.append(" ".repeat(i)).append("a:\n");
    }
    return out.toString();
  }

  private static String bomb(int levels) {
    StringBuilder out = new StringBuilder("bomb0: &b0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < levels; i++) {
      String alias = "*b" + (i - 1);
      out.append("bomb").append(i).append(": &b").append(i).append(" [");
      out.append((alias + ", ").repeat(8)).append(alias).append("]\n");
    }
    return out.toString();
  }

  private static String merges(int levels) {
    StringBuilder out = new StringBuilder("m0: &m0 {a: {b: 1}}\n");
    for (int i = 1; i < levels; i++) {
      String alias = "*m" + (i - 1);
      out.append("m").append(i).append(": &m").append(i).append("\n  <<: [");
      out.append((alias + ", ").repeat(8)).append(alias).append("]\n");
      out.append("  c").append(i).append(": ").append(alias).append("\n");
    }
    return out.toString();
  }

  private static String keys(int count) {
    StringBuilder out = new StringBuilder("\n");
    for (int i = 0; i < count; i++) {
      out.append("key_").append(i).append(": ").append(i).append('\n');
    }
    return out.toString();
  }

  private static String circle(String text, Random random) {
    return text.contains("inherit_from: tap-shop")
        ? text.replace(
            "    pip_url: tap-shop==",
            "    inherit_from: "
                + pick(List.of("tap-shop", "tap-shop--eu", "tap-own"), random)
                + "\n    pip_url: tap-shop==")
        : text.replaceAll("job: \\w+", "job: by-hand") + "\ninclude_paths: ['*.yml', '**/*.yml']\n";
  }

  private static String include(String text, Random random) {
    String pattern =
        pick(
            List.of(
                "'**/*'",
                "'**'",
                "'*'",
                "'../**/*.yml'",
                "/etc/*",
                "'meltano.yml'",
                "parts",
                "''",
                "'[a'",
                "'**/**/**/**/*.yml'",
                "'./././parts/*'",
                "'~/x'",
                "1",
                "null",
                "{a: b}",
                "'parts/*.meltano.yml', 'parts/*.meltano.yml'",
                "'.env'",
                "'*.lock'",
                "'a\u0000b'"),
            random);
    return text.replace("- parts/*.meltano.yml", "- " + pattern)
        + (random.nextInt(4) == 0 ? "\ninclude_paths: [" + pattern + "]\n" : "");
  }

  private Mutations() {}
}
