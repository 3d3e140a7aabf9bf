package dev.m2d.compare.bundle;

import dev.m2d.compare.bundle.Manifest.Kind;
import dev.m2d.diagnostic.Code;
import dev.m2d.yaml.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads manifest.json. */
final class ManifestReader {

  private static final Pattern PAIR = Pattern.compile("[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** A name of a file that is one name on every file system, and never hidden. */
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_%-][A-Za-z0-9._%-]*");

  private final BundleFiles files;
  private final Fields top;

  ManifestReader(BundleFiles files, Fields top) {
    this.files = files;
    this.top = top;
  }

  /** The manifest; of use only when no error was added. */
  Manifest read() {
    if (!top.demand("kind", top.text("kind"), "parity-bundle").equals("parity-bundle")) {
      files.sink().add(Code.M2D912, top.span("kind"), "`kind` must be `parity-bundle`.");
    }
    Mode mode = top.demand("mode", top.word("mode", Mode.class), Mode.LIVE);
    return new Manifest(
        matching(top, "pair", PAIR, "a time and eight digits, as in `20240131T060000Z-0a1b2c3d`"),
        mode,
        top.demand("scenario", top.word("scenario", Scenario.class), Scenario.FULL),
        top.text("pipeline"),
        top.text("job"),
        order(mode),
        top.demand("startedAt", top.instant("startedAt"), Instant.EPOCH),
        top.demand("endedAt", top.instant("endedAt"), Instant.EPOCH),
        child("contract").map(c -> matching(c, "sha256", HASH, "64 hex digits")).orElse(""),
        code(),
        top.textsByKey("versions"),
        sampled(),
        watermarks(),
        streams(),
        top.texts("killed"));
  }

  private Optional<Fields> child(String key) {
    Optional<Fields> found = top.object(key);
    if (found.isEmpty() && top.map().present(key).isEmpty()) {
      files.sink().add(Code.M2D912, top.map().span(), "The key `" + key + "` is missing.");
    }
    return found;
  }

  private String matching(Fields of, String key, Pattern pattern, String expected) {
    String text = of.demand(key, of.text(key), "");
    if (!text.isEmpty() && !pattern.matcher(text).matches()) {
      of.map().get(key).ifPresent(n -> of.wrong(key, expected, n));
    }
    return text;
  }

  private List<SideName> order(Mode mode) {
    List<SideName> order = new ArrayList<>();
    for (String word : top.texts("order")) {
      for (SideName side : SideName.values()) {
        if (side.word().equals(word) && !order.contains(side)) {
          order.add(side);
        }
      }
    }
    SideName other = mode == Mode.NOISE ? SideName.CONTROL2 : SideName.CANDIDATE;
    if (!order.contains(SideName.CONTROL) || !order.contains(other)) {
      files
          .sink()
          .add(
              Code.M2D912,
              top.span("order"),
              "`order` must name the sides `control` and `" + other.word() + "`.");
    }
    return order;
  }

  private Manifest.Code code() {
    return child("code")
        .map(
            c ->
                new Manifest.Code(
                    c.text("commit"),
                    c.demand("plugins", c.text("plugins"), ""),
                    c.demand("generated", c.text("generated"), "")))
        .orElse(new Manifest.Code(Optional.empty(), "", ""));
  }

  /** `false`, or the share as a number. */
  private Optional<BigDecimal> sampled() {
    boolean isFlag =
        top.map().present("sampled").filter(n -> n.value() instanceof Value.Bool).isPresent();
    if (isFlag) {
      // `true` does not say how much is there.
      return top.flag("sampled").orElse(false) ? Optional.of(BigDecimal.ZERO) : Optional.empty();
    }
    return top.number("sampled").filter(share -> share.compareTo(BigDecimal.ONE) < 0);
  }

  private Map<String, Manifest.Watermark> watermarks() {
    Map<String, Manifest.Watermark> found = new LinkedHashMap<>();
    Optional<Fields> all = top.object("watermark");
    if (all.isPresent()) {
      for (String stream : all.get().map().entries().keySet()) {
        all.get()
            .object(stream)
            .ifPresent(
                w ->
                    found.put(
                        stream,
                        new Manifest.Watermark(
                            w.demand("column", w.text("column"), ""),
                            w.demand("value", w.text("value"), ""))));
      }
    }
    return found;
  }

  private List<Manifest.Stream> streams() {
    List<Manifest.Stream> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Fields stream : top.objects("streams")) {
      String name = stream.demand("name", stream.text("name"), "");
      String file = stream.demand("file", stream.text("file"), "");
      if (!file.isEmpty() && !FILE.matcher(file).matches()) {
        files
            .sink()
            .add(Code.M2D913, stream.span("file"), "`" + file + "` is not the name of one file.");
      }
      if (!names.add("name " + name) || !names.add("file " + file)) {
        files
            .sink()
            .add(Code.M2D912, stream.map().span(), "The stream `" + name + "` is named twice.");
      }
      found.add(
          new Manifest.Stream(
              name,
              file,
              stream.text("pipeline"),
              stream.texts("asset"),
              stream.demand("kind", stream.word("kind", Kind.class), Kind.TABLE),
              stream.texts("states"),
              stream.text("tapStream")));
    }
    if (top.map().present("streams").isEmpty()) {
      files.sink().add(Code.M2D912, top.map().span(), "The key `streams` is missing.");
    }
    return found;
  }
}
