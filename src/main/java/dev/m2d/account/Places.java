package dev.m2d.account;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.diagnostic.Span;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.resolve.Reading;
import dev.m2d.meltano.resolve.ResolvedPlugin;
import dev.m2d.meltano.resolve.ResolvedProject;
import dev.m2d.yaml.JsonReader;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.YamlMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the places of a project's files that may decide what is written. */
public final class Places {

  private static final Matrix MATRIX = Matrix.load();

  private final Reading reading;
  private final ResolvedProject project;
  private final Set<Span> ignored;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<Span, Place> found = new LinkedHashMap<>();

  private Places(Reading reading, ResolvedProject project, Accounting account) {
    this.reading = reading;
    this.project = project;
    this.ignored =
        account.entries().stream()
            .filter(e -> e.state() == State.IGNORED)
            .map(Entry::span)
            .collect(Collectors.toCollection(HashSet::new));
    project.files().forEach(f -> texts.put(f.path(), f.text()));
  }

  /**
   * Those that are not ignored, file by file.
   *
   * @param project with the catalogs that were captured
   */
  public static List<Place> of(Reading reading, ResolvedProject project, Accounting account) {
    return new Places(reading, project, account).all();
  }

  private List<Place> all() {
    Set<String> parted = new HashSet<>();
    for (Input.Part part : Input.of(reading, project)) {
      parted.add(part.file());
      if (texts.containsKey(part.file())) {
        Matrix.Index rows = Matrix.Index.of(MATRIX.rows(part.kind()));
        part.leaves().forEach(leaf -> add(part.file(), source(part), leaf, rows.find(leaf.keys())));
      }
    }
    for (SourceFile file : project.files()) {
      if (!parted.contains(file.path()) && file.path().endsWith(".json")) {
        JsonReader.read(file, new Diagnostics()).map(Leaf::of).orElse(List.of()).stream()
            .forEach(leaf -> add(file.path(), Place.Source.CATALOG, leaf, Optional.empty()));
      }
    }
    return List.copyOf(found.values());
  }

  private Place.Source source(Input.Part part) {
    return switch (part.kind()) {
      case MELTANO ->
          part.file().equals("meltano.yml") ? Place.Source.MELTANO : Place.Source.INCLUDED;
      case LOCK -> Place.Source.LOCK;
      case DOTENV -> Place.Source.DOTENV;
      case TOOL -> Place.Source.TOOL;
      case DBT_PROJECT, DBT_PROPERTIES, DBT_PACKAGES, DBT_PROFILES -> Place.Source.DBT;
    };
  }

  private void add(String file, Place.Source source, Leaf leaf, Optional<Matrix.Row> row) {
    Span span = leaf.node().isNull() ? leaf.keySpan() : leaf.node().span();
    boolean isWholeFile = span.equals(Span.ofFile(file));
    if (isWholeFile || ignored.contains(span)) {
      return;
    }
    String text = texts.getOrDefault(file, "");
    Place.Owner owner = owner(file, source, leaf);
    if (source == Place.Source.DOTENV) {
      add(
          new Place(
              file,
              source,
              leaf.path(),
              span,
              Place.Part.NAME,
              leaf.path(),
              owner,
              key(text, span),
              Optional.empty()));
      return;
    }
    if (!leaf.node().isNull()) {
      boolean isName = leaf.path().endsWith(".name");
      (isName
              ? Mutation.ofName(text, span, leaf.node().value())
              : Mutation.ofValue(text, span, leaf.node().value()))
          .ifPresent(
              m ->
                  add(
                      new Place(
                          file,
                          source,
                          leaf.path(),
                          span,
                          Place.Part.VALUE,
                          PythonText.str(leaf.node().value()),
                          owner,
                          m,
                          Mutation.ofTime(text, span, leaf.node().value()))));
    }
    List<Leaf.Step> way = leaf.way();
    for (int steps = 1; steps <= way.size(); steps++) {
      Leaf.Step step = way.get(steps - 1);
      Leaf here = new Leaf(way.subList(0, steps));
      boolean isName =
          row.filter(r -> r.key().isName(here.keys().size() - 1)).isPresent()
              && !here.path().matches("(?:environments\\[\\d+\\]\\.config\\.)?plugins(?:\\.\\w+)?");
      if (!step.key().equals(Leaf.ITEM) && (isName || steps == way.size())) {
        Place.Part part = isName ? Place.Part.NAME : Place.Part.KEYWORD;
        Span at = step.keySpan();
        add(
            new Place(
                file,
                source,
                here.path(),
                at,
                part,
                step.key(),
                owner,
                key(text, at),
                Optional.empty()));
      }
    }
  }

  private static Mutation key(String text, Span at) {
    return Mutation.ofKey(text, at);
  }

  private void add(Place place) {
    found.putIfAbsent(place.at(), place);
  }

  private Place.Owner owner(String file, Place.Source source, Leaf leaf) {
    if (source == Place.Source.LOCK) {
      return owner(
          project.plugins().stream()
              .filter(p -> p.lock().filter(file::equals).isPresent())
              .map(ResolvedPlugin::id)
              .findFirst());
    }
    if (source != Place.Source.MELTANO && source != Place.Source.INCLUDED) {
      return owner(Optional.empty());
    }
    return switch (leaf.way().get(0).key()) {
      case "plugins" -> owner(plugin(leaf, 1));
      case "environments" -> new Place.Owner(plugin(leaf, 4), name(leaf.map(2)), Optional.empty());
      case "jobs" -> thing("job", name(leaf.map(2)));
      case "schedules" -> thing("schedule", name(leaf.map(2)));
      default -> owner(Optional.empty());
    };
  }

  private static Place.Owner owner(Optional<PluginId> plugin) {
    return new Place.Owner(plugin, Optional.empty(), Optional.empty());
  }

  private static Place.Owner thing(String kind, Optional<String> name) {
    return new Place.Owner(
        Optional.empty(), Optional.empty(), name.map(n -> kind + " `" + n + "`"));
  }

  private static Optional<String> name(Optional<YamlMap> entry) {
    return entry.flatMap(m -> m.present("name")).map(n -> PythonText.str(n.value()));
  }

  /** The plugin whose entry the way leads through; its type stands at that step. */
  private static Optional<PluginId> plugin(Leaf leaf, int at) {
    if (leaf.way().size() < at + 2) {
      return Optional.empty();
    }
    Optional<PluginType> type = PluginType.ofKey(leaf.way().get(at).key());
    Optional<String> name = name(leaf.map(at + 2));
    return type.flatMap(t -> name.map(n -> new PluginId(t, n)));
  }
}
