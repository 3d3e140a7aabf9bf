package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostic;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.meltano.Definition;
import dev.m2d.meltano.LockFiles;
import dev.m2d.meltano.PluginEntry;
import dev.m2d.meltano.PluginId;
import dev.m2d.meltano.PluginType;
import dev.m2d.meltano.ProjectFile;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.PythonText;
import dev.m2d.yaml.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The plugins of a project, each with what it inherits. */
final class Plugins {

  /** Types whose definitions nothing asks for: they have no part in runs. */
  private static final Set<PluginType> NO_PART =
      Set.of(PluginType.FILES, PluginType.TRANSFORMS, PluginType.ORCHESTRATORS);

  private final ProjectFile file;
  private final LockFiles locks;
  private final Diagnostics sink;
  private final Map<PluginId, PluginEntry> first = new LinkedHashMap<>();
  private final Map<PluginId, PluginModel> models = new LinkedHashMap<>();
  private final Set<PluginModel> parents = new HashSet<>();
  private final Set<PluginId> open = new LinkedHashSet<>();
  private final List<PluginModel> all;

  Plugins(ProjectFile file, LockFiles locks, Diagnostics sink) {
    this.file = file;
    this.locks = locks;
    this.sink = sink;
    for (PluginEntry entry : file.plugins()) {
      PluginEntry known = first.putIfAbsent(entry.id(), entry);
      if (known != null) {
        String what = "`" + entry.name() + "`";
        Twice.report(what, entry.nameSpan(), known.nameSpan(), file, sink);
      }
    }
    first.values().forEach(this::model);
    this.all = ordered();
  }

  /** All of them, by type and then in file order. */
  Collection<PluginModel> all() {
    return all;
  }

  /** Whether another inherits from it. */
  boolean isParent(PluginModel plugin) {
    return parents.contains(plugin);
  }

  private List<PluginModel> ordered() {
    List<PluginModel> ordered = new ArrayList<>();
    Set<PluginId> seen = new LinkedHashSet<>();
    for (PluginEntry entry : file.plugins()) {
      PluginModel model = models.get(entry.id());
      if (model != null && seen.add(entry.id())) {
        ordered.add(model);
      }
    }
    return List.copyOf(ordered);
  }

  Optional<PluginModel> find(PluginId id) {
    return Optional.ofNullable(models.get(id));
  }

  private PluginModel model(PluginEntry entry) {
    PluginModel known = models.get(entry.id());
    if (known != null) {
      return known;
    }
    open.add(entry.id());
    PluginModel model = build(entry);
    open.remove(entry.id());
    models.put(entry.id(), model);
    return model;
  }

  /** The plugin of an entry, even when an earlier entry has its name. */
  PluginModel build(PluginEntry entry) {
    if (entry.isCustom()) {
      return new PluginModel(
          entry, null, Definition.embedded(entry), DefinitionKind.CUSTOM, List.of());
    }
    boolean circular = false;
    if (entry.inheritFrom().isPresent() && entry.variant().isEmpty()) {
      PluginId above = new PluginId(entry.type(), entry.inheritFrom().get().value());
      Optional<PluginEntry> parent = Optional.ofNullable(first.get(above));
      if (parent.isPresent() && open.contains(above)) {
        circular = true;
        sink.add(
            Code.M2D210,
            entry.inheritFrom().get().span(),
            "`" + entry.name() + "` inherits from itself by way of `" + above.name() + "`.");
      } else if (parent.isPresent()) {
        PluginModel model = model(parent.get());
        parents.add(model);
        return new PluginModel(
            entry, model, model.definition(), DefinitionKind.INHERITED, List.of());
      }
    }
    String variant = entry.variant().orElse("default");
    LockFiles.Found found = locks.find(entry, variant);
    if (found.definition().isPresent() && found.exact()) {
      Definition definition = found.definition().get();
      PluginModel model = new PluginModel(entry, null, definition, DefinitionKind.LOCK, List.of());
      Value kind = definition.odd().get("kind");
      if (kind != null) {
        String text = PythonText.repr(kind) + " is not a valid SettingKind";
        return model.failing(new ResolveError("ValueError", text));
      }
      return isVariant(entry, definition.variantValue()) ? model : otherVariant(model);
    }
    boolean matters = !NO_PART.contains(entry.type()) || entry.inheritFrom().isPresent();
    if (found.isMissing() && !circular && matters) {
      sink.add(missing(entry, variant, found.candidates()));
    }
    Definition standIn =
        found
            .definition()
            .map(d -> d.withVariant(variant))
            .orElseGet(() -> Definition.unknown(entry, variant));
    PluginModel model =
        new PluginModel(entry, null, standIn, DefinitionKind.MISSING, found.candidates());
    if (circular) {
      return model.failing(new ResolveError("RecursionError", "maximum recursion depth exceeded"));
    }
    if (found.isBroken()) {
      String message = "The lock file that defines `" + entry.name() + "` cannot be used.";
      sink.add(Code.M2D243, entry.nameSpan(), message);
      return model.failing(new ResolveError("JSONDecodeError", message));
    }
    // A variant without a name is lost when Meltano writes it into a lock file.
    Value written = entry.value("variant", entry.variant());
    boolean isLost = !written.isNull() && !written.isTrue() && !(written instanceof Value.Bool);
    return isLost ? otherVariant(model) : model;
  }

  /** Whether a definition of that variant is the one that an entry asks for. */
  private static boolean isVariant(PluginEntry entry, Value defined) {
    Value wanted = entry.value("variant", entry.variant());
    return wanted.isNull()
        || wanted.equals(Value.text("default"))
        || wanted.equals(Value.text("original"))
        || wanted.equals(defined);
  }

  private PluginModel otherVariant(PluginModel model) {
    PluginEntry entry = model.entry();
    Value defined = model.definition().variantValue();
    String message =
        "`"
            + entry.name()
            + "` asks for the variant `"
            + entry.variant().orElse("")
            + "`, but its definition is "
            + (defined.isNull() ? "of none." : "of `" + PythonText.str(defined) + "`.");
    sink.add(Code.M2D244, entry.nameSpan(), message);
    return model.failing(new ResolveError("VariantNotFoundError", message));
  }

  private Diagnostic missing(PluginEntry entry, String variant, List<String> candidates) {
    String wanted =
        "plugins/" + entry.type().key() + "/" + entry.definitionName() + "--" + variant + ".lock";
    if (entry.inheritFrom().isPresent() && candidates.isEmpty()) {
      String above = entry.inheritFrom().get().value();
      List<String> known =
          file.plugins().stream()
              .filter(p -> p.type() == entry.type() && !p.name().equals(entry.name()))
              .map(PluginEntry::name)
              .toList();
      return Diagnostic.of(
              Code.M2D211,
              entry.inheritFrom().get().span(),
              "`"
                  + entry.name()
                  + "` inherits from `"
                  + above
                  + "`, which is no plugin of the project, and there is no `"
                  + wanted
                  + "`."
                  + DidYouMean.hint(above, known))
          .withHint(
              "Name a plugin of the project, or run `meltano lock` and commit the lock file.");
    }
    String others =
        candidates.isEmpty()
            ? ""
            : " These exist: `" + String.join("`, `", candidates) + "`; name one as `variant`.";
    return Diagnostic.of(
        Code.M2D211,
        entry.nameSpan(),
        "The definition of `"
            + entry.name()
            + "` is not in the project: there is no `"
            + wanted
            + "`. Only what the project file says is known."
            + others);
  }
}
