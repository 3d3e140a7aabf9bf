package dev.m2d.diagnostic;

import static dev.m2d.diagnostic.Severity.ERROR;
import static dev.m2d.diagnostic.Severity.NOTE;
import static dev.m2d.diagnostic.Severity.WARNING;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/**
 * Every kind of finding: 1xx YAML, 2xx Meltano, 3xx connectors, 4xx dbt, 5xx plan, 6xx output and
 * templates, 7xx m2d.yaml, 8xx scripts, 9xx comparisons. No number is used again: 227 (now 509),
 * 228 (now 504), 507 (now 224).
 *
 * <p>Titles and remedies are in {@code generator/codes.properties}.
 *
 * <p>An error means that nothing is written. A warning means that the part it names is left out,
 * assumed, or will not behave as its text suggests. A note asks for nothing.
 */
public enum Code {
  M2D101(ERROR),
  M2D102(ERROR),
  M2D103(ERROR),
  M2D104(ERROR),
  M2D105(ERROR),
  M2D106(ERROR),
  M2D201(ERROR),
  M2D202(ERROR),
  M2D203(WARNING),
  M2D204(ERROR),
  M2D205(ERROR),
  M2D206(WARNING),
  M2D207(ERROR),
  M2D208(WARNING),
  M2D209(WARNING),
  M2D210(WARNING),
  M2D211(WARNING),
  M2D212(NOTE),
  M2D213(WARNING),
  M2D214(WARNING),
  M2D215(WARNING),
  M2D216(WARNING),
  M2D217(WARNING),
  M2D218(NOTE),
  M2D219(WARNING),
  M2D220(WARNING),
  M2D221(WARNING),
  M2D222(WARNING),
  M2D223(WARNING),
  M2D224(WARNING),
  M2D225(WARNING),
  M2D226(WARNING),
  M2D229(WARNING),
  M2D230(WARNING),
  M2D231(WARNING),
  M2D232(NOTE),
  M2D233(NOTE),
  M2D234(WARNING),
  M2D235(WARNING),
  M2D236(WARNING),
  M2D237(WARNING),
  M2D240(WARNING),
  M2D241(WARNING),
  M2D242(WARNING),
  M2D243(WARNING),
  M2D244(WARNING),
  M2D260(NOTE),
  M2D261(NOTE),
  M2D262(NOTE),
  M2D263(WARNING),
  M2D301(NOTE),
  M2D302(ERROR),
  M2D401(WARNING),
  M2D402(WARNING),
  M2D501(NOTE),
  M2D502(WARNING),
  M2D503(WARNING),
  M2D504(WARNING),
  M2D505(WARNING),
  M2D506(WARNING),
  M2D508(NOTE),
  M2D509(WARNING),
  M2D510(WARNING),
  M2D520(WARNING),
  M2D521(NOTE),
  M2D522(WARNING),
  M2D523(NOTE),
  M2D524(NOTE),
  M2D525(WARNING),
  M2D526(NOTE),
  M2D527(NOTE),
  M2D528(NOTE),
  M2D529(NOTE),
  M2D530(WARNING),
  M2D531(NOTE),
  M2D540(WARNING),
  M2D541(WARNING),
  M2D542(WARNING),
  M2D543(WARNING),
  M2D544(WARNING),
  M2D545(WARNING),
  M2D601(ERROR),
  M2D602(ERROR),
  M2D603(WARNING),
  M2D604(ERROR),
  M2D605(ERROR),
  M2D606(ERROR),
  M2D607(ERROR),
  M2D608(ERROR),
  M2D609(ERROR),
  M2D610(ERROR),
  M2D611(ERROR),
  M2D612(ERROR),
  M2D613(ERROR),
  M2D614(WARNING),
  M2D620(ERROR),
  M2D621(ERROR),
  M2D622(ERROR),
  M2D623(ERROR),
  M2D624(ERROR),
  M2D625(WARNING),
  M2D626(WARNING),
  M2D627(ERROR),
  M2D628(WARNING),
  M2D701(ERROR),
  M2D702(ERROR),
  M2D703(ERROR),
  M2D704(ERROR),
  M2D705(WARNING),
  M2D706(WARNING),
  M2D801(NOTE),
  M2D802(NOTE),
  M2D803(NOTE),
  M2D804(WARNING),
  M2D820(NOTE),
  M2D821(WARNING),
  M2D822(WARNING),
  M2D901(ERROR),
  M2D902(ERROR),
  M2D910(ERROR),
  M2D911(ERROR),
  M2D912(ERROR),
  M2D913(ERROR),
  M2D914(ERROR),
  M2D915(ERROR),
  M2D916(ERROR),
  M2D917(ERROR);

  private final Severity severity;

  Code(Severity severity) {
    this.severity = severity;
  }

  /** The severity it has unless a place says otherwise. */
  public Severity severity() {
    return severity;
  }

  /** One line, without a full stop. */
  public String title() {
    return Texts.of(this, "title");
  }

  /** What to do about it. */
  public String remedy() {
    return Texts.of(this, "remedy");
  }

  /** Read when the first text is asked for. */
  private static final class Texts {

    private static final Properties ALL = read();

    static String of(Code code, String part) {
      return Objects.requireNonNull(ALL.getProperty(code + "." + part), code::name);
    }

    private static Properties read() {
      Properties all = new Properties();
      try (InputStream in =
          Objects.requireNonNull(Code.class.getResourceAsStream("/generator/codes.properties"))) {
        all.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return all;
    }

    private Texts() {}
  }
}
