package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Severity;
import dev.m2d.meltano.Dotenv;
import dev.m2d.meltano.EnvironmentEntry;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.yaml.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything Meltano would say about a project, as one document; its schema is that of the oracle
 * that asks the real Meltano. The project's folder reads `<PROJECT>`, the home folder `<HOME>`.
 */
public final class Facts {

  /** The document, or the reading that shows why there is none. */
  public record Result(Value.Fields document, Reading reading) {

    /** Whether Meltano itself would load the project. */
    public boolean isLoaded() {
      return document.values().get("fatal") instanceof Value.Null;
    }
  }

  /** Findings of which Meltano makes a refusal of the whole project. */
  private static final Set<Code> REFUSED =
      Set.of(Code.M2D203, Code.M2D217, Code.M2D225, Code.M2D260);

  private final Path root;
  private final FactsRequest request;
  private final Set<Value.Fields> errors = new LinkedHashSet<>();
  private Origins origins = new Origins(new OriginText(Map.of()));

  private Facts(Path root, FactsRequest request) {
    this.root = root;
    this.request = request;
  }

  /** Resolves the project in `root`. */
  public static Result of(Path root, FactsRequest request) {
    ProjectReader.Opened opened = ProjectReader.open(root, request.envFile());
    Facts facts = new Facts(root, request);
    Doc document = facts.document(opened);
    Value.Fields built = document.build();
    if (!request.unsafe()) {
      built =
          Redaction.of(
                  opened.reading().project(),
                  opened.reading().project().map(SecretPlaces::of).orElseGet(SecretPlaces::none))
              .apply(built);
    }
    return new Result(built, opened.reading());
  }

  /** What a tree for people needs of it. */
  static Facts forTree(Path root, FactsRequest request) {
    return new Facts(root, request);
  }

  private Doc document(ProjectReader.Opened opened) {
    Doc doc =
        new Doc()
            .put("schema", Value.Int.of(2))
            .put("meltano", ProjectSettings.MELTANO_VERSION)
            .put("project", request.project());
    boolean refused =
        opened.reading().diagnostics().stream().anyMatch(d -> REFUSED.contains(d.code()));
    if (refused
        || opened.reading().project().isEmpty()
        || opened.file().isEmpty()
        || opened.plugins().isEmpty()) {
      String message =
          opened.reading().diagnostics().stream()
              .filter(d -> d.severity() == Severity.ERROR || REFUSED.contains(d.code()))
              .map(Diagnostic::message)
              .findFirst()
              .orElse("");
      Doc error = error("project", "load", "ProjectError", message);
      doc.put("ok", new Value.Bool(false)).put("fatal", error);
    } else {
      doc.put("ok", new Value.Bool(true)).put("fatal", new Value.Null());
      Map<String, String> process = process();
      Map<String, String> dotenv =
          opened.dotenv().map(f -> Dotenv.parse(f.text(), process)).orElse(Map.of());
      ProjectFile file = opened.file().get();
      Plugins plugins = opened.plugins().get();
      origins = new Origins(new OriginText(opened.dotenv().map(Dotenv::places).orElse(Map.of())));
      origins.written(file);
      new ProjectFacts(file, plugins, this).write(doc, process, dotenv);
      List<Value> resolved = new ArrayList<>();
      for (Optional<String> name : environments(file)) {
        EnvironmentFacts facts = new EnvironmentFacts(file, plugins, this, name, process, dotenv);
        resolved.add(facts.write(resolved.size()).build());
      }
      doc.put("resolved", new Value.Items(resolved));
      doc.put("ok", new Value.Bool(errors.isEmpty()));
    }
    doc.put("errors", new Value.Items(List.copyOf(errors)));
    doc.put("origins", origins.doc());
    return doc.list("diagnostics", opened.reading().diagnostics(), Origins::diagnostic);
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
