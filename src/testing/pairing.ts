/** Paired sessions given by their differences: the champion earns nothing, so the challenger's profit is the difference. Nothing swings or is held. */

import type { Blocks } from '../evaluation/comparison.ts';
import { type DecisionRules, decisionRules } from '../evaluation/decisionRules.ts';
import type { PairedSession } from '../evaluation/pairing.ts';

/** Rules of a study with a capital of 1,000: a loss of 0.10 an hour counts as none. */
export const rules: DecisionRules = decisionRules({ capital: 1_000, minVolumePerHour: 100, riskAversion: 200 });

export interface Pairing {
  readonly regime?: string;
  readonly halted?: boolean;
  /** Per block and side; 1,000 by default. */
  readonly volume?: number;
  /** Differences under the optimistic fill model; the same by default. */
  readonly optimistic?: readonly number[];
  readonly blockSeconds?: number;
}

/** One session whose blocks differ by these amounts. */
export function aPairing(differences: readonly number[], pairing: Pairing = {}): PairedSession {
  const { regime = 'calm', halted = false, volume = 1_000, optimistic = differences, blockSeconds = 300 } = pairing;
  const blocks = (profit: readonly number[]): Blocks => ({
    blockSeconds,
    profit,
    volume: profit.map(() => volume),
    swings: profit.map(() => 0),
    holding: profit.map(() => 0),
  });
  const nothing = differences.map(() => 0);
  return {
    challenger: blocks(differences),
    champion: blocks(nothing),
    optimisticChallenger: blocks(optimistic),
    optimisticChampion: blocks(nothing),
    regime,
    halted,
  };
}

/** Hours of twelve blocks that are better by `effect` an hour, with a noise of `sd` an hour; regimes take turns. */
export function hours(
  count: number,
  effect: number,
  sd: number,
  pairing: Pairing & { readonly regimes?: readonly string[] } = {},
): PairedSession[] {
  const { regimes = ['calm', 'trending'] } = pairing;
  // Blocks alternate around the mean, so that their spread is known: over n of them the sample deviation is ±x √(n / (n − 1)).
  const n = 12 * count;
  const x = (sd / Math.sqrt(12)) * Math.sqrt((n - 1) / n);
  return Array.from({ length: count }, (_, i) =>
    aPairing(
      Array.from({ length: 12 }, (_, j) => effect / 12 + (j % 2 === 0 ? x : -x)),
      { regime: regimes[i % regimes.length] ?? 'calm', ...pairing },
    ),
  );
}
