package dev.m2d.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.m2d.naming.NameLedger;
import dev.m2d.plan.NewName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of a manifest: none is taken that m2d could not have given itself. */
final class ManifestNames {

  /** Digests, of which a plugin has several. */
  private static final Pattern DEFINITION = Pattern.compile("[0-9a-f]{16}(-[0-9a-f]{16}){0,7}");

  static NameLedger read(JsonNode root) throws RefusedException {
    List<NameLedger.Entry> entries = new ArrayList<>();
    JsonNode names = ManifestJson.array(root, "names");
    for (int i = 0; i < names.size(); i++) {
      entries.add(entry(names.get(i), "names[" + i + "]"));
    }
    long locations = entries.stream().filter(e -> e.kind() == NameLedger.Kind.LOCATION).count();
    if (locations > 1) {
      throw ManifestJson.refused("gives " + locations + " names to the code location");
    }
    try {
      return new NameLedger(entries);
    } catch (IllegalArgumentException e) {
      throw ManifestJson.refused("gives " + e.getMessage());
    }
  }

  private static NameLedger.Entry entry(JsonNode node, String place) throws RefusedException {
    NameLedger.Kind kind =
        ManifestJson.constant(NameLedger.Kind.class, ManifestJson.text(node, "kind"));
    String name = ManifestJson.text(node, "name");
    Optional<String> problem = NewName.impossible(kind, name);
    if (problem.isPresent()) {
      throw ManifestJson.refused(
          "calls "
              + (kind.label().matches("[ao].*") ? "an " : "a ")
              + kind.label()
              + " `"
              + ManifestJson.shown(name)
              + "` in `"
              + place
              + ".name`, which "
              + problem.get());
    }
    String definition = node.has("definition") ? ManifestJson.text(node, "definition") : "";
    if (!definition.isEmpty() && !DEFINITION.matcher(definition).matches()) {
      throw ManifestJson.refused("has no digest in `" + place + ".definition`");
    }
    JsonNode gone = node.path("gone");
    if (!gone.isMissingNode() && !gone.isBoolean()) {
      throw ManifestJson.refused("has neither true nor false in `" + place + ".gone`");
    }
    String origin = ManifestJson.text(node, "origin");
    if (origin.isEmpty()) {
      throw ManifestJson.refused("has an empty text in `" + place + ".origin`");
    }
    return new NameLedger.Entry(kind, origin, name, definition, gone.asBoolean(false));
  }

  private ManifestNames() {}
}
