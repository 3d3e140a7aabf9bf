package dev.m2d.meltano.resolve;

import dev.m2d.diagnostic.Span;
import java.util.Map;
import java.util.Optional;

/** Says for people and for programs where a value comes from. */
final class OriginText {

  private final Map<String, Span> dotenv;

  /**
   * Says it.
   *
   * @param dotenv places of the variables of the `.env` file
   */
  OriginText(Map<String, Span> dotenv) {
    this.dotenv = dotenv;
  }

  /** The place, where there is one; what comes with m2d is none of the project's. */
  Optional<Span> at(Origin origin) {
    if (origin.layer() == Layer.DOTENV) {
      return origin.variable().map(dotenv::get);
    }
    return origin.at().filter(s -> !s.file().startsWith("generator/"));
  }

  /** As in `meltano.yml:12:9, environment prod`. */
  String of(Origin origin, Optional<String> environment) {
    return at(origin).map(s -> s + ", ").orElse("") + kind(origin, environment);
  }

  private String kind(Origin origin, Optional<String> environment) {
    String variable = origin.variable().orElse("");
    return switch (origin.layer()) {
      case ENV -> variable + ", " + block(origin, environment);
      case DOTENV -> variable;
      case MELTANO_ENVIRONMENT -> "environment " + environment.orElse("");
      case DEFAULT ->
          at(origin).map(Span::file).filter(f -> f.endsWith(".lock")).isPresent()
              ? "default of the lock file"
              : at(origin).isPresent() ? "default of the definition" : "default of Meltano";
      default -> origin.owner().isEmpty() ? "project" : "plugin";
    };
  }

  private static String block(Origin origin, Optional<String> environment) {
    return switch (origin.block().orElse("process")) {
      case "process" -> "variable of the process";
      case "Meltano" -> "set by Meltano";
      case "pipeline" -> "handed on in the pipeline";
      case "environment" -> "env of environment " + environment.orElse("");
      case "environment plugin" ->
          "env of " + origin.owner() + " in environment " + environment.orElse("");
      case "plugin" -> "env of " + origin.owner();
      default -> "env of the project";
    };
  }

  /** Where a variable that a text refers to gets its value; nothing for Meltano's own. */
  String reference(Origin origin, Optional<String> environment) {
    if (origin.block().equals(Optional.of("Meltano"))) {
      return "";
    }
    String place = at(origin).map(Span::toString).orElse("");
    String name = origin.variable().orElse("");
    String block = origin.layer() == Layer.DOTENV ? "" : block(origin, environment);
    String both = place.isEmpty() || block.isEmpty() ? place + block : place + ", " + block;
    return "; " + name + " from " + both;
  }

  /** As an entry of `origins` in the JSON document. */
  Doc doc(Origin origin, String plugin) {
    Doc doc = new Doc().put("layer", origin.layer().label());
    at(origin).ifPresent(s -> doc.put("at", s.toString()));
    origin.variable().ifPresent(v -> doc.put("variable", v));
    origin.block().ifPresent(b -> doc.put("block", b));
    if (!origin.owner().isEmpty() && !origin.owner().equals(plugin)) {
      doc.put("plugin", origin.owner());
    }
    return doc;
  }
}
