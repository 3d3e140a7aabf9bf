package dev.m2d.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The account tells the truth, shown on every seventh node of each fixture; {@link ProofCampaign}
 * takes all of them, and the corpus.
 */
final class ProofTest {

  private static final int EVERY = 7;

  static List<Projects> projects() {
    return Projects.projects();
  }

  @ParameterizedTest
  @MethodSource("projects")
  void whatIsUsedDecidesItsFileAndWhatIsIgnoredNone(Projects project) throws IOException {
    int first = Math.floorMod(project.name().hashCode(), EVERY);
    Optional<Proof.Result> result =
        Proof.of(project.folder(), project.name(), new Proof.Sample(EVERY, EVERY, first));
    if (result.isPresent()) {
      assertThat(result.get().failures()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("projects")
  void theProofNoticesAWrongState(Projects project) throws IOException {
    assertThat(Proof.ofLie(project.folder(), project.name()))
        .allSatisfy(failures -> assertThat(failures).isNotEmpty());
  }
}
