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
  private volatile @Nullable List<Setting> list;

  SettingList(Supplier<List<Setting>> source) {
    this.source = source;
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
