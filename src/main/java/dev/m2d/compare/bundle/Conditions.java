package dev.m2d.compare.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What must hold before anything that a pair has left behind may be called equal. */
public final class Conditions {

  /** Why the pair proves nothing, sentences without a full stop; empty when it may. */
  public static List<String> unmet(Bundle bundle) throws IOException {
    List<String> unmet = new ArrayList<>();
    for (SideName side : bundle.manifest().order()) {
      SideRun run = bundle.side(side).run();
      String name = "the " + side.word() + " side";
      if (run.skipped()) {
        unmet.add(name + " was skipped");
      } else if (run.interrupted()) {
        unmet.add(name + " was interrupted" + log(side));
      } else if (run.exitCode().isEmpty()) {
        unmet.add(name + " did not run to its end" + log(side));
      } else if (!run.succeeded()) {
        unmet.add(name + " failed with exit status " + run.exitCode().get() + log(side));
      }
    }
    if (!sha256(Files.readAllBytes(bundle.contract())).equals(bundle.manifest().contractSha256())) {
      unmet.add("the contract in the bundle is not the one with which it was captured");
    }
    bundle
        .manifest()
        .sampled()
        .ifPresent(
            share ->
                unmet.add(
                    "only a sample of the rows was captured"
                        + (share.signum() > 0 ? ", a share of " + share.toPlainString() : "")));
    return List.copyOf(unmet);
  }

  private static String log(SideName side) {
    return ", see `" + side.word() + "/log.txt` in the bundle";
  }

  /** The hash by which contracts are told apart, in hex. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** The hash of a file, in hex; empty when it cannot be read. */
  public static String sha256(Path file) {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        digest.update(buffer, 0, got);
      }
    } catch (IOException e) {
      return "";
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Conditions() {}
}
