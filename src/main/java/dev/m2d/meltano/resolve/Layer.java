package dev.m2d.meltano.resolve;

import java.util.Locale;

/** Where Meltano took a value from, the strongest first; the names are Meltano's. */
enum Layer {
  CONFIG_OVERRIDE,
  ENV,
  DOTENV,
  MELTANO_ENVIRONMENT,
  MELTANO_YML,
  DB,
  INHERITED,
  DEFAULT;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
