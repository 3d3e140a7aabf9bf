package dev.m2d.meltano.resolve;

import dev.m2d.config.ToolConfig;
import dev.m2d.diagnostic.Diagnostics;
import dev.m2d.diagnostic.SourceFile;
import java.util.List;

/** Knows of jobs that neither meltano.yml nor m2d.yaml spells out. */
public interface JobSource {

  /** No jobs but those that are spelled out. */
  JobSource NONE = (project, sink) -> new Jobs(project.toolConfig(), List.of());

  /**
   * What m2d.yaml would say if it spelled them out.
   *
   * @param project with the jobs of meltano.yml alone, and m2d.yaml as it is
   * @param sink gets findings about them
   */
  Jobs complete(ResolvedProject project, Diagnostics sink);

  /**
   * Jobs that are spelled out.
   *
   * @param files where they were found, for showing the lines of findings
   */
  record Jobs(ToolConfig config, List<SourceFile> files) {
    public Jobs {
      files = List.copyOf(files);
    }
  }
}
