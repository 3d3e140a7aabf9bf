package dev.m2d.plan;

import dev.m2d.literal.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * A pipeline that is written natively: a package of assets that find, load and archive files.
 *
 * @param pipeline the same with taps and targets
 * @param extraction Python name of the step that finds files
 * @param management Python name of the step that archives them
 * @param extractionName the same as a literal
 * @param managementName the same as a literal
 * @param stem the beginning of its other names
 * @param ownStem the same as a literal, where that is not the name of the pipeline
 * @param types kinds of files, one a stream
 * @param typeTuple their constants as a Python tuple
 * @param constants names that modules take from the constants, as they stand in the import
 * @param module the module of the constants
 * @param title docstring of the package
 * @param constantsTitle docstring of its module of constants
 * @param extractionTitle docstring of its module that finds files
 * @param loadingTitle docstring of its module that loads them
 */
public record ImporterPlan(
    PipelinePlan pipeline,
    Snippet extraction,
    Snippet management,
    Snippet extractionName,
    Snippet managementName,
    String stem,
    Optional<Snippet> ownStem,
    List<FileTypePlan> types,
    Snippet typeTuple,
    Snippet constants,
    Snippet module,
    Snippet title,
    Snippet constantsTitle,
    Snippet extractionTitle,
    Snippet loadingTitle) {
  public ImporterPlan {
    types = List.copyOf(types);
  }

  /** Python names of the steps that fill its tables, in the order of the tap. */
  public List<Snippet> loads() {
    return types.stream().map(FileTypePlan::load).toList();
  }
}
