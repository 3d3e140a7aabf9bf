package dev.m2d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Templates of a project that try to leave the literal types, to read elsewhere, or never to end:
 * refused by `templates lint` where they can be, by `generate` always, and nothing is written.
 */
final class HostileTemplatesTest {

  private static final String PIPELINE = "dagster_project/defs/assets/__pipeline__.py.ftl";
  private static final String SECRET = "the text of a file elsewhere";

  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${name?no_esc}
          ${name?string?no_esc}
          <#outputformat "plainText">${name}</#outputformat>
          <#outputformat "undefined">${name}</#outputformat>
          <#outputformat "plainText"><#outputformat "HTML">${name?no_esc}</#outputformat></#outputformat>
          <#noautoesc>${name}</#noautoesc>
          <#autoesc>${name}</#autoesc>
          <#escape x as x?upper_case>${name}</#escape>
          <#escape x as x><#noescape>${name}</#noescape></#escape>
          <#ftl output_format="plainText">${name}
          <#ftl auto_esc=false>${name}
          <#ftl>${name}
          <#setting output_encoding="UTF-16">
          <#setting number_format="0.0#">${name?length}
          <#setting locale="de_DE">
          <#setting boolean_format="True,False">${single}
          ${("$" + "{name}")?interpret}
          <@("$" + "{name}")?interpret />
          ${"1 + 1"?eval}
          ${"[1]"?eval_json}
          ${"freemarker.template.utility.Execute"?new()("id")}
          ${"freemarker.template.utility.ObjectConstructor"?new()("java.io.File", "x")}
          <#assign run = "freemarker.template.utility.JythonRuntime"?new()>
          ${name?api.class}
          ${streams?api.get(0)}
          ${name.class}
          ${name.getClass()}
          ${name["class"]}
          ${streams[0].name}
          ${function.markup}
          ${function?markup_string?no_esc}
          ${name?esc}
          ${name?url}
          ${name?matches("(a+)+$")}
          ${name?replace("a", "aaaa")}
          ${name?left_pad(1000000000)}
          ${name?right_pad(1000000000, "x")}
          ${""?left_pad(2000000000)}
          ${name + name}
          ${"a${name}"}
          ${name * 3}
          ${.now}
          ${.data_model}
          ${.vars.name}
          ${.globals["name"]}
          ${.main.name}
          ${.template_name}
          ${.get_optional_template("/x.py.ftl").include()}
          <#include "/@builtin/README.md.ftl">
          <#include "/@builtin/dagster_project/defs/assets/commands.py.ftl">
          <#include "commands.py.ftl">
          <#include "../../../../../elsewhere.txt">
          <#include "/../elsewhere.txt">
          <#include "/@builtin/../../elsewhere.txt">
          <#include "/@builtin/dagster_project/defs/assets/../assets/__pipeline__.py.ftl">
          <#include "file:///etc/passwd">
          <#include "/etc/passwd">
          <#include "https://example.com/x.py.ftl">
          <#include "*/__pipeline__.py.ftl">
          <#include "/@builtin/dagster_project/defs/assets/__pipeline__.py.ftl" parse=false>
          <#include "/@builtin/dagster_project/defs/assets/__pipeline__.py.ftl" encoding="UTF-16">
          <#include "/@builtin/dagster_project/defs/assets/__pipeline__.py.ftl" ignore_missing=true>
          <#include "/elsewhere.txt" ignore_missing=true>
          <#include name>
          <#include "/@builtin/" + name>
          <#include "/@builtin/${name}">
          <#list streams as s><#include "/@builtin/dagster_project/defs/assets/__pipeline__.py.ftl"></#list>
          <#macro m><#include "/@builtin/dagster_project/defs/assets/__pipeline__.py.ftl"></#macro><@m/>
          <#import "/@builtin/dagster_project/defs/assets/__pipeline__.py.ftl" as b>
          <#import "/../elsewhere.txt" as b>
          <#list 1.. as x>x</#list>
          <#list 0..<1000000000 as x>x</#list>
          <#list 1..10 as x>x</#list>
          <#macro m><@m/></#macro><@m/>
          <#macro a><@b/></#macro><#macro b><@a/></#macro><@a/>
          <#function f x><#return f(x)></#function>${f(1)}
          <#macro m><#nested></#macro><@m><@m>x</@m></@m>
          <#visit name>
          <#recurse name>
          <#fallback>
          <#attempt>${nothing}<#recover>x</#attempt>
          <#stop "now">
          <#flush>
          <#compress>x</#compress>
          <#global name = "x">
          <#assign name = "x">
          <#assign x = "a"><#assign x += "b">
          <#assign x>${name}</#assign>${x}
          <#assign x = "a" in y>
          <#switch name><#case "x">y</#switch>
          <#list streams?filter(s -> true) as s>x</#list>
          <#list name?split("") as s>x</#list>
          <#list streams as a, b>x</#list>
          <#transform name>x</#transform>
          <#foreach s in streams>x</#foreach>
          <#call m>
          <#comment>x
          <#list streams as s>
          ${
          #{name?length}
          <@name/>
          <#if name?is_string>x</#if>
          <#if name?new??>x</#if>
          <#if (name?no_esc)??>x</#if>
          <#macro never>${name?no_esc}</#macro>
          <#if single && !single>${name?no_esc}</#if>
          <#list streams as s><#list s.key as k>${k?no_esc}</#list></#list>
          <#macro m a=name?no_esc>${a}</#macro><@m/>
          <#list streams as s>${s.name}<#sep>${name?no_esc}</#sep></#list>
          ${secrets}
          ${origins}
          ${pool}
          "${name}"
          """)
  void whatATemplateMayNotDoIsRefusedByLintAndByGenerate(String text) throws IOException {
    Path project = project();
    write(project, PIPELINE, text);

    Cli.Result lint = Cli.run("templates", "lint", "--project", project);
    Cli.Result generate = Cli.run("generate", project);

    assertThat(lint.status()).as(lint.err()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(generate.status()).as(generate.err()).isEqualTo(ExitCode.UNREADABLE);
    for (Cli.Result result : new Cli.Result[] {lint, generate}) {
      assertThat(result.err()).containsPattern("error\\[M2D62[0-2]]").contains(PIPELINE + ":");
      assertThat(result.err()).contains("help: ").doesNotContain("a bug in m2d", SECRET);
      assertThat(result.err()).doesNotContainPattern("(?m)^\\s+at |freemarker\\.core|Exception");
    }
    assertThat(generate.err()).endsWith("nothing was written.\n");
    assertThat(project.resolve("dagster_project")).doesNotExist();
  }

  /** Quotation marks of the template around a value: what Meltano's file says would be code. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          X = \"""Schedule ${name} of the finance team.\"""
          X = '''Schedule ${name} of the finance team.'''
          LABEL = 'finance: ${name} run'
          LABEL = "finance: ${name} run"
          LABEL = "${name} and ${extractor}"
          LABEL = f"{${name}}"
          LABEL = f'{${name}}'
          LABEL = f${name}
          LABEL = rb${name}
          LABEL = ""${name}""
          LABEL = f"{" ${name} "}"
          LABEL = f"{''''}" + ${name} + f"{''''}"
          LABEL = "<#if single>a ${name}</#if> b"
          LABEL = <#if single>"a <#else>"b </#if>${name} c"
          LABEL = <#noparse>"</#noparse> ${name} "
          <#macro m>x ${name}</#macro>LABEL = "<@m/> y"
          <#macro m v>x ${v}</#macro>LABEL = "<@m name/> y"
          LABEL = "<#list streams as s>x ${s.label} y</#list>"
          <#assign x = name>LABEL = "a ${x} b"
          LABEL = "x ${function} y"
          X = \"""x ${docstring} y\"""
          X = \"""<#include "/@builtin/dagster_project/defs/assets/__pipeline__.py.ftl">\"""
          %n%# -*- coding: utf-7 -*-%n%X = ${name}
          LABEL = "x \\%n%y ${name} z"
          %n%# a%r%X = \"""%n%Y = ${name}%n%# \"""
          """)
  void noValueIsWrittenIntoQuotationMarksOfTheTemplate(String text) throws IOException {
    Path project = project();
    write(project, PIPELINE, text.replace("%n%", "\n").replace("%r%", "\r") + "\n");

    Cli.Result generate = Cli.run("generate", project);

    assertThat(generate.status()).as(generate.err()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(generate.err()).containsPattern("error\\[M2D62[0-4]]").contains(PIPELINE);
    assertThat(generate.err()).contains("help: ").doesNotContain("a bug in m2d");
    assertThat(generate.err()).endsWith("nothing was written.\n");
    assertThat(project.resolve("dagster_project")).doesNotExist();
  }

  @Test
  void valuesBesideAndBelowQuotationMarksAreFine() throws IOException {
    Path project = project();
    write(
        project,
        PIPELINE,
        """
        <#include "/@builtin/dagster_project/defs/assets/__pipeline__.py.ftl">
        # It's of ${name}, ${extractor}.
        LABEL = "finance: " + ${name} + f" {PIPELINE.name!r:>10} {{x}} {'a'}" ${loader}
        TEXT = \"""It's \\\"""here\""" ${name}
        """);

    Cli.Result generate = Cli.run("generate", project);

    assertThat(generate.status()).as(generate.err()).isZero();
  }

  /** Copies of lists within lists, with and without output, and macros that call macros. */
  @ParameterizedTest
  @CsvSource({"x, characters", "'', steps"})
  void whatNeverEndsIsStopped(String body, String what) throws IOException {
    Path project = project();
    String open =
        Stream.generate(() -> "<#list streams as s>").limit(40).reduce("", String::concat);
    String close = Stream.generate(() -> "</#list>").limit(40).reduce("", String::concat);
    write(project, PIPELINE, open + body.repeat(50) + close);

    Cli.Result lint = Cli.run("templates", "lint", "--project", project);
    Cli.Result generate = Cli.run("generate", project);

    assertThat(lint.status()).as(lint.err()).isZero();
    assertThat(generate.status()).as(generate.err()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(generate.err()).contains("error[M2D623]", "more than 20 million " + what);
    assertThat(project.resolve("dagster_project")).doesNotExist();
  }

  @Test
  void macrosThatCallTwoOfTheNextAreRefused() throws IOException {
    Path project = project();
    StringBuilder text = new StringBuilder("<#macro m0>x</#macro>");
    for (int i = 1; i <= 40; i++) {
      String next = "<@m" + (i - 1) + "/>";
      text.append("<#macro m").append(i).append('>').append(next).append(next).append("</#macro>");
    }
    write(project, PIPELINE, text + "<@m40/>");

    Cli.Result generate = Cli.run("generate", project);

    assertThat(generate.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(generate.err()).contains("calls macros more than 1000 times");
  }

  @Test
  void whatIsNestedTooDeeplyIsRefused() throws IOException {
    Path project = project();
    write(project, PIPELINE, "<#if " + "(".repeat(100_000) + "single" + ")".repeat(100_000) + ">");

    Cli.Result generate = Cli.run("generate", project);

    assertThat(generate.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(generate.err()).contains("error[M2D620]", "nested too deeply");
  }

  @Test
  void nothingIsReadThroughLinks() throws IOException {
    Path elsewhere = Files.writeString(temporary.resolve("elsewhere.txt"), SECRET);
    Path folder = Files.createDirectories(temporary.resolve("folder"));
    Files.writeString(folder.resolve("workspace.yaml.ftl"), SECRET);
    for (String kind : new String[] {"file", "folder", "templates", "m2d"}) {
      Path project = Cli.copy("quickbooks-jobs", temporary.resolve(kind));
      Path templates = project.resolve("m2d/templates");
      switch (kind) {
        case "file" -> {
          Files.createDirectories(templates);
          Files.createSymbolicLink(templates.resolve("workspace.yaml.ftl"), elsewhere);
        }
        case "folder" -> {
          Files.createDirectories(templates);
          Files.createSymbolicLink(templates.resolve("dagster_project"), folder);
        }
        case "templates" -> {
          Files.createDirectories(templates.getParent());
          Files.createSymbolicLink(templates, folder);
        }
        default -> {
          Files.createDirectories(folder.resolve("templates"));
          Files.createSymbolicLink(project.resolve("m2d"), folder);
        }
      }
      Cli.Result generate = Cli.run("generate", project);
      assertThat(generate.status()).as(kind + generate.err()).isEqualTo(ExitCode.UNREADABLE);
      assertThat(generate.err()).contains("error[M2D627]", "is a link").doesNotContain(SECRET);
      assertThat(Cli.run("templates", "export", "--project", project, "README.md.ftl").status())
          .as(kind)
          .isEqualTo(kind.matches("templates|m2d") ? ExitCode.REFUSED : ExitCode.OK);
    }
    assertThat(folder.resolve("README.md.ftl")).doesNotExist();
  }

  @Test
  void secretsGoToThePrivateFileAlone() throws IOException {
    Path project = project();
    write(project, "README.md.ftl", "<#include \"/@builtin/README.md.ftl\">\n");
    write(
        project,
        "workspace.yaml.ftl",
        "<#include \"/@builtin/workspace.yaml.ftl\">\n<#list secrets as s># ${s.assignment}</#list>");

    Cli.Result generate = Cli.run("generate", project);

    assertThat(generate.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(generate.err()).contains("error[M2D622]", "They belong in `.env` alone.");
  }

  @Test
  void otherFilesOfTheFolderAreLimited() throws IOException {
    Path project = project();
    write(project, "README.md.ftl", "x".repeat(300 * 1024));
    Cli.Result large = Cli.run("generate", project);
    assertThat(large.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(large.err()).contains("error[M2D627]", "larger than 256 KB");

    Files.write(project.resolve("m2d/templates/README.md.ftl"), new byte[] {(byte) 0xff, 'a'});
    Cli.Result binary = Cli.run("generate", project);
    assertThat(binary.status()).isEqualTo(ExitCode.UNREADABLE);
    assertThat(binary.err()).contains("error[M2D104]");
  }

  private Path project() throws IOException {
    Files.writeString(temporary.resolve("elsewhere.txt"), SECRET);
    return Cli.copy("quickbooks-jobs", temporary.resolve("project"));
  }

  private static void write(Path project, String template, String text) throws IOException {
    Path file = project.resolve("m2d/templates").resolve(template);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
