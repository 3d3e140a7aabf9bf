package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Severity;
import dev.m2d.meltano.Dotenv;
import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.yaml.JsonStream;
import dev.m2d.yaml.Value;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything Meltano would say about a project, as one document; its schema is that of the oracle
 * that asks the real Meltano. The project's folder reads `<PROJECT>`, the home folder `<HOME>`.
 */
public final class Facts {

  /** Findings of which Meltano makes a refusal of the whole project. */
  private static final Set<Code> REFUSED =
      Set.of(Code.M2D203, Code.M2D217, Code.M2D225, Code.M2D241, Code.M2D260, Code.M2D263);

  private final Path root;
  private final FactsRequest request;
  private final Set<Value.Fields> errors = new LinkedHashSet<>();
  private @Nullable SecretPlaces secrets;
  private Origins origins = none();

  private Facts(Path root, FactsRequest request) {
    this.root = root;
    this.request = request;
  }

  /** What the project in `root` says. */
  public static Document of(Path root, FactsRequest request) {
    return new Facts(root, request).new Document(ProjectReader.open(root, request.envFile()));
  }

  /** The document of a project that was read; its values are resolved while it is written. */
  public final class Document {

    private final ProjectReader.Opened opened;

    private Document(ProjectReader.Opened opened) {
      this.opened = opened;
    }

    /** What was read. */
    public Reading reading() {
      return opened.reading();
    }

    /**
     * Writes it in UTF-8, without a line break at its end; once, as it may have 100 MB and is not
     * kept.
     *
     * @param whenRead is given what was read before anything is written; what it throws ends all
     * @return whether Meltano would load the project
     */
    public boolean write(OutputStream out, Consumer<Reading> whenRead) {
      return Facts.this.write(opened, out, whenRead);
    }

    /** The secrets that the project's files hold. */
    public SecretPlaces secrets() {
      return Facts.this.secrets(opened);
    }

    /** The text of it. */
    public String text() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      write(out, reading -> {});
      return out.toString(StandardCharsets.UTF_8);
    }
  }

  private Redaction redaction(ProjectReader.Opened opened) {
    if (request.unsafe()) {
      return Redaction.off();
    }
    SecretPlaces places = secrets(opened);
    boolean isRead = opened.reading().project().isPresent();
    return Redaction.of(isRead ? places.with(surroundings(opened)) : places);
  }

  /** Looked for once, as that takes a while: by the thread that writes, or who asks before. */
  private synchronized SecretPlaces secrets(ProjectReader.Opened opened) {
    SecretPlaces known = secrets;
    if (known == null) {
      known = opened.reading().project().map(SecretPlaces::of).orElseGet(SecretPlaces::none);
      secrets = known;
    }
    return known;
  }

  /** The variables that values may refer to: those of the process, and those of `.env`. */
  List<Map<String, String>> surroundings(ProjectReader.Opened opened) {
    Map<String, String> process = process();
    return List.of(
        process, opened.dotenv().map(f -> Dotenv.parse(f.text(), process)).orElse(Map.of()));
  }

  /** What a tree for people needs of it. */
  static Facts forTree(Path root, FactsRequest request) {
    return new Facts(root, request);
  }

  private boolean write(ProjectReader.Opened opened, OutputStream to, Consumer<Reading> whenRead) {
    try (JsonStream json = new JsonStream(to)) {
      if (opened.file().isPresent() && opened.plugins().isPresent()) {
        // Most projects are not refused, so that values are resolved while the rest is read.
        Supplier<Redaction> hiding =
            () -> {
              if (isRefused(opened.reading())) {
                throw new ResolveError("ProjectError", "");
              }
              whenRead.accept(opened.reading());
              return redaction(opened);
            };
        try (FactsOutput out = new FactsOutput(json, hiding)) {
          writeResolved(opened, opened.file().get(), opened.plugins().get(), out);
          return true;
        } catch (RuntimeException | StackOverflowError e) {
          if (!isRefused(opened.reading())) {
            throw e;
          }
          errors.clear();
          origins = none();
        }
      }
      whenRead.accept(opened.reading());
      try (FactsOutput out = new FactsOutput(json, () -> redaction(opened))) {
        writeFatal(opened, out);
      }
      return false;
    }
  }

  private static Origins none() {
    return new Origins(new OriginText(Map.of()), true);
  }

  /** Whether Meltano would not load the project. */
  private static boolean isRefused(Reading reading) {
    return reading.project().isEmpty() || reading.diagnostics().stream().anyMatch(Facts::isRefused);
  }

  private void writeFatal(ProjectReader.Opened opened, FactsOutput out) {
    String message =
        opened.reading().diagnostics().stream()
            .filter(d -> d.severity() == Severity.ERROR || isRefused(d))
            .map(Diagnostic::message)
            .findFirst()
            .orElse("");
    writeHead(out);
    out.put(new Doc().put("fatal", error("project", "load", "ProjectError", message)));
    writeTail(opened, out, false);
  }

  private void writeResolved(
      ProjectReader.Opened opened, ProjectFile file, Plugins plugins, FactsOutput out) {
    Map<String, String> process = process();
    Map<String, String> dotenv =
        opened.dotenv().map(f -> Dotenv.parse(f.text(), process)).orElse(Map.of());
    List<Optional<String>> environments = environments(file);
    origins =
        new Origins(
            new OriginText(opened.dotenv().map(Dotenv::places).orElse(Map.of())),
            environments.size() == 1);
    origins.written(file);
    writeHead(out);
    if (plugins.all().size() < file.plugins().size()) {
      // An entry that another one shadows is built anew, for which findings must not come any more.
      opened.reading();
    }
    Doc doc = new Doc().put("fatal", new Value.Null());
    new ProjectFacts(file, plugins, this).write(doc, process, dotenv);
    out.put(doc).list("resolved");
    int index = 0;
    for (Optional<String> name : environments) {
      out.map();
      new EnvironmentFacts(file, plugins, this, name, process, dotenv).write(out, index++);
      out.endMap();
    }
    out.endList();
    writeTail(opened, out, true);
  }

  private void writeHead(FactsOutput out) {
    out.map()
        .put(
            new Doc()
                .put("schema", Value.Int.of(2))
                .put("meltano", ProjectSettings.MELTANO_VERSION)
                .put("project", request.project()));
  }

  private void writeTail(ProjectReader.Opened opened, FactsOutput out, boolean isLoaded) {
    out.put(new Doc().put("errors", new Value.Items(List.copyOf(errors))));
    out.map("origins");
    origins.write(out);
    out.endMap();
    out.put(new Doc().list("diagnostics", opened.reading().diagnostics(), Origins::diagnostic));
    // Only the end can tell.
    out.put(new Doc().put("ok", new Value.Bool(isLoaded && errors.isEmpty()))).endMap();
  }

  /** A kind that is none spoils the project; in a lock file only its plugin. */
  private static boolean isRefused(Diagnostic found) {
    boolean isKind =
        found.code() == Code.M2D226 && found.at().filter(s -> s.file().endsWith(".lock")).isEmpty();
    return isKind || REFUSED.contains(found.code());
  }

  List<Optional<String>> environments(ProjectFile file) {
    Optional<String> wanted = request.environment();
    if (wanted.isPresent()) {
      return List.of(wanted.filter(name -> !name.equalsIgnoreCase("null")));
    }
    Set<String> names = new LinkedHashSet<>();
    file.environments().stream().map(EnvironmentEntry::name).forEach(names::add);
    List<Optional<String>> all = new ArrayList<>();
    all.add(Optional.empty());
    names.forEach(n -> all.add(Optional.of(n)));
    return all;
  }

  Map<String, String> process() {
    Map<String, String> process = new LinkedHashMap<>(request.process());
    process.computeIfPresent("HOME", (k, v) -> "<HOME>");
    return process;
  }

  Path root() {
    return root;
  }

  Origins origins() {
    return origins;
  }

  FactsRequest request() {
    return request;
  }

  /** Remembers an error; answers it without its place. */
  Doc error(String where, String step, String type, String message) {
    Doc full = entry(step, type, message, where);
    errors.add(full.build());
    return new Doc().put("step", step).put("type", type).put("message", message);
  }

  private static Doc entry(String step, String type, String message, String where) {
    return new Doc()
        .put("where", where)
        .put("step", step)
        .put("type", type)
        .put("message", message);
  }
}
