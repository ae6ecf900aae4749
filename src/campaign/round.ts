/** What a round of proposing starts from, as the records stand. */

import type { GuardrailContext, TriedVersion } from '../guardrails/context.ts';
import { applied, checkGuardrails } from '../guardrails/judge.ts';
import { currencyOf } from '../market/money.ts';
import { childSeed, createRng } from '../market/rng.ts';
import type { HistoryInput } from '../proposer/model/records.ts';
import type { Replayed, Round } from '../proposer/proposer.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { parametersKey } from '../strategy/parameters.ts';
import { contendersOf } from '../study/contenders.ts';
import { isCopy } from '../study/copy.ts';
import { distinctSessions } from '../study/distinctSessions.ts';
import type { StudyReader } from '../study/journal.ts';
import { lastPriceTicks } from '../study/lastPrice.ts';
import type { Leaderboard, LeaderboardRow } from '../study/leaderboard.ts';
import { cancelledUnrun } from '../study/queued.ts';
import type { CampaignPlan, CampaignRecord } from '../study/records.ts';
import { replayedGains } from '../study/replayedGains.ts';
import { type ReplayTrust, replayTrust } from '../study/replayTrust.ts';
import { standing, standingInput } from './standing.ts';

/** Candidates of a proposer in a round; replaying chooses among them. */
const CANDIDATES = 8;

export interface RoundStart {
  readonly round: Round;
  readonly context: GuardrailContext;
  readonly champion: number;
  readonly trust: ReplayTrust;
}

/** @param nth counts rounds from 1; everything random in a round follows from it */
export function roundStart(
  journal: StudyReader,
  { id: campaignId, plan }: Pick<CampaignRecord, 'id' | 'plan'>,
  nth: number,
): RoundStart {
  const { study } = journal;
  const now = standing(journal);
  const { champion, centre, versions } = now;
  const contenders = new Set(contendersOf(now));
  const context = guardrailContext(journal, plan, centre, now);
  const trust = replayTrust(standingInput(journal));
  const records = recordsOf(journal);
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
      effect: isCopy(version, now) ? null : own,
      hours,
      sessions: comparison?.sessions ?? 0,
      runsAnyway: contenders.has(version.number),
    })),
    replayed: replayedBefore(journal, champion, trust.weight),
    // Advice to measure on has nothing to judge.
    judge: (draft) => (draft.changes.length === 0 ? [] : checkGuardrails(draft, context, false)),
    leads: [],
    candidates: CANDIDATES,
    suggestion: null,
    records,
    plan,
    sessionsLeft: Math.max(0, plan.sessions - done),
    sessionId: null,
    nth,
    rng: createRng(childSeed(study.seed, 'propose', nth)),
  };
  return { round, context, champion, trust };
}

/** Everything on record of the study. */
function recordsOf(journal: StudyReader): HistoryInput {
  return {
    study: journal.study,
    versions: journal.versions(),
    sessions: journal.sessions(),
    lanes: journal.lanes(),
    evaluations: journal.evaluations(),
    proposals: journal.proposals(),
    decisions: journal.decisions(),
    learnings: journal.learnings(),
    timeline: journal.timeline(),
  };
}

/** Races of earlier rounds against the present champion; of those of one candidate, which ran over much the same minutes, the longest, and of equal ones the newest. */
function replayedBefore(journal: StudyReader, champion: number, trust: number): Replayed[] {
  const longest = new Map<string, Replayed>();
  for (const { proposal, race, gain, hours } of replayedGains(journal.proposals(), champion, trust)) {
    const parameters = applied(journal.version(proposal.base).parameters, proposal.changes);
    const key = parametersKey(parameters);
    if ((longest.get(key)?.hours ?? 0) > hours) continue;
    longest.delete(key);
    longest.set(key, { parameters, effect: gain, hours, volumePerHour: race.volumePerHour });
  }
  return [...longest.values()];
}

/** What guardrails need to know, for a diff against `base`. @throws NotFound for an unknown base. */
export function guardrailContext(
  journal: StudyReader,
  plan: Pick<CampaignPlan, 'mode' | 'limits'>,
  base: number,
  now: Leaderboard = standing(journal),
): GuardrailContext {
  const { study } = journal;
  const { champion, versions } = now;
  const own = journal.lanes().filter((lane) => lane.version === champion && lane.fillModel === 'pessimistic');
  const ran = new Set(own.map((lane) => lane.sessionId));
  const counted = new Set(distinctSessions(journal.sessions().filter(({ id }) => ran.has(id))).map(({ id }) => id));
  const lanes = own.filter((lane) => counted.has(lane.sessionId));
  const baseVersion = journal.version(base);
  const priceTicks = lastPriceTicks(journal);
  const cancelled = cancelledUnrun({ lanes: journal.lanes(), decisions: journal.decisions() });
  return {
    strategy: strategyNamed(study.strategy),
    context: {
      instrument: study.instrument,
      capital: study.capital,
      ...(priceTicks === undefined ? {} : { priceTicks }),
    },
    limits: plan.limits,
    mode: plan.mode,
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
      hours: lanes.reduce((sum, lane) => sum + (lane.blocks.blockSeconds * lane.blocks.profit.length) / 3600, 0),
    },
  };
}

function triedOf(standing: LeaderboardRow | undefined, cancelled: ReadonlySet<number>): TriedVersion | undefined {
  if (standing === undefined) return undefined;
  const { version, comparison, rolledBack } = standing;
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
