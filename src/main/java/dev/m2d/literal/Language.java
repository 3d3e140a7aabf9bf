package dev.m2d.literal;

/** A language that is written, and how a plain string becomes a complete value of it. */
public enum Language {
  PYTHON {
    @Override
    public String value(String plain) {
      return Python.string(plain);
    }
  },
  YAML {
    @Override
    public String value(String plain) {
      return Yaml.scalar(plain);
    }
  },
  TOML {
    @Override
    public String value(String plain) {
      return Toml.string(plain);
    }
  },
  JSON {
    @Override
    public String value(String plain) {
      return Json.string(plain);
    }
  },
  DOTENV {
    @Override
    public String value(String plain) {
      return Dotenv.value(plain);
    }
  },
  SHELL {
    @Override
    public String value(String plain) {
      return Shell.word(plain);
    }
  },
  MARKDOWN {
    @Override
    public String value(String plain) {
      return Markdown.text(plain);
    }
  };

  /**
   * Writes a plain string as a complete value, quotes included where the language has them.
   *
   * @param plain any text
   * @return text of this language that means exactly {@code plain}
   */
  public abstract String value(String plain);
}
