package dev.m2d.render;

import dev.m2d.render.Contract.Component;
import dev.m2d.render.Contract.View;
import dev.m2d.render.Rules.Operation;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** docs/template-reference.md. */
final class TemplatePage {

  private static final String HEAD =
      """
      # Templates

      Each `*.ftl` below `templates/` is a [FreeMarker](https://freemarker.apache.org/docs/dgui.html) template that makes files of
      the generated project. A project can have templates of its own in their place. This page is made of the sources of
      `dev.m2d.plan`, as `generator/contract/template-model.json` is, which is in the jar; `m2d templates describe` tells the same.

      ## Templates of your own

      A file in `m2d/templates/` beside meltano.yml takes the place of the built-in template of the same path. Where files go, and
      who they belong to, stays as it is; `m2d generate` merges what changes into what you edited, as ever. What is not a
      template, such as `dagster_project/singer/`, is copied as it is and has its own tests: edit the generated file instead.

      To add to a template, include what it takes the place of. It never grows old:

      ```ftl
      <#include "/@builtin/dagster_project/defs/assets/__pipeline__.py.ftl">


      ${function} = ${function}.map_asset_specs(
          lambda spec: spec.merge_attributes(tags={"team": "finance"})
      )
      ```

      To change it within, export a copy and edit it. Its first line tells a later m2d whether the built-in has changed since:

          m2d templates export dagster_project/defs/assets/__pipeline__.py.ftl
          m2d templates lint
          m2d generate --dry-run

      A template is held against this page before anything is rendered, and what it has made is read before anything is written;
      all that is wrong is told at once, at its line. A file that only Python finds broken is found by `dg check defs`.

      | Command | |
      |---|---|
      | `m2d templates list` | all templates, which of them the project has, and which of these are older than the built-in |
      | `m2d templates describe [VIEW\\|PATH]` | what templates see |
      | `m2d templates export PATH...` | copies to `m2d/templates/`, never over a file; `--print` to standard output |
      | `m2d templates lint [PATH...]` | checks those of the project |
      | `m2d explain FILE` | which template made a generated file |

      ## What templates see

      A template is rendered with one record at its root: its components are the names that the template knows.

      | Kind | |
      |---|---|
      | text | becomes a complete value of the language that is written, with its quotes and escapes: write `name=${name}`; `name="${name}"` and all else that would cut its quotes or escapes is refused |
      | code | is in that language already, and is written as it is |
      | number | is written in digits |
      | truth | decides: `<#if single>` |
      | list of … | is listed: `<#list streams as stream>` |
      | optional … | can be absent: ask first, `<#if pool??>`, or say what stands in its place, `${defaultEnvironment!"none"}` |

      ## What templates can use

      The built-in ones use names, `??`, `?has_content`, comparisons with numbers, `#if`, `#list`, `#items`, `#sep`, `#macro` and
      `#t`. Those of a project also:

      | | |
      |---|---|
      | `<#include "/@builtin/PATH">` | the built-in of the same path, and nothing else; outside of lists and macros |
      | `<#assign x = ...>`, `<#local x = ...>` | a name for a value, under a name that the view does not have |
      | `"text"`, `12`, `true` | values |
      | `==`, `!=`, `<`, `>`, `&&`, `\\|\\|`, `!`, `(...)` | in conditions |
      | `x!"text"` | a value for what is absent |
      """;

  private static final String REFUSED =
      """

      All else is refused, wherever it stands, among it other output formats and settings (`#outputformat`, `#autoesc`,
      `#noautoesc`, `#ftl`, `#setting`, `?no_esc`), evaluation (`?eval`, `?interpret`, `?new`, `?api`), other files (`#import`,
      `#include` of another path), ranges, functions, concatenation, and the clock. A run makes at most 20 million characters more
      than the built-ins would, and takes as many steps. Secrets are for `.env.ftl` alone.

      ## Templates

      | Template | Sees | Makes |
      |---|---|---|
      """;

  /** The page about a contract. */
  static String of(Contract contract) {
    StringBuilder page = new StringBuilder(HEAD);
    Map<String, Operation> operations = new TreeMap<>(Rules.OVERRIDE.operations());
    operations.forEach(
        (name, o) -> {
          String argument = o.arguments() == 0 ? "" : "(text)";
          String gives = o.gives().equals("item") ? "its first or last one, optional" : o.gives();
          String of =
              switch (o.of()) {
                case "any" -> "anything";
                case "list" -> o.arguments() == 0 ? "list" : "list of text";
                case "item" -> "variable of a list";
                default -> o.of();
              };
          page.append("| `?").append(name).append(argument).append("` | of a ").append(of);
          page.append(": ").append(gives).append(" |\n");
        });
    page.append(REFUSED);
    contract
        .templates()
        .forEach(
            (name, template) -> {
              page.append("| `").append(name).append("` | ").append(link(template.view()));
              page.append(" | ").append(template.makes()).append(" |\n");
            });
    contract.views().values().forEach(view -> page.append(section(contract, view)));
    return page.toString().replace("of a anything", "of anything");
  }

  private static String section(Contract contract, View view) {
    StringBuilder page = new StringBuilder();
    page.append("\n## ").append(view.name()).append("\n\n").append(view.about()).append("\n\n");
    page.append("| Name | Kind | |\n|---|---|---|\n");
    for (Component c : view.components().values()) {
      String kind = c.type();
      String type =
          contract.views().containsKey(c.kind())
              ? kind.substring(0, kind.length() - c.kind().length()) + link(c.kind())
              : kind;
      page.append("| `").append(c.name()).append("` | ").append(type).append(" | ");
      page.append(c.about().replace("|", "\\|")).append(" |\n");
    }
    return page.toString();
  }

  private static String link(String view) {
    return "[" + view + "](#" + view.toLowerCase(Locale.ROOT).replace(".", "") + ")";
  }

  private TemplatePage() {}
}
