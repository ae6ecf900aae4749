/** What candidates on trial measured, before anybody approved them. */

import type { Comparison } from '../evaluation/comparison.ts';
import {
  chained,
  effectOf,
  type GainOverHours,
  type Measured,
  type MeasuredGain,
  pooledGain,
} from '../evaluation/effect.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { type ComparedStudy, compareSinceChosen, compareTrial } from './comparisons.ts';
import { type Guess, guessOf, type StudyWithPriors } from './guess.ts';
import { proposedParameters } from './races.ts';
import type { ProposalRecord } from './records.ts';
import { type ReplayedGain, replayedGains } from './replayTrust.ts';

/** A candidate on trial, or one that was, against the present champion. */
export interface TrialEvidence {
  readonly proposal: ProposalRecord;
  readonly parameters: Parameters;
  /** Whether it ran in a sealed session, also where none counts against the present champion. */
  readonly ran: boolean;
  /** Over the sessions that chose it or may choose it; null while there is none, also after a new champion, until both ran. */
  readonly comparison: Comparison | null;
  /** Over the sessions after it was chosen, while it waited for a decision; null without any. */
  readonly since: Comparison | null;
  /** Gain per hour of the sessions that chose it, as of `trialGain`; null while it never differed from the champion. */
  readonly measured: GainOverHours | null;
  /** The estimate by its trials and its race, drawn to what can be expected of a candidate; null without a comparison. */
  readonly guess: Guess | null;
}

/** Whether a candidate is still on trial, or in review after it. */
export function isOpenTrial({ proposal: { status } }: Pick<TrialEvidence, 'proposal'>): boolean {
  return status === 'on-trial' || status === 'waiting';
}

/** Every candidate that is or was on trial, oldest first. Computed once a snapshot: take its `trials`. */
export function trialEvidence(study: StudyWithPriors): TrialEvidence[] {
  const { champion, trust, priors } = study;
  return study.proposals.flatMap((proposal): TrialEvidence[] => {
    const parameters = proposal.trial === null ? null : proposedParameters(proposal, study.versions);
    if (parameters === null) return [];
    const comparison = study.trialComparison(proposal);
    const measured = study.trialGain(proposal);
    const race = proposal.race?.champion === champion ? proposal.race : null;
    const since = compareSinceChosen(proposal, champion, study);
    const own = measuredBy(since);
    const background = { race, trial: measured, trust: trust.weight, priors };
    const guess =
      comparison === null && since === null ? null : guessOf(own?.gain ?? null, own?.hours ?? 0, background);
    const ran = study.laneIndex.trialsOf(proposal.id).size > 0;
    return [{ proposal, parameters, ran, comparison, since, measured, guess }];
  });
}

/** A comparison as a measurement; null without one, and while both sides never differed. */
export function measuredBy(comparison: Comparison | null): GainOverHours | null {
  if (comparison === null) return null;
  const known = measuredOf.get(comparison);
  if (known !== undefined) return known;
  const gain = effectOf(comparison);
  const measured = gain === null ? null : { gain, hours: comparison.hours };
  measuredOf.set(comparison, measured);
  return measured;
}

/** Computed once for each comparison: a study has thousands of trials that ended long ago. */
const measuredOf = new WeakMap<Comparison, GainOverHours | null>();

/** Variance of an hour's gain by part, (quote currency)²: that of the usual candidate on trial against the present champion. */
export type UsualVariance = Readonly<Record<'markout' | 'holding', number>>;

/**
 * Over all candidates that were ever on trial: how much their gains scatter, or the noise that their blocks show where that is
 * less, since large effects scatter too. null while none was measured.
 */
export function usualVariance(study: Pick<StudyWithPriors, 'proposals' | 'trialComparison'>): UsualVariance | null {
  const gains = study.proposals
    .map((proposal) => measuredBy(study.trialComparison(proposal)))
    .filter((one) => one !== null);
  if (gains.length === 0) return null;
  const of = (part: keyof UsualVariance): number => {
    const scatter = gains.reduce((sum, { gain, hours }) => sum + gain[part].mean ** 2 * hours, 0);
    const noise = gains.reduce((sum, { gain, hours }) => sum + gain[part].standardError ** 2 * hours, 0);
    return Math.min(scatter, noise) / gains.length;
  };
  return { markout: of('markout'), holding: of('holding') };
}

/** Sessions of its own noise that the usual one counts as much as. */
const USUAL_COUNTS_AS = 2;

/**
 * What trials measured, with errors that allow for luck in the noise. Of many candidates the one that looks best is often one whose
 * few sessions happened to be quiet: its own blocks show too little noise. So its variance is moderated by that of the usual
 * candidate (Smyth 2004), as in intervals.ts by that of blocks. Errors only grow by it.
 */
export function withUsualNoise({ gain, hours }: GainOverHours, sessions: number, usual: UsualVariance): GainOverHours {
  const part = (name: keyof UsualVariance): Measured => {
    const { mean, standardError } = gain[name];
    const own = standardError ** 2;
    const moderated = ((USUAL_COUNTS_AS * usual[name]) / hours + sessions * own) / (USUAL_COUNTS_AS + sessions);
    return { mean, standardError: Math.sqrt(Math.max(own, moderated)) };
  };
  const [markout, holding] = [part('markout'), part('holding')];
  const added = (a: keyof UsualVariance, moderated: Measured): number =>
    moderated.standardError ** 2 - gain[a].standardError ** 2;
  const variance = gain.standardError ** 2 + added('markout', markout) + added('holding', holding);
  return { gain: { ...gain, standardError: Math.sqrt(variance), markout, holding }, hours };
}

/** What a candidate's trials measured of it against a version. */
export interface TrialGain {
  readonly measured: GainOverHours;
  readonly sessions: number;
  /** The champion beside which both ran, where they never ran together; null otherwise. */
  readonly through: number | null;
}

/** Beside the version itself, or else beside the champion, against which the version was measured too; null without either. */
export function trialAgainst(
  proposal: ProposalRecord,
  version: number,
  study: ComparedStudy & Pick<StudyWithPriors, 'champion' | 'trialComparison'>,
): TrialGain | null {
  const { champion } = study;
  const direct = version === champion ? study.trialComparison(proposal) : compareTrial(proposal, version, study);
  const measured = measuredBy(direct);
  if (direct !== null && measured !== null) return { measured, sessions: direct.sessions, through: null };
  const beside = study.trialComparison(proposal);
  const [first, second] = [measuredBy(beside), measuredBy(study.comparison(champion, version))];
  if (beside === null || first === null || second === null) return null;
  const hours = Math.min(first.hours, second.hours);
  return { measured: { gain: chained(first.gain, second.gain), hours }, sessions: beside.sessions, through: champion };
}

/** What races and trials measured of a candidate together. */
export interface CandidateGain extends GainOverHours {
  readonly proposal: ProposalRecord;
  readonly volumePerHour: number;
  /** What the race alone measured; null without one against this champion. */
  readonly race: ReplayedGain | null;
}

/**
 * Of all candidates that were raced or on trial against the present champion, losers too; oldest first.
 *
 * @param trust as of `replayedGains`
 */
export function candidateGains(
  study: ComparedStudy & Pick<StudyWithPriors, 'champion' | 'trialComparison' | 'trialGain'>,
  trust: number,
): CandidateGain[] {
  const { proposals, champion } = study;
  const variances = study.memory.variances(champion);
  // In the order of proposals, as those are.
  const raced = replayedGains(proposals, champion, trust, variances);
  let nextRaced = 0;
  const gains: CandidateGain[] = [];
  for (const proposal of proposals) {
    const comparison = study.trialComparison(proposal);
    const tried = study.trialGain(proposal);
    const race = raced[nextRaced]?.proposal === proposal ? (raced[nextRaced++] ?? null) : null;
    if (tried === null && race === null) continue;
    const hours = (tried?.hours ?? 0) + (race?.hours ?? 0);
    const volumePerHour = comparison?.volumePerHour ?? race?.race.volumePerHour ?? 0;
    gains.push({ proposal, gain: pooledOnce(tried, race), hours, volumePerHour, race });
  }
  return gains;
}

/** The newest mean of what a trial and a race measured, by the gain of one of them. */
const pooledOf = new WeakMap<MeasuredGain, { readonly of: readonly unknown[]; readonly pooled: MeasuredGain }>();

function pooledOnce(tried: GainOverHours | null, race: GainOverHours | null): MeasuredGain {
  const measured = [tried, race].filter((one) => one !== null);
  const of = measured.flatMap(({ gain, hours }) => [gain, hours]);
  const [key] = measured;
  if (key === undefined) throw new RangeError('nothing was measured');
  const known = pooledOf.get(key.gain);
  if (known !== undefined && known.of.length === of.length && known.of.every((one, i) => one === of[i]))
    return known.pooled;
  const pooled = pooledGain(measured);
  pooledOf.set(key.gain, { of, pooled });
  return pooled;
}
