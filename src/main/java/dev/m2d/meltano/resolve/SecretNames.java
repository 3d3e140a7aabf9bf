package dev.m2d.meltano.resolve;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The settings of a project that are secret, and the variables that hold secrets: by their name, or
 * by the setting they are of.
 */
public final class SecretNames {

  private final Set<String> settings = new HashSet<>();
  private final Set<String> variables = new HashSet<>();

  /** Those of a project. */
  public static SecretNames of(ResolvedProject project) {
    SecretNames names = new SecretNames();
    names.add(project.settings());
    project.plugins().forEach(p -> names.add(p.settings()));
    return names;
  }

  /** None but those whose name tells. */
  static SecretNames none() {
    return new SecretNames();
  }

  private void add(List<Setting> settings) {
    for (Setting setting : SettingList.concerned(settings)) {
      if (setting.sensitive()) {
        this.settings.add(setting.name());
        variables.addAll(setting.writtenVariables());
        variables.addAll(setting.readVariables());
      }
    }
  }

  /** Whether a setting or variable of that name is secret. */
  boolean containsAny(String name) {
    return settings.contains(name) || contains(name);
  }

  /** Whether a variable of that name usually holds a secret. */
  public boolean contains(String variable) {
    return variables.contains(variable) || Secrets.looksSecret(variable);
  }
}
