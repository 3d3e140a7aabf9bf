package dev.m2d.output;

import dev.m2d.naming.Sha256;
import dev.m2d.output.merge.Similarity;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds files of ours at the places the user moved them to, as Git finds renamed files. */
final class Moves {

  private static final int LEAST_LINES = 3;
  private static final String PACKAGE = "dagster_project/";

  private final TreeView tree;
  private final Bases bases;
  private final Collection<Manifest.Entry> known;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Optional<Similarity>> pristine = new HashMap<>();
  private @Nullable Map<String, byte[]> strangers;

  Moves(TreeView tree, Collection<Manifest.Entry> known, Collection<String> rendered) {
    this.tree = tree;
    this.bases = new Bases(tree);
    this.known = known;
    taken.addAll(rendered);
    for (Manifest.Entry entry : known) {
      taken.add(entry.path());
      taken.add(entry.place());
    }
  }

  /** Where a file is that is not at its place any more. */
  Optional<String> find(Manifest.Entry entry) {
    Optional<byte[]> base = entry.isOurs() ? bases.read(entry) : Optional.empty();
    if (base.isEmpty() || lines(base.get()) < LEAST_LINES) {
      return Optional.empty();
    }
    String best = null;
    int most = Similarity.RENAMED - 1;
    for (Map.Entry<String, byte[]> file : strangers().entrySet()) {
      if (ending(file.getKey()).equals(ending(entry.path()))
          && !taken.contains(file.getKey())
          && !leaves(entry.path(), file.getKey())) {
        byte[] bytes = Bases.unix(file.getValue());
        int percent = entry.knows(Sha256.of(bytes)) ? 101 : likeness(entry, bytes);
        if (percent > most) {
          most = percent;
          best = file.getKey();
        }
      }
    }
    if (best != null) {
      taken.add(best);
    }
    return Optional.ofNullable(best);
  }

  /** None when it is more like another file of ours: generated modules resemble each other. */
  private int likeness(Manifest.Entry entry, byte[] bytes) {
    Similarity file = new Similarity(bytes);
    int own = percent(entry, file);
    if (own < Similarity.RENAMED) {
      return 0;
    }
    boolean isOthers =
        known.stream()
            .filter(e -> e.isOurs() && !e.path().equals(entry.path()))
            .filter(e -> ending(e.path()).equals(ending(entry.path())))
            .anyMatch(e -> percent(e, file) > own);
    return isOthers ? 0 : own;
  }

  private int percent(Manifest.Entry entry, Similarity file) {
    return pristine
        .computeIfAbsent(entry.path(), p -> bases.read(entry).map(Similarity::new))
        .map(base -> base.percent(file))
        .orElse(0);
  }

  /** The files that nothing is known of. */
  private Map<String, byte[]> strangers() {
    Map<String, byte[]> files = strangers;
    if (files == null) {
      files = new TreeMap<>();
      try {
        for (String path : tree.files()) {
          if (!taken.contains(path) && tree.look(path) instanceof TreeView.Content content) {
            files.put(path, content.bytes());
          }
        }
      } catch (IOException e) {
        // What cannot be read cannot have been recognized; the file counts as deleted.
      }
      strangers = files;
    }
    return files;
  }

  /** A module outside of the package is a copy: nothing imports it as what it was. */
  private static boolean leaves(String path, String place) {
    return path.endsWith(".py") && path.startsWith(PACKAGE) && !place.startsWith(PACKAGE);
  }

  private static String ending(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static int lines(byte[] bytes) {
    int lines = 0;
    for (byte b : bytes) {
      lines += b == '\n' ? 1 : 0;
    }
    return lines;
  }
}
