package dev.m2d.config;

import java.util.Optional;

/**
 * Options of `meltano run`, `el` and `elt` for loading.
 *
 * @param fullRefresh `--full-refresh`
 * @param refreshCatalog `--refresh-catalog`
 * @param stateId `--state-id`
 * @param stateIdSuffix `--state-id-suffix`
 */
public record LoadOptions(
    boolean fullRefresh,
    boolean refreshCatalog,
    Optional<String> stateId,
    Optional<String> stateIdSuffix) {

  /** No options. */
  public static final LoadOptions NONE =
      new LoadOptions(false, false, Optional.empty(), Optional.empty());

  /** These, and the others where these say nothing. */
  public LoadOptions or(LoadOptions others) {
    return new LoadOptions(
        fullRefresh || others.fullRefresh,
        refreshCatalog || others.refreshCatalog,
        stateId.or(others::stateId),
        stateIdSuffix.or(others::stateIdSuffix));
  }
}
