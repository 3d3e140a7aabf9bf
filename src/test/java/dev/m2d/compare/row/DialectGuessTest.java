package dev.m2d.compare.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which dialect a file has. */
final class DialectGuessTest {

  @TempDir private Path folder;

  // The texts have + for line ends and / for backslashes.
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '#',
      nullValues = "none",
      value = {
        "a,b+1,2+~,~\"~none",
        "a;b+1;2+~;~\"~none",
        "a|b+1|2,3+~|~\"~none",
        "a+1+~,~\"~none",
        "a,b+1,\"x/\"~,~\"~none",
        "a,b+1,c:/x+~,~\"~none",
        "a,b+1,\"/\"x/\"\"+~,~\"~/",
        "a;b;c+1;\"/\"x/\";y\";2+~;~\"~/",
        "a,b+1,x/,y+~,~\"~/",
        "a+\"/\"x/\"\"+~,~\"~/",
        "a,b+1,'x,y'+~,~'~none",
        "'a','b'+'1','x'+~,~'~none",
        "a,b+1,'x/',y'+~,~'~/",
        "a,b+1,it's+~,~\"~none",
        "a,b+1,'x,y'+2,\"z~,~\"~none",
        "a;b+';';x+'\"';y~;~'~none",
        "a;b+';';x+'\"'';\"';y+2;\"z~,~\"~none",
        "a,b+'\"x',1+'y',2~,~\"~none",
        "a,b,c+1,2,3+4,5~,~\"~none",
        "a;b;c+1;2;3+4;5~;~\"~none",
      })
  void of(String text, char delimiter, Character quote, String escape) throws IOException {
    assertThat(guess(text.replace('+', '\n').replace('/', '\\')))
        .isEqualTo(
            new Dialect(
                delimiter,
                Optional.of(quote),
                escape == null ? Optional.empty() : Optional.of('\\')));
  }

  @Test
  void ofAFileWhoseSampleEndsInsideQuotes() throws IOException {
    String long1 = "x".repeat(30_000);
    String text = "a;b\n1;\"" + long1 + "\"\n2;\"" + long1 + "\"\n3;\"" + long1 + "\"\n";
    assertThat(guess(text)).isEqualTo(Dialect.STANDARD.delimitedBy(';'));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstCell() throws IOException {
    assertThat(guess("\ufeff\"a;b\";c\n1;2\n")).isEqualTo(Dialect.STANDARD.delimitedBy(';'));
  }

  private Dialect guess(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), text);
    return DialectGuess.ANY.of(new Source(file, "rows.csv"));
  }
}
