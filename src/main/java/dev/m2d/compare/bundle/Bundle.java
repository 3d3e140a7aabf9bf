package dev.m2d.compare.bundle;

import dev.m2d.diagnostic.Code;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A captured pair: both sides of a parallel run, as files.
 *
 * @param folder where it is
 * @param contract contract.json
 * @param sides those of the manifest's order
 */
public record Bundle(
    Path folder, Manifest manifest, Path contract, Map<SideName, CapturedSide> sides) {

  private static final String MANIFEST = "manifest.json";
  private static final String CONTRACT = "contract.json";

  /** What the capture puts into a bundle until its manifest is there. */
  private static final String UNFINISHED = "UNFINISHED";

  public Bundle {
    sides = Map.copyOf(sides);
  }

  /** Whether a folder looks like a bundle, be it an unfinished one. */
  public static boolean isAt(Path folder) {
    return Files.exists(folder.resolve(MANIFEST), LinkOption.NOFOLLOW_LINKS)
        || Files.isRegularFile(folder.resolve(UNFINISHED))
        || Files.isDirectory(folder.resolve(SideName.CONTROL.word()));
  }

  /**
   * Reads and checks a bundle. Rows are not read, but every file that holds them is there.
   *
   * @throws BadBundleException with everything that is wrong with it
   */
  public static Bundle open(Path folder) {
    Diagnostics sink = new Diagnostics();
    Span at = Span.ofFile(folder.toString());
    if (!Files.isDirectory(folder)) {
      sink.add(Code.M2D910, at, "There is no folder `" + folder + "`.");
      throw new BadBundleException(sink.sorted(), List.of());
    }
    if (!Files.exists(folder.resolve(MANIFEST), LinkOption.NOFOLLOW_LINKS)) {
      sink.add(Code.M2D910, at, "`" + folder + "` has no `manifest.json`: no run has finished it.");
      throw new BadBundleException(sink.sorted(), List.of());
    }
    if (Files.exists(folder.resolve(UNFINISHED), LinkOption.NOFOLLOW_LINKS)) {
      sink.add(
          Code.M2D910,
          at,
          "`" + folder + "` is marked as `UNFINISHED`, though it has a `manifest.json`.");
      throw new BadBundleException(sink.sorted(), List.of());
    }
    try {
      return read(new BundleFiles(folder, sink), folder);
    } catch (IOException e) {
      sink.add(Code.M2D912, at, "`" + folder + "` cannot be read.");
      throw new BadBundleException(sink.sorted(), List.of());
    }
  }

  private static Bundle read(BundleFiles files, Path folder) {
    Optional<Fields> top = files.versioned(MANIFEST);
    Manifest manifest = new ManifestReader(files, top.orElseThrow(() -> bad(files))).read();
    if (files.sink().hasErrors()) {
      throw bad(files);
    }
    Optional<Path> contract = files.demand(CONTRACT);
    Map<SideName, CapturedSide> sides = new EnumMap<>(SideName.class);
    for (SideName side : manifest.order()) {
      new SideReader(files, side).read(manifest).ifPresent(s -> sides.put(side, s));
    }
    if (files.sink().hasErrors()) {
      throw bad(files);
    }
    return new Bundle(folder, manifest, contract.orElseThrow(), sides);
  }

  private static BadBundleException bad(BundleFiles files) {
    return new BadBundleException(files.sink().sorted(), files.sources());
  }

  /** One of the sides that the manifest names. */
  public CapturedSide side(SideName name) {
    CapturedSide side = sides.get(name);
    if (side == null) {
      throw new IllegalArgumentException(name.word());
    }
    return side;
  }
}
