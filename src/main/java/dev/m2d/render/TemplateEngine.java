package dev.m2d.render;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Language;
import freemarker.cache.ClassTemplateLoader;
import freemarker.cache.ConditionalTemplateConfigurationFactory;
import freemarker.cache.FileNameGlobMatcher;
import freemarker.cache.FirstMatchTemplateConfigurationFactory;
import freemarker.cache.StrongCacheStorage;
import freemarker.cache.TemplateLoader;
import freemarker.core.ParseException;
import freemarker.core.TemplateClassResolver;
import freemarker.core.TemplateConfiguration;
import freemarker.core.TemplateNode;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.Version;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** FreeMarker, set up so that a template cannot write a plain string as code. */
final class TemplateEngine {
  private static final Version VERSION = Configuration.VERSION_2_3_34;

  /** What a template makes is told by the end of its name. */
  private static final Map<String, Language> LANGUAGES = languages();

  private final Configuration configuration = new Configuration(VERSION);
  private final Budget budget = new Budget();

  /** Renders the shipped templates, and those that take the place of some. */
  TemplateEngine(Overrides overrides) {
    this(
        overrides.all().isEmpty()
            ? new ClassTemplateLoader(TemplateEngine.class, "/templates")
            : new OverrideLoader(overrides));
  }

  TemplateEngine(TemplateLoader templates) {
    configuration.setTemplateLoader(templates);
    configuration.setObjectWrapper(new PlanWrapper(VERSION, budget));
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    configuration.setWrapUncheckedExceptions(true);
    configuration.setFallbackOnNullLoopVariable(false);
    configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    configuration.setAPIBuiltinEnabled(false);
    configuration.setLocale(Locale.ROOT);
    configuration.setNumberFormat("c");
    configuration.setLocalizedLookup(false);
    configuration.setDefaultEncoding("UTF-8");
    configuration.setCacheStorage(new StrongCacheStorage());
    configuration.setTemplateConfigurations(configurations());
  }

  private static Map<String, Language> languages() {
    Map<String, Language> languages = new LinkedHashMap<>();
    languages.put("*.py.ftl", Language.PYTHON);
    languages.put("*.yaml.ftl", Language.YAML);
    languages.put("*.toml.ftl", Language.TOML);
    languages.put("*.json.ftl", Language.JSON);
    languages.put("*.md.ftl", Language.MARKDOWN);
    languages.put("*.txt.ftl", Language.SHELL);
    languages.put("*.env*.ftl", Language.DOTENV);
    return languages;
  }

  private static FirstMatchTemplateConfigurationFactory configurations() {
    ConditionalTemplateConfigurationFactory[] factories =
        LANGUAGES.entrySet().stream()
            .map(e -> configuration(e.getKey(), e.getValue()))
            .toArray(ConditionalTemplateConfigurationFactory[]::new);
    return new FirstMatchTemplateConfigurationFactory(factories)
        .allowNoMatch(false)
        .noMatchErrorDetails("The name of a template tells its language, like x.py.ftl.");
  }

  private static ConditionalTemplateConfigurationFactory configuration(
      String pattern, Language language) {
    TemplateConfiguration configuration = new TemplateConfiguration();
    configuration.setOutputFormat(LanguageFormat.of(language));
    return new ConditionalTemplateConfigurationFactory(
        new FileNameGlobMatcher(pattern), configuration);
  }

  /**
   * Renders one template.
   *
   * @param path below {@code templates/}
   * @param view what the template sees at its root
   * @return the text, lines ended by line feeds
   * @throws IllegalStateException when the template is wrong, naming its line and column
   */
  String render(String path, Record view) {
    StringWriter out = new StringWriter();
    render(path, view, out);
    return out.toString();
  }

  /** The same, written to `out`. */
  void render(String path, Record view, Writer out) {
    try {
      configuration.getTemplate(path).process(view, out);
    } catch (TemplateException | IOException e) {
      throw new IllegalStateException("templates/" + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * What an override printed.
   *
   * @param values where values of the plan are in the text
   */
  record Printed(String text, List<ValueWriter.Printed> values) {}

  /**
   * Renders an override, within bounds.
   *
   * @param builtIn what the built-in makes in its place
   * @throws FailedTemplateException when it cannot be rendered to its end
   */
  Printed render(TemplateOverride override, Record view, String builtIn)
      throws FailedTemplateException {
    StringWriter out = new StringWriter();
    ValueWriter values = render(override, view, builtIn, out, -1);
    return new Printed(out.toString(), values.values());
  }

  /** The place of the template that prints a value, by the number of the value. */
  Span place(TemplateOverride override, Record view, String builtIn, int value)
      throws FailedTemplateException {
    TemplateException place = render(override, view, builtIn, new StringWriter(), value).place();
    String file = override.file().path();
    return place == null ? Span.ofFile(file) : FailedTemplateException.place(override, place);
  }

  private ValueWriter render(
      TemplateOverride override, Record view, String builtIn, Writer out, int value)
      throws FailedTemplateException {
    budget.begin(builtIn.length());
    ValueWriter values = new ValueWriter(budget.counting(out), value);
    try {
      configuration.getTemplate(override.name()).process(view, values);
    } catch (TemplateException | IOException | RuntimeException | StackOverflowError e) {
      throw FailedTemplateException.of(override, e, budget);
    } finally {
      budget.end();
    }
    return values;
  }

  /** What a template consists of. */
  TemplateNode parse(String path) throws ParseException {
    try {
      return TemplateNode.of(configuration.getTemplate(path));
    } catch (ParseException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same of a template that comes with the tool. */
  TemplateNode tree(String path) {
    try {
      return parse(path);
    } catch (ParseException e) {
      throw new IllegalStateException("templates/" + path + ": " + e.getMessage(), e);
    }
  }
}
