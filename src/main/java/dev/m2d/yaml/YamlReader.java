package dev.m2d.yaml;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML text into a located tree. */
public final class YamlReader {

  /** Deeper nesting than people write by hand. */
  static final int MAX_DEPTH = 100;

  /** The directive that makes Meltano's reader, too, use the rules of YAML 1.1. */
  private static final Pattern OLD = Pattern.compile("\\A(?:[#%].*\\R|\\s)*%YAML +1\\.[01]\\b");

  /** Characters from which a second thread pays. */
  private static final int LONG = 50_000;

  /** A text that {@link #begin} was given, and its events. */
  private record Begun(String text, EventsAhead events) {}

  private static final AtomicReference<@Nullable Begun> BEGUN = new AtomicReference<>();

  private static final int MAX_ALIASES = 10_000;
  private static final int MAX_CODE_POINTS = 64 * 1024 * 1024;

  /** The time that a text without a blank takes grows with the square of its length. */
  private static final int MAX_LINE = 1024 * 1024;

  /**
   * The document in `file`; a null scalar when it holds none. Empty when the text cannot be used:
   * then an error has been added to `sink`.
   */
  public static Optional<YamlNode> read(SourceFile file, Diagnostics sink) {
    int line = longLine(file.text());
    if (line > 0) {
      sink.add(
          Diagnostic.of(
                  Code.M2D105,
                  new Span(file.path(), line, 1, line, 1),
                  "The line has more than " + MAX_LINE + " characters.")
              .withHint("Break the line, or keep a long value in a file of its own."));
      return Optional.empty();
    }
    try {
      Node root = compose(file.text());
      if (OLD.matcher(file.text()).find()) {
        sink.add(
            Diagnostic.of(
                    Code.M2D101,
                    Span.ofFile(file.path()),
                    "The directive `%YAML 1.1` gives words such as `on` another meaning.")
                .withHint("Remove the directive, and write `true` or `false` where it is meant."));
        return Optional.empty();
      }
      if (root == null) {
        Span start = Span.ofFile(file.path());
        return Optional.of(new YamlScalar(new Value.Null(), "", start));
      }
      return Optional.of(new TreeBuilder(file.path(), sink).build(root));
    } catch (TreeBuilder.Refused e) {
      sink.add(e.diagnostic());
    } catch (MarkedYAMLException e) {
      sink.add(syntax(file, e));
    } catch (ReaderException e) {
      sink.add(unreadable(file, e));
    } catch (YAMLException e) {
      sink.add(
          Diagnostic.of(
              Code.M2D105,
              Span.ofFile(file.path()),
              "The document is too deep, or its aliases multiply too much."));
    }
    return Optional.empty();
  }

  /** Begins to read a text, which {@link #read} is likely to be asked for soon, if that pays. */
  public static void begin(String text) {
    if (isLong(text) && longLine(text) == 0) {
      BEGUN.set(new Begun(text, events(text)));
    }
  }

  private static boolean isLong(String text) {
    return text.length() >= LONG;
  }

  private static @Nullable Node compose(String text) {
    if (!isLong(text)) {
      return compose(new ParserImpl(new StreamReader(text), options()));
    }
    try (EventsAhead events = begun(text).orElseGet(() -> events(text))) {
      return compose(events);
    }
  }

  private static Optional<EventsAhead> begun(String text) {
    Begun begun = BEGUN.getAndSet(null);
    if (begun == null) {
      return Optional.empty();
    }
    if (begun.text.equals(text)) {
      return Optional.of(begun.events);
    }
    begun.events.close();
    return Optional.empty();
  }

  private static @Nullable Node compose(Parser parser) {
    return new Composer(parser, new NoResolver(), options()).getSingleNode();
  }

  private static EventsAhead events(String text) {
    return new EventsAhead(new ParserImpl(new StreamReader(text), options()));
  }

  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setCodePointLimit(MAX_CODE_POINTS);
    return options;
  }

  /** The number of the first line that is too long; 0 when none is. */
  private static int longLine(String text) {
    int number = 1;
    int start = 0;
    while (text.length() - start > MAX_LINE) {
      int end = text.indexOf('\n', start);
      if (end < 0 || end - start > MAX_LINE) {
        return number;
      }
      start = end + 1;
      number++;
    }
    return 0;
  }

  private static Diagnostic syntax(SourceFile file, MarkedYAMLException e) {
    String problem = e.getProblem() == null ? "the text is not YAML" : e.getProblem();
    Span at = span(file.path(), e.getProblemMark());
    Diagnostic d = Diagnostic.of(Code.M2D101, at, SyntaxProblem.sentence(problem, character(e)));
    if (problem.contains("\\t")) {
      d = d.withHint("Replace the tab by spaces.");
    }
    if (e.getContextMark() != null && e.getContext() != null) {
      d = d.withNote(e.getContext().strip(), span(file.path(), e.getContextMark()));
    }
    return d;
  }

  private static int character(MarkedYAMLException e) {
    Mark mark = e.getProblemMark();
    boolean inside = mark != null && mark.getPointer() < mark.getBuffer().length;
    return inside ? mark.getBuffer()[mark.getPointer()] : 0;
  }

  private static Diagnostic unreadable(SourceFile file, ReaderException e) {
    int line = 1;
    int column = 1;
    int[] points = file.text().codePoints().limit(e.getPosition()).toArray();
    for (int c : points) {
      if (c == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return Diagnostic.of(
        Code.M2D101,
        new Span(file.path(), line, column, line, column + 1),
        String.format(
            Locale.ROOT, "The character U+%04X is not allowed in YAML.", e.getCodePoint()));
  }

  private static Span span(String file, @Nullable Mark mark) {
    if (mark == null) {
      return Span.ofFile(file);
    }
    int line = mark.getLine() + 1;
    int column = mark.getColumn() + 1;
    return new Span(file, line, column, line, column + 1);
  }

  /** Leaves plain scalars unresolved: their text decides, by {@link CoreSchema}. */
  private static final class NoResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {}
  }

  private YamlReader() {}
}
