package dev.m2d.output;

import dev.m2d.naming.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The pristine copies, each of which counts only when it is what the manifest says. */
final class Bases {

  private final TreeView tree;

  Bases(TreeView tree) {
    this.tree = tree;
  }

  /** The text that an earlier run made; empty when it was lost or changed. */
  Optional<byte[]> read(Manifest.Entry entry) {
    if (!(tree.look(OutputPath.base(entry.path())) instanceof TreeView.Content content)) {
      return Optional.empty();
    }
    byte[] bytes = content.bytes();
    if (!entry.knows(Sha256.of(bytes))) {
      bytes = unix(bytes);
    }
    return entry.knows(Sha256.of(bytes)) ? Optional.of(bytes) : Optional.empty();
  }

  /** Version control may have given the copy the line ends of Windows. */
  static byte[] unix(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return text.contains("\r\n")
        ? text.replace("\r\n", "\n").getBytes(StandardCharsets.ISO_8859_1)
        : bytes;
  }
}
