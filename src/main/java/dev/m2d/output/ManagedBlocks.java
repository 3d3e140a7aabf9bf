package dev.m2d.output;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Span;
import dev.m2d.naming.Sha256;
import dev.m2d.output.merge.Language;
import dev.m2d.output.merge.Merged;
import dev.m2d.output.merge.TextFile;
import dev.m2d.output.merge.ThreeWay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a user's Markdown file that are ours: the text between {@code <!-- m2d:begin NAME
 * -->} and {@code <!-- m2d:end NAME -->}.
 */
final class ManagedBlocks {

  private static final Pattern MARKER =
      Pattern.compile("<!-- m2d:(begin|end) ([A-Za-z0-9_.-]+) -->");

  /** A block; offsets into the text, `line` of its first marker. */
  private record Block(String name, int open, int start, int end, int close, int line) {}

  /** The SHA-256 of each block's text. */
  static SortedMap<String, String> hashes(String text) {
    SortedMap<String, String> hashes = new TreeMap<>();
    List<Diagnostic> problems = new ArrayList<>();
    for (Block b : parse("", text, problems).values()) {
      hashes.put(b.name(), Sha256.of(text.substring(b.start(), b.end())));
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException("the rendered blocks are broken: " + problems);
    }
    return hashes;
  }

  /**
   * The text on the disk with the blocks of the rendered one. A block that the user took out stays
   * out; one that is new is added at the end; one that is no longer rendered goes; one that was
   * edited is merged. Empty when something is refused: the reasons are added to `refusals`.
   *
   * @param base what was rendered before, where it is known
   */
  static Optional<Merged> merge(
      String path,
      String disk,
      String rendered,
      Optional<Manifest.Entry> known,
      Optional<String> base,
      List<Diagnostic> refusals) {
    List<Diagnostic> problems = new ArrayList<>();
    Map<String, Block> mine = parse(path, disk, problems);
    Map<String, String> ours = texts(rendered);
    Map<String, String> old = base.map(ManagedBlocks::texts).orElse(Map.of());
    Map<String, @Nullable String> edited = new LinkedHashMap<>();
    Map<String, @Nullable String> before = new LinkedHashMap<>();
    Map<String, @Nullable String> fresh = new LinkedHashMap<>();
    for (Block block : mine.values()) {
      String name = block.name();
      String text = disk.substring(block.start(), block.end());
      String wanted = ours.get(name);
      String hash = Sha256.of(text);
      boolean isEdited =
          !text.equals(wanted) && known.filter(e -> e.knowsBlock(name, hash)).isEmpty();
      if (isEdited && !old.containsKey(name)) {
        problems.add(lost(path, block));
      }
      fresh.put(name, wanted);
      edited.put(name, isEdited ? text : wanted);
      before.put(name, isEdited ? old.get(name) : wanted);
    }
    if (!problems.isEmpty()) {
      refusals.addAll(problems);
      return Optional.empty();
    }
    String added = added(mine, rendered, known);
    return Optional.of(
        ThreeWay.merge(
            Language.TEXT,
            TextFile.lines(with(disk, mine, before) + added),
            TextFile.lines(with(disk, mine, edited) + added),
            TextFile.lines(with(disk, mine, fresh) + added)));
  }

  /**
   * The text with the blocks of the pristine one, those that the user took out at its end. Empty
   * when its markers do not pair.
   */
  static Optional<String> restore(String disk, String pristine) {
    List<Diagnostic> problems = new ArrayList<>();
    Map<String, Block> mine = parse("", disk, problems);
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder missing = new StringBuilder();
    for (Block block : parse("", pristine, new ArrayList<>()).values()) {
      if (!mine.containsKey(block.name())) {
        missing.append('\n').append(pristine, block.open(), block.close()).append('\n');
      }
    }
    Map<String, @Nullable String> texts = new LinkedHashMap<>(texts(pristine));
    return Optional.of(with(disk, mine, texts) + missing);
  }

  /** The text with the blocks replaced; those without a text go with their markers. */
  private static String with(
      String disk, Map<String, Block> blocks, Map<String, @Nullable String> texts) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Block block : blocks.values()) {
      String text = texts.get(block.name());
      if (text == null) {
        out.append(disk, at, block.open());
      } else {
        out.append(disk, at, block.start()).append(text).append(disk, block.end(), block.close());
      }
      at = block.close();
    }
    return out.append(disk.substring(at)).toString();
  }

  private static String added(
      Map<String, Block> mine, String rendered, Optional<Manifest.Entry> known) {
    StringBuilder out = new StringBuilder();
    for (Block fresh : parse("", rendered, new ArrayList<>()).values()) {
      boolean isNew = known.isPresent() && known.filter(e -> e.hasBlock(fresh.name())).isEmpty();
      if (!mine.containsKey(fresh.name()) && isNew) {
        out.append('\n').append(rendered, fresh.open(), fresh.close()).append('\n');
      }
    }
    return out.toString();
  }

  private static Map<String, String> texts(String text) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Block b : parse("", text, new ArrayList<>()).values()) {
      texts.put(b.name(), text.substring(b.start(), b.end()));
    }
    return texts;
  }

  private static Diagnostic lost(String path, Block block) {
    Span span = new Span(path, block.line(), 1, block.line(), 1);
    String copy = OutputPath.base(path);
    return Diagnostic.of(
        Code.M2D607,
        span,
        "The managed block `"
            + block.name()
            + "` was edited, and `"
            + copy
            + "`, which a merge needs, is missing or was changed.");
  }

  private static Map<String, Block> parse(String path, String text, List<Diagnostic> problems) {
    Map<String, Block> blocks = new LinkedHashMap<>();
    Matcher m = MARKER.matcher(text);
    String open = null;
    int openAt = 0;
    int startAt = 0;
    while (m.find()) {
      boolean closing = m.group(1).equals("end");
      String name = m.group(2);
      boolean fits = closing ? name.equals(open) : open == null && !blocks.containsKey(name);
      if (!fits) {
        problems.add(broken(path, text, m.start(), "does not fit the ones before it"));
        return Map.of();
      }
      if (closing) {
        blocks.put(name, new Block(name, openAt, startAt, m.start(), m.end(), line(text, openAt)));
        open = null;
      } else {
        open = name;
        openAt = m.start();
        startAt = m.end();
      }
    }
    if (open != null) {
      problems.add(broken(path, text, openAt, "has no end"));
      return Map.of();
    }
    return blocks;
  }

  private static Diagnostic broken(String path, String text, int offset, String problem) {
    int line = line(text, offset);
    return Diagnostic.of(
        Code.M2D607,
        new Span(path, line, 1, line, 1),
        "The marker of a managed block " + problem + ".");
  }

  private static int line(String text, int offset) {
    return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  private ManagedBlocks() {}
}
