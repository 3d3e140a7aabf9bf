package dev.m2d.cli;

import java.util.List;

/** Texts that hardly fit where {@link Mutations} puts them; `|` stands for a line break. */
final class BadTexts {

  /** Values; JSON files get them as they are, too. */
  static final List<String> VALUES =
      list(
          """
          null
          ~
          []
          {}
          1
          -1
          0
          true
          ''
          ' '
          ""
          text
          2024-01-02
          1e999
          .inf
          .nan
          1_000
          0x1F
          [1, [2, [3]]]
          [null]
          {a: {b: [c]}}
          [{name: x}]
          {name: x}
          !!binary aGVsbG8=
          !!python/object:os.system {}
          !!int x
          !unknown text
          &a [*a]
          *nowhere
          '$'
          ${
          '${A}${B}$C'
          '{{ env_var() }}'
          'a\u0000b'
          "\\0\\x1b[31m\\u202e"
          ../../etc/passwd
          /
          .
          '*'
          '[z-a]'
          'a:b'
          99999999999999999999
          12:30:45
          @daily
          '* * * * * *'
          ['\uD83D\uDE00', "\\ud800"]
          ? [complex]|: key
          - a|- b
          tap-shop
          [tap-shop]
          """);

  /** Whole files. */
  static final List<String> WHOLE =
      list(
          """

           |\t|
          # only a comment|
          ---|
          ---|---|
          null|
          []|
          {}|
          1|
          text|
          - a|- b|
          %YAML 1.1|---|a: on|
          %YAML 9.9|---|a: 1|
          a: 1|--- |b: 2|
          \u0000
          {
          [
          '
          "
          &a
          *a
          <<: 1|
          <<: *x|
          ? a|
          \uFEFF
          \t- a: b
          """);

  static final List<String> KEYS =
      list(
          """
          ''
          null
          1
          'a b'
          <<
          __proto__
          name
          inherit_from
          'a\\b'
          \u00e9
          $A
          [a]
          {a: b}
          *a
          '\u001b[31m'
          config
          plugins
          include_paths
          """);

  private static List<String> list(String lines) {
    return lines.lines().map(l -> l.strip().replace('|', '\n')).toList();
  }

  private BadTexts() {}
}
