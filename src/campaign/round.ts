/** What a round of proposing starts from, by the records. */

import { hoursOfBlocks } from '../evaluation/blocks.ts';
import type { GuardrailContext, TriedVersion } from '../guardrails/context.ts';
import { checkGuardrails } from '../guardrails/judge.ts';
import { currencyOf } from '../market/money.ts';
import { childSeed, createRng } from '../market/rng.ts';
import type { Replayed, Round } from '../proposer/proposer.ts';
import { SurrogateFits } from '../proposer/surrogateFits.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { TRIAL_REACH } from '../strategy/moves.ts';
import { type Parameters, parametersKey } from '../strategy/parameters.ts';
import type { StudyReader } from '../study/journal.ts';
import { contendersOf, type LeaderboardRow } from '../study/leaderboard.ts';
import { cancelledUnrun } from '../study/queued.ts';
import { proposedParameters } from '../study/races.ts';
import type { CampaignPlan, CampaignRecord } from '../study/records.ts';
import { distinctSessions, lastPriceTicks } from '../study/sessions.ts';
import { type StudySnapshot, snapshotOf } from '../study/studySnapshot.ts';
import { isOpenTrial } from '../study/trials.ts';
import { isCopy } from '../study/versions.ts';

/** Candidates of a proposer in a round; replaying chooses among them. */
const CANDIDATES = 8;
/** Candidates on trial from which further ones may start. */
const LEADS = 3;

export interface RoundStart {
  readonly round: Round;
  readonly context: GuardrailContext;
}

/** @param nth counts rounds from 1; everything random in a round follows from it */
export function roundStart(
  journal: StudyReader,
  { id: campaignId, plan }: Pick<CampaignRecord, 'id' | 'plan'>,
  nth: number,
): RoundStart {
  const records = snapshotOf(journal);
  const { study, leaderboard } = records;
  const { centre, versions } = leaderboard;
  const contenders = new Set(contendersOf(leaderboard));
  const context = guardrailContext(journal, plan, centre, records);
  const done = records.sessions.filter((s) => s.campaignId === campaignId && s.status === 'completed').length;
  const round: Round = {
    strategy: context.strategy,
    base: centre,
    minVolumePerHour: study.minVolumePerHour,
    currency: currencyOf(study.instrument),
    versions: versions.map(({ version, effect: own, hours, comparison, volumePerHour, rolledBack }) => ({
      number: version.number,
      parameters: version.parameters,
      rolledBack,
      volumePerHour,
      effect: isCopy(version, leaderboard) ? null : own,
      hours,
      sessions: comparison?.sessions ?? 0,
      runsAnyway: contenders.has(version.number),
    })),
    replayed: replayedBefore(records),
    // Advice to keep measuring has nothing to judge.
    judge: (draft) => (draft.changes.length === 0 ? [] : checkGuardrails(draft, context, false)),
    reach: reachOf(plan),
    leads: bestTrials(records),
    candidates: CANDIDATES,
    suggestion: null,
    records,
    plan,
    sessionsLeft: Math.max(0, plan.sessions - done),
    sessionId: null,
    nth,
    rng: createRng(childSeed(study.seed, 'propose', nth)),
    fits: new SurrogateFits(),
  };
  return { round, context };
}

/**
 * Candidates of earlier rounds, as races and trials against the present champion measured them. Races of one candidate ran over much
 * the same minutes: the longest counts, and of equally long ones the newest. The trials of those that became
 * versions are part of what is known of the version.
 */
function replayedBefore(records: StudySnapshot): Replayed[] {
  const { versions } = records;
  const became = new Set(versions.map(({ proposalId }) => proposalId));
  const longest = new Map<string, Replayed>();
  for (const candidate of records.candidateGains) {
    const { proposal, volumePerHour } = candidate;
    const parameters = proposedParameters(proposal, versions);
    const measured = became.has(proposal.id) ? candidate.race : candidate;
    if (parameters === null || measured === null) continue;
    const { gain, hours } = measured;
    const key = parametersKey(parameters);
    if ((longest.get(key)?.hours ?? 0) > hours) continue;
    longest.delete(key);
    longest.set(key, { parameters, effect: gain, hours, volumePerHour });
  }
  return [...longest.values()];
}

/** Candidates that run on trial before they act may move further. */
function reachOf({ trials = 0 }: Pick<CampaignPlan, 'trials'>): number {
  return trials > 0 ? TRIAL_REACH : 1;
}

/** Candidates on trial, or in review, that are believed to gain: the best first. */
function bestTrials({ trials }: StudySnapshot): Parameters[] {
  return trials
    .filter((one) => isOpenTrial(one) && (one.guess?.mean ?? 0) > 0)
    .sort((a, b) => (b.guess?.mean ?? 0) - (a.guess?.mean ?? 0))
    .slice(0, LEADS)
    .map(({ parameters }) => parameters);
}

/** What guardrails need to know, for a diff against `base`. @throws NotFound for an unknown base. */
export function guardrailContext(
  journal: StudyReader,
  plan: Pick<CampaignPlan, 'mode' | 'limits' | 'trials'>,
  base: number,
  records: StudySnapshot = snapshotOf(journal),
): GuardrailContext {
  const { study } = records;
  const { champion, versions } = records.leaderboard;
  const own = records.lanesOf(champion, 'pessimistic');
  const counted = new Set(distinctSessions(own.map(({ session }) => session)));
  const lanes = own.flatMap(({ session, lane }) => (counted.has(session) ? [lane] : []));
  const baseVersion = journal.version(base);
  const priceTicks = lastPriceTicks(journal);
  const cancelled = cancelledUnrun(records);
  return {
    strategy: strategyNamed(study.strategy),
    context: {
      instrument: study.instrument,
      capital: study.capital,
      ...(priceTicks === undefined ? {} : { priceTicks }),
    },
    limits: plan.limits,
    mode: plan.mode,
    reach: reachOf(plan),
    base: triedOf(
      versions.find((v) => v.version.number === base),
      cancelled,
    ) ?? {
      number: base,
      parameters: baseVersion.parameters,
      rolledBack: false,
      cancelled: false,
      outcome: 'not yet run',
    },
    tried: versions.flatMap((version) => triedOf(version, cancelled) ?? []),
    champion: {
      fills: lanes.reduce((sum, lane) => sum + lane.metrics.fills, 0),
      hours: lanes.reduce((sum, lane) => sum + hoursOfBlocks(lane.blocks), 0),
    },
  };
}

function triedOf(row: LeaderboardRow | undefined, cancelled: ReadonlySet<number>): TriedVersion | undefined {
  if (row === undefined) return undefined;
  const { version, comparison, rolledBack } = row;
  return {
    number: version.number,
    parameters: version.parameters,
    rolledBack,
    cancelled: cancelled.has(version.number),
    outcome:
      comparison?.reason ??
      (cancelled.has(version.number) ? 'cancelled before it ran' : 'not yet compared with the champion'),
  };
}
