package dev.m2d.render;

import freemarker.cache.StringTemplateLoader;

/**
 * Hands out the built-in templates, those that take the place of some, and under {@code @builtin/}
 * what these take the place of. There is nothing else to be had: no file, no address.
 */
final class OverrideLoader extends StringTemplateLoader {

  OverrideLoader(Overrides overrides) {
    for (String name : BuiltInTemplates.names()) {
      String builtIn = BuiltInTemplates.text(name);
      putTemplate(name, overrides.of(name).map(TemplateOverride::text).orElse(builtIn), 0);
      putTemplate(BuiltInTemplates.FOLDER + name, builtIn, 0);
    }
  }
}
