package dev.m2d.plan;

import dev.m2d.literal.Snippet;

/**
 * A secret that moves out of the Meltano files into the private {@code .env}.
 *
 * @param name of the variable
 * @param assignment name and name's value as a dotenv expression
 */
public record SecretPlan(String name, Snippet assignment) {
  @Override
  public String toString() {
    return "SecretPlan[name=" + name + "]";
  }
}
