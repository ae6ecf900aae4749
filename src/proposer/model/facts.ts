/** What changes from call to call: figures about the present state, computed by code from the ledger. */

import { decisionRules } from '../../evaluation/decisionRules.ts';
import type { Parameters } from '../../strategy/parameters.ts';
import type { StrategyKind } from '../../strategy/strategy.ts';
import type { Leaderboard, LeaderboardRow } from '../../study/leaderboard.ts';
import type { CampaignPlan, LaneRecord, ProposalDraft, StudyRecord } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import type { Replayed } from '../proposer.ts';
import { figure, type JsonObject } from './json.ts';
import { caps, quotedText } from './quoteText.ts';
import { marketOf } from './sessionData.ts';
import { sensitivitiesOf, suggestionOf } from './surrogateFacts.ts';
import { untestedOf } from './untested.ts';

/** A claim with what the comparisons say of it, as the ledger of learnings has it. */
export interface LearningLine {
  /** `l3`, or null for what code alone found. */
  readonly id: string | null;
  readonly status: 'proposed' | 'supported' | 'contested' | 'refuted';
  readonly claim: string;
  /** The figures behind the status, in a few words of code's own: they may be quoted as evidence. */
  readonly evidence: string;
}

export interface FactsInput {
  /** As shown: permuted when the history is. */
  readonly history: StudySnapshot;
  readonly strategy: StrategyKind;
  /** Of it, the versions that are shown. */
  readonly leaderboard: Leaderboard;
  readonly base: number;
  readonly plan: CampaignPlan;
  readonly sessionsLeft: number;
  /** What the surrogate would do; null when it was not asked. */
  readonly suggestion: ProposalDraft | null;
  readonly learnings: readonly LearningLine[];
  /** What replays said; empty when the history is permuted. */
  readonly replayed: readonly Replayed[];
  /** Size of effects to expect before anything is measured, gain per hour in quote currency. */
  readonly effectScale: number;
}

/** Lines of JSON by section. */
export interface PromptFacts {
  readonly base: readonly JsonObject[];
  readonly campaign: readonly JsonObject[];
  readonly leaderboard: readonly JsonObject[];
  readonly sensitivities: readonly JsonObject[];
  readonly suggestion: readonly JsonObject[];
  readonly untested: readonly JsonObject[];
  readonly learnings: readonly JsonObject[];
  readonly market: readonly JsonObject[];
  readonly worst: readonly JsonObject[];
}

const LEADERS = 30;
const RECENT_SESSIONS = 5;

/** @throws RangeError when the base is not among the versions */
export function promptFacts(input: FactsInput): PromptFacts {
  const { leaderboard, strategy, history } = input;
  const base = leaderboard.versions.find(({ version }) => version.number === input.base);
  if (base === undefined) throw new RangeError(`v${input.base} is the base of the round but not among its versions`);
  return {
    base: [
      { id: `v${input.base}`, parameters: base.version.parameters },
      ...derivedOf(strategy, base.version.parameters, history.study),
    ],
    campaign: [campaignOf(input)],
    leaderboard: leadersOf(leaderboard),
    sensitivities: sensitivitiesOf(strategy, leaderboard, input.replayed, base.version.parameters, input.effectScale),
    suggestion: input.suggestion === null ? [] : [suggestionOf(input.suggestion)],
    untested: untestedOf(strategy, leaderboard),
    learnings: input.learnings.map(({ id, status, claim, evidence }) => ({
      ...(id === null ? {} : { id }),
      status,
      claim: quotedText(claim, caps.prose),
      evidence: quotedText(evidence, caps.remark),
    })),
    market: history.sessions
      .filter((session) => session.status === 'completed')
      .slice(-RECENT_SESSIONS)
      .map((session) => ({
        id: `s${session.number}`,
        market: marketOf(session.source),
        regime: history.regimeOf(session),
        volatilityBps: figure(session.facts?.market.volatilityBps ?? null),
        rangeBps: figure(session.facts?.market.rangeBps ?? null),
        moveBps: figure(session.facts?.market.moveBps ?? null),
      })),
    worst: worstOf(input),
  };
}

/** What the parameters amount to, a line each; values as figures are shown. */
function derivedOf(strategy: StrategyKind, parameters: Parameters, study: StudyRecord): JsonObject[] {
  const { instrument, capital } = study;
  const { currency } = decisionRules(study);
  return (strategy.derived?.(parameters, { instrument, capital }) ?? []).map(({ name, values, unit }) => ({
    derived: name,
    values: values.map(figure),
    unit: unit === 'bps' ? unit : currency === '$' ? 'USD' : currency,
  }));
}

function campaignOf({ history, leaderboard, base, plan, sessionsLeft }: FactsInput): JsonObject {
  const { champion } = leaderboard;
  const lanes = completedLanes(history, champion);
  return {
    champion: `v${champion}`,
    base: `v${base}`,
    mode: plan.mode,
    sessionsLeft,
    sessionMinutes: plan.minutes,
    minVolumePerHour: history.study.minVolumePerHour,
    championFills: lanes.reduce((sum, lane) => sum + lane.metrics.fills, 0),
    championHours: figure(hoursOf(lanes)),
    decisionEveryMs: plan.decisionMs,
    feedDelayMs: plan.latency.feed === 'recorded' ? 'as recorded' : plan.latency.feedUs / 1000,
    orderDelayMs: plan.latency.orderUs / 1000,
    orderLimitPct: plan.limits.orderNotionalPct,
    openOrdersLimitPct: plan.limits.openNotionalPct,
    positionLimitPct: plan.limits.positionPct,
    lossHaltPct: plan.limits.lossHaltPct,
  };
}

/** Ascending, so that the best stand nearest to the question; the best and worst of many. */
function leadersOf({ versions, champion }: Leaderboard): JsonObject[] {
  const rows = versions
    .flatMap((row) => {
      const belief = beliefOf(row, champion);
      return belief === null ? [] : [{ row, belief }];
    })
    .sort((a, b) => a.belief.mean - b.belief.mean || a.row.version.number - b.row.version.number)
    .map(
      ({ row: { version, comparison, guess, volumePerHour, rolledBack }, belief }): JsonObject => ({
        id: `v${version.number}`,
        mean: figure(belief.mean),
        se: figure(belief.sd),
        sessions: comparison?.sessions ?? 0,
        hours: figure(comparison?.hours ?? 0),
        pBetter: figure(guess?.probabilityBetter ?? null),
        volumePerHour: figure(volumePerHour),
        ...(version.number === champion ? { champion: true } : {}),
        // Never beside this champion: known through an earlier one only.
        ...(comparison === null && version.number !== champion ? { linked: true } : {}),
        ...(rolledBack ? { rolledBack } : {}),
        verdict: comparison?.verdict ?? null,
      }),
    );
  return rows.length <= LEADERS ? rows : [{ leftOut: rows.length - LEADERS }, ...rows.slice(-LEADERS)];
}

/** Gain per hour against the champion: sessions and race together. An effect through a third version is as measured. */
function beliefOf(
  { version, effect, guess }: LeaderboardRow,
  champion: number,
): { readonly mean: number; readonly sd: number } | null {
  if (version.number === champion) return { mean: 0, sd: 0 };
  if (effect === null) return null;
  if (guess === null) return { mean: effect.mean, sd: effect.standardError };
  return { mean: guess.mean, sd: guess.sd };
}

/** The base's session with the least profit. */
function worstOf({ history, base }: FactsInput): JsonObject[] {
  const [worst] = completedLanes(history, base).toSorted((a, b) => a.metrics.profit - b.metrics.profit);
  const session = history.sessions.find(({ id }) => id === worst?.sessionId);
  if (worst === undefined || session === undefined) return [];
  const { metrics } = worst;
  return [
    {
      id: `s${session.number}`,
      version: `v${base}`,
      regime: history.regimeOf(session),
      moveBps: figure(session.facts?.market.moveBps ?? null),
      profit: figure(metrics.profit),
      spreadProfit: figure(metrics.spreadProfit),
      inventoryProfit: figure(metrics.inventoryProfit),
      forceCloses: metrics.forceCloses,
      inventoryMax: figure(metrics.inventory.max),
      maxDrawdown: figure(metrics.maxDrawdown),
      riskEvents: worst.riskEvents.length,
    },
  ];
}

function completedLanes({ sessions, lanes }: StudySnapshot, version: number): LaneRecord[] {
  const completed = new Set(sessions.filter((session) => session.status === 'completed').map((session) => session.id));
  return lanes.filter(
    (lane) => lane.version === version && lane.fillModel === 'pessimistic' && completed.has(lane.sessionId),
  );
}

function hoursOf(lanes: readonly LaneRecord[]): number {
  return lanes.reduce((sum, { blocks }) => sum + (blocks.blockSeconds * blocks.profit.length) / 3600, 0);
}
