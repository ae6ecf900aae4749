/**
 * The Proposer port: looks at what was tried and hands in diffs to the base, or the advice to keep measuring. The surrogate,
 * the random search and the language model implement it; `testing/proposerContract.ts` runs on all of them.
 */

import type { MeasuredGain } from '../evaluation/effect.ts';
import type { Rng } from '../market/rng.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { StrategyKind } from '../strategy/strategy.ts';
import type { NewLearning } from '../study/journal.ts';
import type { CampaignPlan, GuardrailFinding, ProposalDraft, VersionAuthor } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import type { CutPrompt } from './model/endpointContext.ts';
import type { PermutationResult } from './model/permutationCheck.ts';
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
  /** Market time that the effect rests on; 0 for the champion, whose effect is zero by definition. */
  readonly hours: number;
  /** Sessions beside the champion that the effect rests on; 0 for the champion and where it was linked through an earlier one. */
  readonly sessions: number;
  /** Whether it runs in the next session beside any acting version. */
  readonly runsAnyway: boolean;
}

/** What replays on recorded markets showed of parameters that need not be a version. */
export interface Replayed {
  readonly parameters: Parameters;
  /** Gain per hour against the champion; the errors include how replays differ from sessions. */
  readonly effect: MeasuredGain;
  /** Market time that the effect rests on; less of it counts, the less replays are trusted. */
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
  /** What the guardrails find in a draft against `base`; nothing in a draft without changes. */
  readonly judge: (draft: ProposalDraft) => readonly GuardrailFinding[];
  /** How far one change may move a parameter, in largest moves (strategy/moves.ts). */
  readonly reach: number;
  /** This round's candidates that did best on recorded markets so far: further ones may start from them. */
  readonly leads: readonly Parameters[];
  /** How many changes are wanted at most, at least 1; a race over recorded markets chooses among them. */
  readonly candidates: number;
  /** What the proposers that were asked before in this round would do; null when there is none. */
  readonly suggestion: ProposalDraft | null;
  /** The records that all this follows from. */
  readonly records: StudySnapshot;
  readonly plan: CampaignPlan;
  /** Sessions that the campaign has left. */
  readonly sessionsLeft: number;
  /** Id of the session that the round follows; null outside a campaign. */
  readonly sessionId: number | null;
  /** Counts the rounds of the study, from 1. */
  readonly nth: number;
  readonly rng: Rng;
  /** What the surrogate fitted to all this so far. */
  readonly fits: SurrogateFits;
}

/** A draft with what its proposer knows about it. */
export interface RoundCandidate {
  readonly draft: ProposalDraft;
  /** Of the guardrails, and of the proposer's own checks. */
  readonly findings: readonly GuardrailFinding[];
  /** Ids of the recorded calls that it came of; empty without a language model. */
  readonly calls: readonly number[];
  /** Claims that it brings. */
  readonly learnings: readonly NewLearning[];
}

/** Why a proposer has no candidate where one was to be expected. The round goes on without it. */
export interface Silence {
  /** What it was asked for, e.g. the framing of a question. */
  readonly about: string;
  /** One sentence. */
  readonly reason: string;
}

export interface Proposed {
  /** Best first: changes, and the advice to change nothing or to run a version again. */
  readonly candidates: readonly RoundCandidate[];
  /** At least one when there is no candidate. */
  readonly silences: readonly Silence[];
  /** What asking once more with permuted outcomes showed; null when it was not tried. */
  readonly permutationCheck: { readonly model: string; readonly found: PermutationResult } | null;
  /** The first prompt of which a model seems to have read a part only; told once. */
  readonly cutPrompt: ({ readonly model: string } & CutPrompt) | null;
}

export interface Proposer {
  readonly name: Extract<VersionAuthor, 'surrogate' | 'random' | 'model'>;
  /**
   * Whether it may be asked several times a round, each time with what recorded markets showed of its candidates so far.
   * false where every answer costs money.
   */
  readonly searches: boolean;
  /**
   * Candidates against `round.base`. Intent `no_change` (no changes) when it knows nothing better, `replicate` (no changes)
   * when the next session should run the draft's `base` again. The same round and seed give the same candidates, if a model
   * gives the same answers.
   *
   * @throws RangeError when the base is not among the versions; never for lack of data
   */
  propose(round: Round): Promise<Proposed>;
}

/** Drafts that code came to, judged by the guardrails. */
export function proposed({ judge }: Pick<Round, 'judge'>, drafts: readonly ProposalDraft[]): Proposed {
  const candidates = drafts.map(
    (draft): RoundCandidate => ({ draft, findings: judge(draft), calls: [], learnings: [] }),
  );
  return { candidates, silences: [], permutationCheck: null, cutPrompt: null };
}

/** The base version of a round. @throws RangeError when it is not among the versions. */
export function baseOf(round: Pick<Round, 'base' | 'versions'>): KnownVersion {
  const base = round.versions.find((version) => version.number === round.base);
  if (base === undefined) throw new RangeError(`v${round.base} is the base of the round but not among its versions`);
  return base;
}
