package dev.m2d.render;

import dev.m2d.literal.Language;
import freemarker.core.CommonMarkupOutputFormat;
import freemarker.core.CommonTemplateMarkupOutputModel;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * An output format in which an interpolated plain string is a complete value of the language, its
 * quotes included. What is code already arrives as {@link Text} and goes through as it is.
 */
final class LanguageFormat extends CommonMarkupOutputFormat<LanguageFormat.Text> {
  private static final Map<Language, LanguageFormat> ALL = all();

  private final Language language;

  private LanguageFormat(Language language) {
    this.language = language;
  }

  private static Map<Language, LanguageFormat> all() {
    Map<Language, LanguageFormat> formats = new EnumMap<>(Language.class);
    Arrays.stream(Language.values()).forEach(l -> formats.put(l, new LanguageFormat(l)));
    return Collections.unmodifiableMap(formats);
  }

  /** The format of a language. */
  static LanguageFormat of(Language language) {
    return Objects.requireNonNull(ALL.get(language));
  }

  /** Text that is in the syntax of the language already. */
  Text text(String code) {
    return new Text(this, null, code);
  }

  @Override
  public String getName() {
    return language.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String getMimeType() {
    return "text/plain";
  }

  @Override
  public void output(String plain, Writer out) throws IOException {
    if (out instanceof ValueWriter values) {
      values.writePlain(language.value(plain));
    } else {
      out.write(language.value(plain));
    }
  }

  @Override
  public String escapePlainText(String plain) {
    return language.value(plain);
  }

  @Override
  public boolean isLegacyBuiltInBypassed(String builtInName) {
    return false;
  }

  @Override
  protected Text newTemplateMarkupOutputModel(String plain, String markup) {
    return new Text(this, plain, markup);
  }

  /** A piece of output in one language. */
  static final class Text extends CommonTemplateMarkupOutputModel<Text> {
    private final LanguageFormat format;

    private Text(
        LanguageFormat format,
        @org.jspecify.annotations.Nullable String plain,
        @org.jspecify.annotations.Nullable String markup) {
      super(plain, markup);
      this.format = format;
    }

    @Override
    public LanguageFormat getOutputFormat() {
      return format;
    }
  }
}
