/** The evidence of one hour about two versions: how often single hours differ by as much as v7 and v8 of the seeds. */

import type { Market } from './markets.ts';
import { seedTable } from './versions.ts';

/** Indices of v7 and v8. The seeds call this step a breakthrough. */
const FROM = 6;
const TO = 7;

export interface OneHour {
  /** Difference from v7 to v8 in the seeds, USD per $10k. */
  readonly step: number;
  readonly hours: number;
  /** Hours in which v8 was better than v7 by at least that, and worse by at least that. */
  readonly up: number;
  readonly down: number;
}

/** Pessimistic fills; hours in which both traded. */
export function oneHour(synthetic: readonly Market[]): OneHour {
  const step = (seedTable[TO]?.per10k ?? 0) - (seedTable[FROM]?.per10k ?? 0);
  const gaps = synthetic
    .flatMap(({ sessions }) => sessions)
    .flatMap((outcomes) => {
      const [from, to] = [FROM, TO].map((set) => outcomes[set]?.pessimistic.metrics.profitPer10k ?? null);
      return from == null || to == null ? [] : [to - from];
    });
  return {
    step,
    hours: gaps.length,
    up: gaps.filter((gap) => gap >= step).length,
    down: gaps.filter((gap) => gap <= -step).length,
  };
}
