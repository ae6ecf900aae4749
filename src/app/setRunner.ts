/** The port through which sets of parameters run over tapes. */

import type { LaneTotals } from '../evaluation/laneTotals.ts';
import type { SetOutcome } from '../evaluation/setSummary.ts';
import type { Parameters } from '../strategy/parameters.ts';

/** What is completed first: all sets on one tape, or one set on all tapes. It matters when the user stops the work. */
export type FirstDone = 'tapes' | 'sets';

/** Outcomes of consecutive sets on one tape, in the order of the sets. */
export interface SetPart<Figures extends LaneTotals = LaneTotals> {
  readonly tape: number;
  readonly fromSet: number;
  readonly outcomes: readonly SetOutcome<Figures>[];
}

export interface SetWork {
  readonly sets: readonly Parameters[];
  readonly firstDone: FirstDone;
  /** What runs, in words for a line of progress. */
  readonly title: string;
}

/** Runs every set on every tape and hands over the parts as they end. Returns whether the user stopped it. */
export type SetRunner<Figures extends LaneTotals = LaneTotals> = (
  work: SetWork,
  each: (part: SetPart<Figures>) => void,
) => Promise<boolean>;
