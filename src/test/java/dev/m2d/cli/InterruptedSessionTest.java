package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InterruptedSessionTest {

  private static final String TOO_LATE =
      "m2d: interrupted too late to stop; what was begun is completed.";

  @TempDir private Path temporary;

  private String said(int status, boolean writes) {
    StringWriter err = new StringWriter();
    FolderSession session = new FolderSession(new PrintWriter(err), temporary.resolve("out"));
    FolderSession.Work work =
        (folder, interrupt) -> {
          interrupt.request();
          return status;
        };
    assertThat(writes ? session.open(true, work) : session.look(true, work)).isEqualTo(status);
    return err.toString();
  }

  @Test
  void saysThatARunWasCompletedAllTheSame() {
    assertThat(said(ExitCode.OK, true)).contains(TOO_LATE);
    assertThat(said(ExitCode.CONFLICTS, true)).contains(TOO_LATE);
  }

  @Test
  void saysNothingOfTheKindWhereItStoppedOrOnlyRead() {
    assertThat(said(ExitCode.INTERRUPTED, true)).doesNotContain(TOO_LATE);
    assertThat(said(ExitCode.OK, false)).doesNotContain(TOO_LATE);
  }
}
