/** What the results of a session decide about candidates on trial: one goes to review, some end, the others go on. */

import { amountText } from '../market/money.ts';
import type { TrialEnd } from './journal.ts';
import { queuedVersions } from './queued.ts';
import type { StudySnapshot } from './studySnapshot.ts';
import type { TrialEvidence } from './trials.ts';

/** Of being better than the champion, by race and trials together, before a candidate goes to review. */
const REVIEW_PROBABILITY = 0.6;
/** With less than this a trial ends. */
const END_PROBABILITY = 0.25;

/**
 * The best candidate goes to review when it is believed to be better than the version from which proposals start and than the
 * candidate in review, trades enough, gains under both fill models, and no approved version still waits for its session. A trial ends when its candidate is most
 * likely worse than the champion, hardly trades, did exactly what the champion did, or when `mostOpen` others are more promising. An open
 * trial without a lane in the next session may get one later: what is believed of it changes with what others measure.
 *
 * @param mostOpen how many trials stay open at most
 */
export function trialEnds(study: StudySnapshot, mostOpen: number): TrialEnd[] {
  const { centre, versions } = study.leaderboard;
  const tried = study.trials.filter(
    ({ proposal, comparison }) => proposal.status === 'on-trial' && comparison !== null,
  );
  const toBeat = Math.max(0, versions.find(({ version }) => version.number === centre)?.guess?.mean ?? 0);
  const waiting = study.trials.find(({ proposal }) => proposal.status === 'waiting');
  const free = queuedVersions(study).length === 0;
  const [best] = tried
    .filter((one) => isPromising(one, Math.max(toBeat, waiting?.guess?.mean ?? 0)))
    .sort((a, b) => meanOf(b) - meanOf(a));
  const chosen = free ? best : undefined;
  const open = tried.filter((one) => one !== chosen);
  const ends = open.flatMap((one): TrialEnd[] => {
    const outcome = whyEnded(one, study);
    return outcome === null ? [] : [{ proposalId: one.proposal.id, status: 'passed-over', outcome }];
  });
  const ended = new Set(ends.map(({ proposalId }) => proposalId));
  const behind = open
    .filter(({ proposal }) => !ended.has(proposal.id))
    .sort((a, b) => meanOf(b) - meanOf(a))
    .slice(mostOpen);
  return [
    ...(chosen === undefined ? [] : [{ proposalId: chosen.proposal.id, status: 'waiting' as const }]),
    ...ends,
    ...behind.map(
      (one): TrialEnd => ({
        proposalId: one.proposal.id,
        status: 'passed-over',
        outcome: `${sessionsOf(one)} of trial: believed ${perHour(meanOf(one), study)}; ${mostOpen} others were more promising`,
      }),
    ),
  ];
}

function isPromising({ comparison, measured, guess }: TrialEvidence, toBeat: number): boolean {
  if (comparison === null || measured === null || guess === null) return false;
  if (!comparison.tradesEnough || !comparison.signAgrees) return false;
  return guess.mean > toBeat && guess.probabilityBetter >= REVIEW_PROBABILITY;
}

/** null while it goes on. */
function whyEnded(one: TrialEvidence, study: StudySnapshot): string | null {
  const { comparison, measured, guess } = one;
  if (comparison === null || guess === null) return null;
  const sessions = `${sessionsOf(one)} of trial`;
  if (measured === null) return `${sessions}: it did exactly what v${study.champion} did`;
  if (!comparison.tradesEnough) {
    const volume = amountText(comparison.volumePerHour, study.rules.currency, 0);
    return `${sessions}: it hardly trades, ${volume} of volume an hour`;
  }
  if (comparison.verdict === 'roll-back') return `${sessions}: ${comparison.reason}`;
  if (guess.probabilityBetter >= END_PROBABILITY) return null;
  const share = `P(better than v${study.champion}) ${Math.round(guess.probabilityBetter * 100)} %`;
  return `${sessions}: believed ${perHour(guess.mean, study)}, ${share}`;
}

function sessionsOf({ comparison }: TrialEvidence): string {
  const sessions = comparison?.sessions ?? 0;
  return `${sessions} ${sessions === 1 ? 'session' : 'sessions'}`;
}

function meanOf({ guess }: TrialEvidence): number {
  return guess?.mean ?? 0;
}

function perHour(amount: number, { rules }: StudySnapshot): string {
  return `${amount < 0 ? '−' : '+'}${amountText(amount, rules.currency)} an hour`;
}
