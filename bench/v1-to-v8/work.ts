/** Messages of the worker threads: a market with the versions that run over it, and their outcomes. */

import type { MeasuredSet } from '../../src/evaluation/setSummary.ts';
import type { Latency } from '../../src/exchange/latency.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';

/** Quote currency; the capital of the seeds. */
export const CAPITAL = 1_000;
export const DECISION_US = 1_000_000;
export const LATENCY: Latency = { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 };
/** Length of a session, as in the tests of the seeds. */
export const SESSION_MINUTES = 60;

export type MarketRequest =
  | { readonly kind: 'synthetic'; readonly family: Family; readonly seed: string; readonly minutes: number }
  /** `minutes`: length of the sessions that the tape is cut into. */
  | { readonly kind: 'recorded'; readonly files: readonly string[]; readonly minutes: number };

export interface Unit {
  readonly market: MarketRequest;
  readonly instrument: Instrument;
  readonly sets: readonly Parameters[];
}

/** Outcomes of one session, in the order of the sets. */
export type SessionOutcomes = readonly MeasuredSet[];
