package dev.m2d.compare.gate;

import dev.m2d.compare.contract.Contract;
import java.time.Instant;

/**
 * By what the gate judges.
 *
 * @param identity of the contract, see {@link dev.m2d.compare.bundle.History#identity}
 * @param now the time at which it judges
 */
public record Terms(Contract contract, String identity, Instant now) {}
