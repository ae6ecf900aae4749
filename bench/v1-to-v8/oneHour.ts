/** What one hour can say of two versions: how often chance alone brings a step like the seeds' last one. */

import type { Market } from './markets.ts';
import { seedTable } from './versions.ts';

/** v7 to v8, which the seeds call a breakthrough. */
const FROM = 6;
const TO = 7;

export interface OneHour {
  /** Of the seeds, USD per $10k. */
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
