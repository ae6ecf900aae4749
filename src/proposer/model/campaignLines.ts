/** The terms of the campaign: what runs next, the limits of risk, and what the market is usually like. */

import { decisionRules } from '../../evaluation/decisionRules.ts';
import type { CampaignPlan, SessionFacts, StudyRecord } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { brief, counted, lineOf, type PromptLine } from './promptLine.ts';
import { tradesPerMinute } from './sessionLines.ts';

export interface CampaignTerms {
  readonly plan: CampaignPlan;
  readonly sessionsLeft: number;
  readonly base: number;
}

export function campaignLines(history: StudySnapshot, { plan, sessionsLeft, base }: CampaignTerms): PromptLine[] {
  const { study, champion } = history;
  const { latency, limits } = plan;
  const evidence = history.pooled(champion, plan.mode, 'pessimistic');
  const feed = latency.feed === 'recorded' ? 'as recorded' : `${brief(latency.feedUs / 1000)} ms`;
  const known = evidence === null ? '' : ` (${evidence.fills} fills in ${brief(evidence.hours)} h)`;
  return [
    lineOf(
      `Champion v${champion}${known}, base of this round v${base}. Sessions of ${brief(plan.minutes)} min in mode ${plan.mode}, ${sessionsLeft} left. A decision every ${brief(plan.decisionMs)} ms; delay of the feed ${feed}, of an order ${brief(latency.orderUs / 1000)} ms.`,
    ),
    ...riskLines(limits, study),
    ...usualMarket(history),
  ];
}

/** The rules that stand above every version, in one place. */
function riskLines(limits: CampaignPlan['limits'], study: StudyRecord): PromptLine[] {
  const { currency } = decisionRules(study);
  const money = (percentage: number): string =>
    `${brief((study.capital * percentage) / 100)} ${currency === '$' ? 'USD' : currency}`;
  const rules = [
    `an order is worth at most ${money(limits.orderNotionalPct)} (${brief(limits.orderNotionalPct)} % of capital), all open orders together ${money(limits.openNotionalPct)}, and at most ${limits.openOrders} are open`,
    `no order stands more than ${brief(limits.collarPct)} % from mid, none is sent twice within ${brief(limits.duplicateMs)} ms`,
    `${limits.repeatedFills} orders of one side filled within ${brief(limits.repeatedFillsWindowSeconds)} s (repeated-fills) stop that side for ${brief(limits.repeatedFillsPauseSeconds)} s (side-pause): this is what shapes versions that fill fast`,
    `beyond a position of ${money(limits.positionPct)} only orders that shrink it pass (reducing), beyond the version's own limit none that grow it (inventory-cap)`,
    `a loss within the session of ${brief(limits.lossReducePct)} % of capital leaves only orders that shrink the position, one of ${brief(limits.lossHaltPct)} % halts`,
    `quotes are pulled after ${brief(limits.stalePullSeconds)} s without data; ${brief(limits.staleHaltSeconds)} s without data, or ${limits.rejectStreak} requests in a row with every order rejected, halt`,
  ];
  return [lineOf('Limits of risk, in code, above every version:'), ...rules.map((rule) => lineOf(`- ${rule}`))];
}

/** Medians over the completed sessions of the study. */
function usualMarket({ sessions }: StudySnapshot): PromptLine[] {
  const facts = sessions.flatMap((session) =>
    session.status === 'completed' && session.facts !== null ? [session.facts] : [],
  );
  if (facts.length === 0) return [];
  const usual = (of: (one: SessionFacts) => number | undefined): number | null =>
    median(facts.flatMap((one) => of(one) ?? []));
  const spread = usual(({ market }) => market.spreadBps);
  const parts = [
    ...(spread === null ? [] : [`spread ${brief(spread)} bps`]),
    `${brief(usual(tradesPerMinute))} trades a minute`,
    `volatility ${brief(usual(({ market }) => market.volatilityBps))} bps`,
    `range ${brief(usual(({ market }) => market.rangeBps))} bps`,
  ];
  return [lineOf(`Usual market, median of ${counted(facts.length, 'session')}: ${parts.join(', ')}.`)];
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
