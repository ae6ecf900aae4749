/** Sessions and their evaluations as the history shows them. Figures are of the pessimistic fill model where nothing else is said. */

import type { Comparison, Estimate } from '../../evaluation/comparison.ts';
import { effectOf, type Measured } from '../../evaluation/effect.ts';
import type { EvaluationRecord, LaneRecord, MarketSource, SessionRecord } from '../../study/records.ts';
import { figure, type Json, type JsonObject } from './json.ts';
import { caps, quotedText } from './quoteText.ts';

/** @param regime of the session among all of its study */
export function sessionData(session: SessionRecord, regime: string, lanes: readonly LaneRecord[]): JsonObject {
  const { facts } = session;
  return {
    id: `s${session.number}`,
    mode: session.mode,
    status: session.status,
    ...(session.endReason === null ? {} : { reason: quotedText(session.endReason, caps.remark) }),
    acting: `v${session.acting}`,
    champion: `v${session.champion}`,
    market: marketOf(session.source),
    regime,
    ...(facts === null
      ? {}
      : {
          minutes: figure(facts.durationUs / 60e6),
          volatilityBps: figure(facts.market.volatilityBps),
          rangeBps: figure(facts.market.rangeBps),
          moveBps: figure(facts.market.moveBps),
        }),
    versions: versionsData(lanes),
  };
}

/** What each version did in a session, in order of number. */
export function versionsData(lanes: readonly LaneRecord[]): JsonObject[] {
  const versions = [...new Set(lanes.map((lane) => lane.version))].sort((a, b) => a - b);
  return versions.flatMap((version) => laneData(lanes.filter((lane) => lane.version === version)));
}

/** The two lanes of one version. */
function laneData(lanes: readonly LaneRecord[]): JsonObject[] {
  const lane = lanes.find(({ fillModel }) => fillModel === 'pessimistic');
  const optimistic = lanes.find(({ fillModel }) => fillModel === 'optimistic');
  if (lane === undefined) return [];
  const { metrics } = lane;
  const { inventory, requests } = metrics;
  return [
    {
      id: `v${lane.version}`,
      profit: figure(metrics.profit),
      profitOptimistic: optimistic === undefined ? null : figure(optimistic.metrics.profit),
      spreadProfit: figure(metrics.spreadProfit),
      inventoryProfit: figure(metrics.inventoryProfit),
      fees: figure(metrics.feesPaid),
      rebates: figure(metrics.rebates),
      ...(metrics.fundingPaid === 0 ? {} : { funding: figure(metrics.fundingPaid) }),
      volume: figure(metrics.volume),
      fills: metrics.fills,
      fillsOptimistic: optimistic?.metrics.fills ?? null,
      per10k: figure(metrics.profitPer10k),
      markoutBps: Object.fromEntries(
        metrics.markouts.map((markout): [string, Json] => [`${markout.horizonSeconds}s`, figure(markout.meanBps)]),
      ),
      makerRatio: figure(metrics.makerRatio),
      pauseShare: figure(metrics.pauseShare),
      forceCloses: metrics.forceCloses,
      inventoryMax: figure(inventory.max),
      inventoryMean: figure(inventory.mean),
      inventoryFinal: figure(inventory.final),
      maxDrawdown: figure(metrics.maxDrawdown),
      orders: requests.placed,
      ...(requests.rejected === 0 ? {} : { rejected: requests.rejected }),
      ...(Object.keys(requests.denied).length === 0 ? {} : { denied: requests.denied }),
      ...(metrics.reasons === undefined ? {} : { reasons: metrics.reasons }),
      ...(metrics.riskState === 'active' ? {} : { riskState: metrics.riskState }),
      ...(lane.riskEvents.length === 0 ? {} : { risk: riskData(lane.riskEvents) }),
    },
  ];
}

/** How often each code came up, with the first message. */
function riskData(events: LaneRecord['riskEvents']): JsonObject[] {
  return [...Map.groupBy(events, (event) => event.code)].map(([code, same]) => ({
    code: quotedText(code, caps.name),
    times: same.length,
    message: quotedText(same[0]?.message ?? '', caps.remark),
  }));
}

/** A tape is named by its file and its hash: two files of one name are two markets. */
export function marketOf(source: MarketSource): string {
  if (source.type === 'synthetic') return `synthetic ${quotedText(source.family, caps.name)}`;
  const name = source.file.split(/[/\\]/).at(-1) ?? '';
  const minutes = [source.fromUs, source.toUs].map((us) => figure(us / 60e6)).join('–');
  return `tape ${quotedText(name, caps.name)} (${source.sha256.slice(0, 8)}), minutes ${minutes}`;
}

export function evaluationData(session: SessionRecord, evaluation: EvaluationRecord): JsonObject {
  return {
    id: `e${session.number}`,
    after: `s${session.number}`,
    comparisons: evaluation.comparisons.map(comparisonData),
  };
}

/** All that the two versions shared up to that session. */
export function comparisonData(comparison: Comparison): JsonObject {
  const effect = effectOf(comparison);
  return {
    version: `v${comparison.challenger}`,
    against: `v${comparison.champion}`,
    sessions: comparison.sessions,
    regimes: comparison.regimes.map((regime) => quotedText(regime, caps.name)),
    hours: figure(comparison.hours),
    perHour: estimateData(comparison.gainPerHour, effect?.standardError),
    ...(effect === null
      ? {}
      : {
          markoutPerHour: measuredData(effect.markout),
          holdingPerHour: measuredData(effect.holding),
          riskChargePerHour: figure(effect.riskCharge.mean),
        }),
    ...(comparison.alwaysValid === null ? {} : { alwaysValid: estimateData(comparison.alwaysValid) }),
    per10k: estimateData(comparison.profitPer10k),
    pBetter: figure(comparison.probabilityBetter),
    pHarm: figure(comparison.probabilityHarm),
    detectable: figure(comparison.minimumDetectableEffect),
    sessionsNeeded: comparison.sessionsNeeded,
    volumePerHour: figure(comparison.volumePerHour),
    signAgrees: comparison.signAgrees,
    ...(comparison.tradesEnough ? {} : { tradesEnough: false }),
    verdict: comparison.verdict,
  };
}

function measuredData({ mean, standardError }: Measured): JsonObject {
  return { mean: figure(mean), se: figure(standardError) };
}

function estimateData(estimate: Estimate | null, standardError?: number): Json {
  if (estimate === null) return null;
  return {
    mean: figure(estimate.mean),
    low: figure(estimate.low),
    high: figure(estimate.high),
    level: estimate.level,
    ...(standardError === undefined ? {} : { se: figure(standardError) }),
  };
}
