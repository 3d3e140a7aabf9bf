package dev.m2d.output.merge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks whether a call names an argument twice, which Python refuses. */
public final class PythonCalls {

  /** What is no code, a bracket, or the name of an argument behind a bracket or comma. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"\"\"(?s:.*?)\"\"\"|'''(?s:.*?)'''|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])*'"
              + "|#[^\n]*|(?<name>\\w+)\\s*=(?!=)|(?<open>[(\\[{])|(?<close>[)\\]}])");

  /** Whether one does; what is no Python gives any answer. */
  public static boolean repeatAnArgument(List<String> lines) {
    Deque<Set<String>> calls = new ArrayDeque<>();
    Matcher m = TOKEN.matcher(String.join("\n", lines));
    while (m.find()) {
      if (m.group("open") != null) {
        calls.push(new HashSet<>());
      } else if (m.group("close") != null) {
        calls.poll();
      } else if (m.group("name") != null && !calls.isEmpty()) {
        if (!calls.element().add(m.group("name"))) {
          return true;
        }
      }
    }
    return false;
  }

  private PythonCalls() {}
}
