package dev.m2d.plan;

import dev.m2d.diagnostic.Span;
import dev.m2d.literal.Snippet;
import java.util.List;

/**
 * A secret that moves out of the Meltano files into the private {@code .env}.
 *
 * @param name of the variable
 * @param assignment name and name's value as a dotenv expression
 * @param origins where its value stands in the Meltano files
 */
public record SecretPlan(String name, Snippet assignment, List<Span> origins) {
  public SecretPlan {
    origins = List.copyOf(origins);
  }

  @Override
  public String toString() {
    return "SecretPlan[name=" + name + "]";
  }
}
