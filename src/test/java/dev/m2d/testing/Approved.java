package dev.m2d.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are made by a program and committed. */
public final class Approved {
  private Approved() {}

  /**
   * Demands that the file holds the text. With {@code -Dm2d.approve=true} it is written first, and
   * the test fails all the same, so that somebody reads the difference; never on a build server.
   */
  public static void check(Path file, String text) throws IOException {
    boolean approves = Boolean.getBoolean("m2d.approve");
    if (approves) {
      assertThat(System.getenv("CI")).as("m2d.approve where CI is set").isNull();
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "").isEqualTo(text);
    assertThat(approves).as("approving").isFalse();
  }
}
