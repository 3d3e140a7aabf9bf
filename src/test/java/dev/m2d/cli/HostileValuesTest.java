package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import dev.m2d.yaml.YamlMap;
import dev.m2d.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Templates of a project that put values where their marks do not hold, in all languages but
 * Python: refused whatever the values are, so that no later name becomes a key, a line, or a tag.
 */
final class HostileValuesTest {

  private static final String BUILT_IN = "<#include \"/@builtin/%s\">\n%s\n";

  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          workspace.yaml.ftl | x: "${project.location}"
          workspace.yaml.ftl | x: '${project.location}'
          workspace.yaml.ftl | x: "a ${project.location} b"
          workspace.yaml.ftl | x: a ${project.location}
          workspace.yaml.ftl | x: ${project.location} a
          workspace.yaml.ftl | x: ${project.location}#a
          workspace.yaml.ftl | x: ${project.location}${project.name}
          workspace.yaml.ftl | x: %p%%n%  ${project.location}
          workspace.yaml.ftl | x: >-%n%  ${project.location}
          workspace.yaml.ftl | x: ["a", '${project.location}']
          workspace.yaml.ftl | x: &${project.location} a
          workspace.yaml.ftl | x: !${project.location} a
          workspace.yaml.ftl | x: a%n%  ${project.location}
          workspace.yaml.ftl | x: <#if project.location?has_content>"a </#if>${project.location}"
          data.yaml.ftl | x:%n%  ${document}
          data.yaml.ftl | # ${document}
          pyproject.toml.ftl | [tool.x]%n%a = "${project.location}"
          pyproject.toml.ftl | [tool.x]%n%a = '${project.location}'
          pyproject.toml.ftl | [tool.x]%n%a = \"""${project.location}\"""
          pyproject.toml.ftl | [tool.x]%n%a = '''%n%${project.location}'''
          pyproject.toml.ftl | [tool.x]%n%a = ""${project.location}""
          pyproject.toml.ftl | # ${requirements.runtimeArray}
          .env.example.ftl | A="${project.location}"
          .env.example.ftl | A='${project.location}'
          .env.example.ftl | A="a%n%${project.location}"
          .env.example.ftl | A=a${project.location}
          .env.example.ftl | A=${project.location}a
          .env.example.ftl | A=${project.location} a
          .env.example.ftl | A=${project.location}${project.name}
          .env.example.ftl | ${project.location}
          .env.example.ftl | ${project.location}=a
          .env.example.ftl | export ${project.location}
          .env.example.ftl | A="%n%# ${project.location}%n%"
          requirements-dagster.txt.ftl | ${project.location}
          requirements-dagster.txt.ftl | --index-url ${project.location}
          requirements-dagster.txt.ftl | dagster @ ${project.location}
          requirements-dagster.txt.ftl | # a \\%n%${project.location}
          README.md.ftl | `${name}`
          README.md.ftl | `a %n% ${name}`
          README.md.ftl | ``a ` ${name}``
          README.md.ftl | ` ${code}
          README.md.ftl | \\${name}
          README.md.ftl | a \\${code}
          README.md.ftl | ```sh%n%meltano run ${name}%n%```
          README.md.ftl | ~~~%n%${name}%n%~~~
          README.md.ftl | > ```%n%> ${code}
          README.md.ftl | <a title="${name}">x</a>
          README.md.ftl | x <img src=${name}
          README.md.ftl | <div>%n%${name}%n%</div>
          README.md.ftl | - <details>%n%  ${name}
          README.md.ftl | <script>%n%%n%${name}%n%</script>
          README.md.ftl | <!-- ${name} -->
          README.md.ftl | <!--%n%%n%${name} -->
          README.md.ftl | a <!-- ${name}
          README.md.ftl | [x](${name})
          README.md.ftl | [x](<${name}>)
          README.md.ftl | ![x](https://example.com/${name}.png)
          README.md.ftl | [x]: ${name}
          README.md.ftl | <https://example.com/${name}>
          README.md.ftl | <#if dbt>`<#else>`</#if>${name}`
          README.md.ftl | <#noparse>`</#noparse>${name}`
          README.md.ftl | <#macro m>x ${name}</#macro>`<@m/>`
          """)
  void noValueIsWrittenWhereItsMarksDoNotHold(String template, String text) throws IOException {
    Path project = Cli.copy("quickbooks-jobs", temporary.resolve("project"));
    write(
        project,
        template,
        BUILT_IN.formatted(template, text.replace("%n%", "\n").replace("%p%", "|")));

    Cli.Result generate = Cli.run("generate", project);

    assertThat(generate.status()).as(generate.err()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(generate.err()).containsPattern("error\\[M2D62[0-4]]").contains(template);
    assertThat(generate.err()).contains("help: ").doesNotContain("a bug in m2d");
    assertThat(generate.err()).endsWith("nothing was written.\n");
    assertThat(project.resolve("dagster_project")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a"b'c # e
          ${{ secrets.X }}
          $(touch /tmp/x) `id`
          - x
          --index-url=//example.com/x
          \\u2028--index-url=//example.com/x
          "][tool.evil]
          --> <script>alert(1)</script>
          PATH=/tmp/evil
          &x *x !x {x} [x] %x @x
          """)
  void anyNameIsItselfWhereItStandsAlone(String escaped) throws IOException {
    Path project = Cli.copy("quickbooks-jobs", temporary.resolve("project"));
    rename(project, escaped.replace("\"", "\\\""));
    write(
        project,
        "workspace.yaml.ftl",
        BUILT_IN.formatted(
            "workspace.yaml.ftl",
            """
            environments:
            <#list project.environments as e>
              - ${e} # ${e}
              - {${e}: [${e}]}
            </#list>
            """));
    write(
        project,
        "pyproject.toml.ftl",
        BUILT_IN.formatted(
            "pyproject.toml.ftl",
            """
            <#list project.environments as e>
            [tool.x.${e}] # ${e}
            ${e} = [${e}]
            </#list>
            """));
    write(
        project,
        ".env.example.ftl",
        BUILT_IN.formatted(
            ".env.example.ftl",
            "<#list project.environments as e>\nX_${e?index}=${e} # ${e}\n# X=${e}\n</#list>\n"));

    Cli.Result generate = Cli.run("generate", project);

    assertThat(generate.status()).as(generate.err()).isZero();
    Path output = project.resolve("dagster_project");
    String yaml = Files.readString(output.resolve("workspace.yaml"));
    YamlMap map =
        (YamlMap)
            YamlReader.read(new SourceFile("workspace.yaml", yaml), new Diagnostics())
                .orElseThrow();
    assertThat(map.entries().keySet()).containsExactly("load_from", "environments");
  }

  @Test
  void commentsOfRequirementsEndWhereTheLineEnds() throws IOException {
    for (String end : new String[] {"\\u2028", "\\x85"}) {
      Path project = Cli.copy("quickbooks-jobs", temporary.resolve("p" + end.charAt(1)));
      rename(project, "a" + end + "--index-url=//example.com/x");
      write(
          project,
          "requirements-dagster.txt.ftl",
          BUILT_IN.formatted(
              "requirements-dagster.txt.ftl", "<#list project.environments as e># ${e} </#list>"));

      Cli.Result generate = Cli.run("generate", project);

      assertThat(generate.status()).as(end + generate.err()).isEqualTo(ExitCode.UNREADABLE);
      assertThat(generate.err()).contains("error[M2D621]", "in a comment of one line");
    }
  }

  @Test
  void whatIsBesideCodeAndTagsIsFine() throws IOException {
    Path project = Cli.copy("quickbooks-jobs", temporary.resolve("project"));
    write(
        project,
        "README.md.ftl",
        BUILT_IN.formatted(
            "README.md.ftl",
            """
            `a` ${name} `b` <br> ${code}, a < b ${name} (${name}) [${name}](x) \\` ${name}
            See <https://example.com> for ${name}.

            <!-- of ours -->
            ${name} ```not a fence``` ${name}

            <div>

            ${name}

            </div>

            ```sh
            ${pair}
            ```
            `${pair}`
            """));

    Cli.Result generate = Cli.run("generate", project);

    assertThat(generate.status()).as(generate.err()).isZero();
  }

  /** Gives an environment a name, in the escapes of double quotes. */
  private static void rename(Path project, String name) throws IOException {
    Path meltano = project.resolve("meltano.yml");
    String text = Files.readString(meltano);
    Files.writeString(meltano, text.replace("- name: prod", "- name: \"" + name + "\""));
  }

  private static void write(Path project, String template, String text) throws IOException {
    Path file = project.resolve("m2d/templates").resolve(template);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
