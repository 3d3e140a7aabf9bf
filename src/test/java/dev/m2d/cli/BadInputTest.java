package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged input: an answer, a place, no stack trace; `tools/campaigns/bad-input` runs more. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BadInputTest {

  @Test
  void damaged_files_are_reported_and_never_crash(@TempDir Path top) throws IOException {
    assertThat(BadInputCampaign.run(top, 1, 200, false)).isEmpty();
  }
}
