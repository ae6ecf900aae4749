/**
 * The campaign's state machine. The state is never stored as such: it follows from the records, so that a campaign
 * goes on correctly after any interruption.
 */

import type { Comparison } from '../evaluation/comparison.ts';
import { championOf, successorAfter } from './champions.ts';
import { mayAct } from './paperEvidence.ts';
import { queuedVersions } from './queued.ts';
import type { CampaignRecord, ProposalRecord, SessionRecord } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';
import type { StudySnapshot } from './studySnapshot.ts';

export type Step =
  /** A session was left running by a process that died: it is aborted and its slot runs again. */
  | { readonly kind: 'abort-orphan'; readonly session: SessionRecord }
  | { readonly kind: 'evaluate'; readonly session: SessionRecord }
  /** Risk stopped the champion: the title goes back to an earlier one. */
  | { readonly kind: 'roll-back'; readonly to: number; readonly reason: string }
  | { readonly kind: 'promote'; readonly version: number; readonly reason: string }
  /** `session` is the last one; null before the first. */
  | { readonly kind: 'propose'; readonly session: SessionRecord | null }
  | { readonly kind: 'decide'; readonly proposal: ProposalRecord }
  /** `place` counts completed sessions from 1; the market of a session depends on it, and on what earlier campaigns have seen. */
  | {
      readonly kind: 'run';
      readonly place: { readonly ofStudy: number; readonly ofCampaign: number };
      readonly acting: number;
    }
  | { readonly kind: 'finish' };

export interface StepOptions {
  /** Ids of proposals about which a person was asked and will decide later: the campaign goes on meanwhile. */
  readonly postponed?: ReadonlySet<number>;
  /** A round or a decision is under way beside the sessions: what the market does meanwhile. */
  readonly isMeanwhile?: boolean;
  /** Time in which the feed of a live market was waited for, µs. */
  readonly waitedUs?: number;
}

export function nextStep(
  study: StudySnapshot,
  campaign: CampaignRecord,
  { postponed = new Set(), isMeanwhile = false, waitedUs = 0 }: StepOptions = {},
): Step {
  const orphan = study.sessions.find((session) => session.status === 'running');
  if (orphan !== undefined) return { kind: 'abort-orphan', session: orphan };

  const completed = study.sessions.filter((session) => session.status === 'completed');
  const last = completed.at(-1);
  if (last !== undefined) {
    const evaluation = study.evaluations.find((e) => e.sessionId === last.id);
    if (evaluation === undefined) return { kind: 'evaluate', session: last };
    const { champion } = study;
    const to = successorAfter(last, study);
    if (to !== null) {
      return { kind: 'roll-back', to, reason: `risk stopped the champion, v${champion}, in session ${last.number}` };
    }
    const winner = highestBound(
      evaluation.comparisons.filter((c) => c.verdict === 'promote' && c.champion === champion),
    );
    // Where money is at stake a person promotes.
    const free = campaign.plan.mode !== 'live';
    if (winner !== undefined && free) return { kind: 'promote', version: winner.challenger, reason: winner.reason };
  }
  const done = sessionsDone(study.sessions, campaign, waitedUs);
  const withTrials = (campaign.plan.trials ?? 0) > 0;
  // New candidates would have no session to run in, and what trials chose last would be approved without one: a person looks at it.
  if (withTrials && done >= campaign.plan.sessions) return { kind: 'finish' };
  // A candidate that trials chose is decided first: the round after it may start from the version that comes of it.
  const chosen = study.proposals.find(({ status, trial }) => status === 'waiting' && trial !== null);
  const decides = !isMeanwhile;
  if (chosen !== undefined && decides && !postponed.has(chosen.id)) return { kind: 'decide', proposal: chosen };
  if (!isMeanwhile && isRoundDue(last, study, campaign)) return { kind: 'propose', session: last ?? null };

  // The last proposal waits for a person.
  if (done >= campaign.plan.sessions) return { kind: 'finish' };

  const waiting = study.proposals.find((proposal) => proposal.status === 'waiting');
  if (waiting !== undefined && decides && !postponed.has(waiting.id)) return { kind: 'decide', proposal: waiting };
  // A campaign begins with what waits, and does not end on the champion's turn while something waits.
  const queueFirst = done === 0 || done === campaign.plan.sessions - 1;
  return {
    kind: 'run',
    place: { ofStudy: completed.length + 1, ofCampaign: done + 1 },
    acting: nextActing(study, queueFirst, actsIn(study, campaign)),
  };
}

/**
 * How many of the planned sessions of a campaign are over. Of a live market the hours of interrupted sessions are over too, and those
 * in which its feed was waited for.
 */
export function sessionsDone(
  sessions: readonly SessionRecord[],
  { id, plan }: CampaignRecord,
  waitedUs: number,
): number {
  const own = sessions.filter(({ campaignId }) => campaignId === id);
  const completed = own.filter(({ status }) => status === 'completed').length;
  if (plan.feed === undefined) return completed;
  const lostUs = own.reduce(
    (sum, { status, facts }) => sum + (status === 'interrupted' ? (facts?.durationUs ?? 0) : 0),
    waitedUs,
  );
  return completed + Math.floor(lostUs / (plan.minutes * 60e6));
}

/** After each session, and before the first where candidates can run on trial in it. */
function isRoundDue(last: SessionRecord | undefined, study: StudySnapshot, { plan }: CampaignRecord): boolean {
  const withTrials = (plan.trials ?? 0) > 0;
  if (last === undefined)
    return withTrials && study.proposals.every(({ proposer }) => proposer === 'human' || proposer === 'import');
  const after = study.proposals.filter(({ sessionId }) => sessionId === last.id);
  // With trials a person's own idea takes one of the lanes and leaves the others to the round.
  if (after.some(({ proposer }) => !withTrials || proposer !== 'human')) return false;
  // Without trials a version that waited while the champion had its turn runs before another is proposed, or versions would pile up.
  if (withTrials || last.acting !== last.champion) return true;
  const acts = actsIn(study, { plan });
  return !queuedVersions(study).some(({ number }) => acts(number));
}

/** In a live campaign a version without paper sessions over its market waits for these, and others do not wait behind it. */
function actsIn(study: StudySnapshot, { plan }: Pick<CampaignRecord, 'plan'>): (version: number) => boolean {
  return (version) => mayAct(study, version, plan);
}

/** Several may be proven better at once: the one whose always-valid interval lies highest. */
function highestBound(proven: readonly Comparison[]): Comparison | undefined {
  const bound = ({ alwaysValid }: Comparison): number => alwaysValid?.low ?? Number.NEGATIVE_INFINITY;
  return proven.toSorted((a, b) => bound(b) - bound(a))[0];
}

/** After this many sessions of other versions the champion acts. */
const OTHERS_IN_A_ROW = 4;

/**
 * The champion when it is its turn, about every fifth session; else the oldest version that waits
 * for its session; else the one that the last round wants to measure again; else the champion.
 *
 * @param queueFirst whether a version that waits goes before the champion's turn. The champion runs beside it all the same.
 * @param acts which versions other than the champion may act
 */
export function nextActing(
  study: Pick<StudyRecords, 'versions' | 'sessions' | 'proposals' | 'decisions'>,
  queueFirst = false,
  acts: (version: number) => boolean = () => true,
): number {
  const champion = championOf(study);
  const waiting = queuedVersions(study).find(({ number }) => acts(number));
  if (queueFirst && waiting !== undefined) return waiting.number;
  const completed = study.sessions.filter((session) => session.status === 'completed');
  const lately = completed.slice(-OTHERS_IN_A_ROW);
  if (lately.length === OTHERS_IN_A_ROW && lately.every((session) => session.acting !== champion)) return champion;
  const again = replicated(study, completed.at(-1));
  return waiting?.number ?? (again !== undefined && acts(again) ? again : champion);
}

/** A candidate that was passed over for another asks for nothing. */
function replicated(
  { proposals }: Pick<StudyRecords, 'proposals'>,
  last: SessionRecord | undefined,
): number | undefined {
  return proposals.findLast(
    ({ sessionId, intent, status }) => sessionId === last?.id && intent === 'replicate' && status === 'no-change',
  )?.base;
}
