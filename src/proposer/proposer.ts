/** The Proposer port: looks at what was tried and hands in a diff to the base, or the advice to keep measuring. */

import type { MeasuredGain } from '../evaluation/effect.ts';
import type { Rng } from '../market/rng.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { StrategyKind } from '../strategy/strategy.ts';
import type { ProposalDraft, VersionAuthor } from '../study/records.ts';
import type { SurrogateFits } from './surrogateFits.ts';

/** What is known of a version. */
export interface KnownVersion {
  readonly number: number;
  readonly parameters: Parameters;
  readonly rolledBack: boolean;
  /** Quote currency; null before the first session. */
  readonly volumePerHour: number | null;
  /** Gain per hour against the champion; null while it has not run beside one. */
  readonly effect: MeasuredGain | null;
  /** Market time that the effect rests on; 0 for the champion, of which it is known. */
  readonly hours: number;
  /** Sessions beside the champion that the effect rests on; 0 for the champion and where it was linked through an earlier one. */
  readonly sessions: number;
  /** Whether it runs in the next session whoever acts. */
  readonly runsAnyway: boolean;
}

/** What replays on recorded markets said of parameters that need not be a version. */
export interface Replayed {
  readonly parameters: Parameters;
  /** Gain per hour against the champion; the errors hold what replays may miss of sessions too. */
  readonly effect: MeasuredGain;
  /** Market time that the effect rests on; the less replays are trusted, the less of it counts. */
  readonly hours: number;
  readonly volumePerHour: number;
}

export interface Round {
  readonly strategy: StrategyKind;
  /** The version that the diff is against. */
  readonly base: number;
  readonly versions: readonly KnownVersion[];
  /** Oldest first. */
  readonly replayed: readonly Replayed[];
  /** Volume per hour that a version has to make, quote currency. */
  readonly minVolumePerHour: number;
  /** Sign or code of the quote currency, for reasons in words. */
  readonly currency: string;
  /** Whether a set of parameters would pass the guardrails as a diff to the base. */
  readonly admissible: (draft: ProposalDraft) => boolean;
  /** This round's candidates that did best on recorded markets so far: further ones may start from them. */
  readonly leads: readonly Parameters[];
  /** How many candidates are welcome: something else chooses among them. */
  readonly candidates: number;
  readonly rng: Rng;
  /** What the surrogate fitted to all this so far. */
  readonly fits: SurrogateFits;
}

export interface Proposer {
  readonly name: Extract<VersionAuthor, 'surrogate' | 'random' | 'model'>;
  /**
   * Drafts, best first, at least one; intent `no_change` when it knows nothing better, `replicate` (no changes) when the
   * next session should run `base` again. @throws never for lack of data.
   */
  propose(round: Round): Promise<readonly [ProposalDraft, ...ProposalDraft[]]>;
}

/** The base version of a round. @throws RangeError when it is not among the versions. */
export function baseOf(round: Pick<Round, 'base' | 'versions'>): KnownVersion {
  const base = round.versions.find((version) => version.number === round.base);
  if (base === undefined) throw new RangeError(`v${round.base} is the base of the round but not among its versions`);
  return base;
}
