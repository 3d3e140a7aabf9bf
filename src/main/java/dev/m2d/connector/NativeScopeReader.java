package dev.m2d.connector;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.naming.DidYouMean;
import dev.m2d.yaml.Located;
import dev.m2d.yaml.MapReader;
import dev.m2d.yaml.YamlMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the key `native_scope` of a connector. */
final class NativeScopeReader {
  private static final List<String> KEYS = List.of("variant", "not_yet", "entry", "differences");

  private NativeScopeReader() {}

  static NativeScope read(YamlMap map, Diagnostics sink) {
    MapReader in = new MapReader(map, sink, Code.M2D302);
    NativeScope scope =
        new NativeScope(
            in.text("variant").map(Located::value),
            in.flag("not_yet"),
            in.texts("entry"),
            differences(in, sink));
    for (YamlMap.Entry e : in.rest().values()) {
      String text = "The key `" + e.key() + "` of `native_scope` is unknown.";
      sink.add(Code.M2D302, e.keySpan(), text + DidYouMean.hint(e.key(), KEYS));
    }
    return scope;
  }

  private static List<NativeScope.Difference> differences(MapReader in, Diagnostics sink) {
    List<NativeScope.Difference> all = new ArrayList<>();
    for (YamlMap map : in.maps("differences")) {
      MapReader one = new MapReader(map, sink, Code.M2D302);
      Optional<String> what = one.text("what").map(Located::value);
      List<String> cases = one.texts("cases");
      if (what.isPresent() && !cases.isEmpty()) {
        all.add(new NativeScope.Difference(what.get(), cases));
      } else {
        sink.add(Code.M2D302, map.span(), "A difference needs `what`, a sentence, and `cases`.");
      }
    }
    return all;
  }
}
