package dev.m2d.proposal;

import dev.m2d.scan.Call;
import dev.m2d.scan.Options;
import dev.m2d.scan.Variable;
import dev.m2d.yaml.Located;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The variables of calls, as `env` of a job has them.
 *
 * @param values by name; `MELTANO_ENVIRONMENT` among them
 * @param doubts about values that are not known
 * @param outside names that the surroundings have to give
 */
record Variables(Map<String, Located<String>> values, Set<String> doubts, Set<String> outside) {

  private static final String ENVIRONMENT = "MELTANO_ENVIRONMENT";
  private static final String SELF = "\"?\\$\\{?(\\w+)\\}?\"?";
  private static final String FROM_OUTSIDE = "(?s).*\\$\\{\\{\\s*(secrets|vars|env)\\..*";

  static Variables of(Call call) {
    Variables found = of(call.variables());
    Options options = call.options();
    options
        .environment()
        .ifPresent(
            name ->
                found.values.put(
                    ENVIRONMENT,
                    new Located<>(name.isEmpty() ? "null" : ShellText.literal(name), call.at())));
    return found;
  }

  static Variables of(Map<String, Variable> variables) {
    Variables found =
        new Variables(new LinkedHashMap<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
    variables.forEach((name, variable) -> found.add(name, variable, variables.keySet()));
    return found;
  }

  private void add(String name, Variable variable, Set<String> exported) {
    Optional<String> literal = variable.value();
    if (literal.isPresent()) {
      String value =
          variable.fallback()
              ? ShellText.expression(variable.text(), exported)
                  .orElseGet(() -> ShellText.literal(literal.get()))
              : ShellText.literal(literal.get());
      values.put(name, new Located<>(value, variable.at()));
    } else if (variable.text().matches(SELF) && variable.text().contains(name)
        || variable.text().matches(FROM_OUTSIDE)) {
      outside.add(name);
    } else {
      doubts.add("`" + name + "` is not known before it runs: `" + variable.text() + "`.");
    }
  }

  /** Whether a variable has another value in both. */
  boolean contradicts(Variables other) {
    boolean environmentDiffers =
        values.containsKey(ENVIRONMENT) != other.values.containsKey(ENVIRONMENT);
    return environmentDiffers
        || values.entrySet().stream()
            .anyMatch(
                e -> {
                  Located<String> theirs = other.values.get(e.getKey());
                  return theirs != null && !theirs.value().equals(e.getValue().value());
                });
  }

  /** What sets it apart from another: `, with another `FILE``, or nothing. */
  String changed(Variables other) {
    Map<String, String> theirs = other.texts();
    List<String> names =
        texts().entrySet().stream()
            .filter(e -> !e.getValue().equals(theirs.get(e.getKey())))
            .map(e -> "`" + e.getKey() + "`")
            .toList();
    return names.isEmpty() ? "" : ", with another value of " + String.join(", ", names);
  }

  void addAll(Variables other) {
    other.values.forEach(values::putIfAbsent);
    doubts.addAll(other.doubts);
    outside.addAll(other.outside);
  }

  /** The same map without places, to compare. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((name, value) -> texts.put(name, value.value()));
    return texts;
  }
}
