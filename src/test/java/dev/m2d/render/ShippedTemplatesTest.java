package dev.m2d.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.m2d.literal.Language;
import dev.m2d.literal.Snippet;
import dev.m2d.plan.StubPlan;
import freemarker.cache.StringTemplateLoader;
import freemarker.core.TemplateNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped template keeps to the contract, and one that does not is told where and why. */
final class ShippedTemplatesTest {

  private static final Path FOLDER = Path.of("templates");

  private static final Contract CONTRACT = TemplateContract.read();

  static List<Template> shipped() {
    return Templates.ALL;
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void aTemplateKeepsToTheContract(Template template) throws IOException {
    String text = Files.readString(FOLDER.resolve(template.name()));
    assertThat(check(template.name(), text, template.view().getSimpleName())).isEmpty();
  }

  @Test
  void theListOfTemplatesIsTheFolder() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<String> found =
          files
              .filter(f -> f.toString().endsWith(".ftl"))
              .map(f -> FOLDER.relativize(f).toString().replace('\\', '/'))
              .toList();
      assertThat(Templates.ALL.stream().map(Template::name))
          .containsExactlyInAnyOrderElementsOf(found);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${nmae}                                     | 1:3 The template reads `nmae`; PipelinePlan (PipelinePlan.java) has name, function
          ${name.text}                                | 1:3 The template reads `name.text` of a text
          <#list streams as s>${s.labl}</#list>       | 1:23 The template reads `s.labl`; StreamPlan (StreamPlan.java) has name, key
          <#list streams as s></#list>${s}            | 1:31 The template reads `s`; PipelinePlan
          <#list name as n></#list>                   | 1:8 The template lists `name`, which is a text
          <#list streams as s>${s.table}</#list>      | writes `s.table` without asking whether it is there
          ${streams}                                  | 1:3 The template writes `streams`, which is a list of StreamPlan
          ${single}                                   | 1:3 The template writes `single`, which is a truth
          <#if name>x</#if>                           | 1:6 The template decides by `name`, which is a text
          <#if streams?size == 1>x</#if>              | computes with `?size`
          ${name?upper_case}                          | computes with `?upper_case`
          ${name!}                                    | computes with `...!...`
          ${name + "x"}                               | computes with `+`
          ${name.length()}                            | computes with `...(...)`
          <#assign x = 1>                             | uses `#assign`
          <#macro m a>${a.nothing}</#macro><@m name/> | 1:15 The template reads `a.nothing` of a text
          <@absent/>                                  | 1:1 The template calls `absent`, which is not there
          ${origins}                                  | 1:3 The template reads `origins`
          """)
  void aWrongTemplateIsToldWhereAndWhy(String text, String problem) throws IOException {
    List<String> problems = check("x.py.ftl", text, "PipelinePlan");
    assertThat(problems).singleElement().asString().startsWith("templates/x.py.ftl:1:");
    assertThat(problems.get(0)).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${nmae}         | StubPlan has no component nmae
          ${name.x}       | Expected a hash
          ${name.length()}| Expected a hash
          ${variable?api} | api
          <#assign x="freemarker.template.utility.Execute"?new()> | not allowed
          """)
  void renderingStopsAtWhatIsNotThere(String text, String message) {
    StringTemplateLoader loader = new StringTemplateLoader();
    loader.putTemplate("x.py.ftl", text);
    Snippet code = new Snippet(Language.PYTHON, "a");
    StubPlan view = new StubPlan("a", code, "M2D220", "text", "advice");
    assertThatThrownBy(() -> new TemplateEngine(loader).render("x.py.ftl", view))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("templates/x.py.ftl: ")
        .hasMessageContaining(message);
  }

  /** As {@code templates/NAME:LINE:COLUMN what is wrong}. */
  private static List<String> check(String name, String text, String view) throws IOException {
    StringTemplateLoader loader = new StringTemplateLoader();
    loader.putTemplate(name, text);
    TemplateNode root = new TemplateEngine(loader).tree(name);
    return TemplateCheck.shipped("templates/" + name, root, view, CONTRACT).problems().stream()
        .map(d -> d.at().orElseThrow() + " " + d.message())
        .toList();
  }

  /** Only the plan is for templates: what it refers to of other packages is not. */
  @Test
  void aTemplateSeesNoRecordOfAnotherPackage() {
    StringTemplateLoader loader = new StringTemplateLoader();
    loader.putTemplate("x.py.ftl", "${path}");
    assertThatThrownBy(
            () ->
                new TemplateEngine(loader)
                    .render("x.py.ftl", new dev.m2d.diagnostic.SourceFile("p", "t")))
        .hasMessageContaining("cannot see");
  }
}
