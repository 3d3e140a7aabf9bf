package dev.m2d.meltano.resolve;

import java.util.AbstractList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Settings that are worked out when somebody first asks for them: a project has tens of thousands,
 * and not every command needs them. Several threads may ask.
 */
final class SettingList extends AbstractList<Setting> {

  private final Supplier<List<Setting>> source;
  private final @Nullable Supplier<List<Setting>> concerned;
  private volatile @Nullable List<Setting> list;

  SettingList(Supplier<List<Setting>> source) {
    this(source, null);
  }

  /**
   * The settings.
   *
   * @param concerned those of them that may hold secrets, without the work for all others
   */
  SettingList(Supplier<List<Setting>> source, @Nullable Supplier<List<Setting>> concerned) {
    this.source = source;
    this.concerned = concerned;
  }

  /** Those of the settings that are sensitive, or have a value in the project's own files. */
  static List<Setting> concerned(List<Setting> settings) {
    if (settings instanceof SettingList lazy && lazy.concerned != null && lazy.list == null) {
      return lazy.concerned.get();
    }
    return settings;
  }

  /** One that is never asked twice, for lists that are parts of it. */
  static Supplier<List<Setting>> once(Supplier<List<Setting>> source) {
    SettingList all = new SettingList(source);
    return all::list;
  }

  private List<Setting> list() {
    List<Setting> known = list;
    if (known == null) {
      synchronized (this) {
        known = list;
        if (known == null) {
          known = List.copyOf(source.get());
          list = known;
        }
      }
    }
    return known;
  }

  @Override
  public Setting get(int index) {
    return list().get(index);
  }

  @Override
  public int size() {
    return list().size();
  }
}
