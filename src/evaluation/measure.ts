/** Measures the metrics of one lane. */

import { type Instrument, markedProfit, notional } from '../market/instrument.ts';
import { type FillColumns, type LaneResult, type LaneSamples, MARKOUT_SECONDS } from '../session/result.ts';
import { fillsByDistance, fillsBySide, markoutBps } from './fillGroups.ts';
import { marketFacts } from './marketFacts.ts';
import type { Markout, Metrics, QuoteGapShares } from './metrics.ts';
import { priceMoves } from './priceMoves.ts';

/** @param midTicks the mid of the session at each sample, in ticks */
export function measure(lane: LaneResult, midTicks: Float64Array, instrument: Instrument): Metrics {
  const split = profitSplit(lane, instrument);
  const volume = volumeOf(lane.fills, instrument);
  const { counters, samples } = lane;
  const perVolume = (value: number): number | null => (volume.total === 0 ? null : (value / volume.total) * 10_000);
  return {
    volume: volume.total,
    fills: lane.fills.length,
    ...split,
    profitPer10k: perVolume(split.profit),
    makerRatio: volume.total === 0 ? null : volume.maker / volume.total,
    fillRate: counters.ordersPlaced === 0 ? null : counters.ordersFilled / counters.ordersPlaced,
    spreadCapturedBps: perVolume(split.spreadProfit),
    markouts: markoutsOf(lane),
    inventory: inventoryOf(lane.fills, samples, midTicks, instrument),
    maxDrawdown: maxDrawdown(samples.profit),
    sharpe: sharpeRatio(samples.profit, samples.stepUs),
    pauseShare: pauseShare(samples.paused),
    forceCloses: counters.forceCloses,
    requests: {
      placed: counters.ordersPlaced,
      cancelled: counters.ordersCancelled,
      rejected: counters.ordersRejected,
      large: counters.ordersLarge,
      denied: counters.denied,
    },
    ...(counters.reasons === undefined ? {} : { reasons: counters.reasons }),
    fillsBySide: fillsBySide(lane, instrument),
    fillsByDistance: fillsByDistance(lane, instrument),
    quoteGaps: quoteGapShares(counters.quoteGaps, samples.length),
    priceMoves: priceMoves(
      midTicks,
      samples.inventoryLots,
      marketFacts(midTicks, samples.stepUs).volatilityBps,
      instrument,
    ),
    riskState: lane.riskState,
  };
}

interface Volume {
  /** Traded value, quote currency. */
  readonly total: number;
  /** Part of it that was passive. */
  readonly maker: number;
}

function volumeOf(fills: FillColumns, instrument: Instrument): Volume {
  let total = 0;
  let maker = 0;
  for (let i = 0; i < fills.length; i++) {
    const value = notional(instrument, fills.priceTicks[i] as number, fills.lots[i] as number);
    total += value;
    if (fills.maker[i] === 1) maker += value;
  }
  return { total, maker };
}

type ProfitSplit = Pick<
  Metrics,
  'profit' | 'spreadProfit' | 'inventoryProfit' | 'feesPaid' | 'rebates' | 'fundingPaid'
>;

/**
 * Where the profit came from, in quote currency: profit = spread + inventory − fees + rebates − funding.
 * Spread is the distance of each fill from the mid just before it, positive for makers and negative for takers.
 * Inventory is the rest: what moves of the mid earned or cost, the move at the instant of the fill included.
 */
function profitSplit(lane: LaneResult, instrument: Instrument): ProfitSplit {
  const { fills, samples, counters } = lane;
  const profit = samples.length === 0 ? 0 : (samples.profit[samples.length - 1] as number);
  let spreadProfit = 0;
  let feesPaid = 0;
  let rebates = 0;
  for (let i = 0; i < fills.length; i++) {
    const signed = (fills.side[i] === 0 ? 1 : -1) * (fills.lots[i] as number);
    spreadProfit += markedProfit(instrument, signed, fills.priceTicks[i] as number, fills.midTicks[i] as number);
    const fee = fills.fee[i] as number;
    if (fee > 0) feesPaid += fee;
    else rebates -= fee;
  }
  const fundingPaid = counters.fundingPaid;
  const inventoryProfit = profit - spreadProfit + feesPaid - rebates + fundingPaid;
  return { profit, spreadProfit, inventoryProfit, feesPaid, rebates, fundingPaid };
}

/** Mean move of the mid after passive fills, signed in our favour, weighted by lots: measures adverse selection. */
function markoutsOf(lane: LaneResult): Markout[] {
  return MARKOUT_SECONDS.map((horizonSeconds, h) => {
    const old = Array.from({ length: lane.fills.length }, (_, i) => i).filter(
      (i) => lane.fills.maker[i] === 1 && !Number.isNaN(lane.markoutMidTicks[i * MARKOUT_SECONDS.length + h]),
    );
    return { horizonSeconds, meanBps: markoutBps(lane.fills, lane.markoutMidTicks, old, h), fills: old.length };
  });
}

function quoteGapShares(counts: LaneResult['counters']['quoteGaps'], samples: number): QuoteGapShares {
  return Object.fromEntries(
    Object.entries(counts).map(([cause, [bids, asks]]) => [cause, { bids: bids / samples, asks: asks / samples }]),
  );
}

/** Position over the session; values in quote currency at the sampled mid, time-weighted over the samples. */
function inventoryOf(
  fills: FillColumns,
  samples: LaneSamples,
  midTicks: Float64Array,
  instrument: Instrument,
): Metrics['inventory'] {
  let sum = 0;
  let sumAbsolute = 0;
  let max = 0;
  let final = 0;
  for (let i = 0; i < samples.length; i++) {
    const lots = samples.inventoryLots[i] as number;
    final = lots === 0 ? 0 : Math.sign(lots) * notional(instrument, midTicks[i] as number, lots);
    sum += final;
    sumAbsolute += Math.abs(final);
  }
  // The largest position follows a fill, which may lie between two samples.
  for (let i = 0; i < fills.length; i++) {
    max = Math.max(max, notional(instrument, fills.midTicks[i] as number, fills.inventoryLots[i] as number));
  }
  const n = Math.max(1, samples.length);
  return {
    final,
    max,
    mean: sum / n,
    meanAbsolute: sumAbsolute / n,
    holdingSeconds: meanHoldingSeconds(fills, samples.length * samples.stepUs),
  };
}

/** Mean seconds from opening a position to closing or reversing it; one still open at the end counts up to the end. */
function meanHoldingSeconds(fills: FillColumns, endUs: number): number | null {
  let sinceUs: number | null = null;
  let sign = 0;
  let totalUs = 0;
  let holdings = 0;
  for (let i = 0; i < fills.length; i++) {
    const timeUs = fills.timeUs[i] as number;
    const now = Math.sign(fills.inventoryLots[i] as number);
    if (now === sign) continue;
    if (sinceUs !== null) {
      totalUs += timeUs - sinceUs;
      holdings++;
    }
    sinceUs = now === 0 ? null : timeUs;
    sign = now;
  }
  if (sinceUs !== null) {
    totalUs += endUs - sinceUs;
    holdings++;
  }
  return holdings === 0 ? null : totalUs / holdings / 1e6;
}

/** Largest fall of a running profit from its earlier peak, the start (0) included; positive, quote currency. */
export function maxDrawdown(profit: Float64Array): number {
  let peak = 0;
  let worst = 0;
  for (const value of profit) {
    if (value > peak) peak = value;
    if (peak - value > worst) worst = peak - value;
  }
  return worst;
}

const MINUTES_PER_YEAR = 365 * 24 * 60;

/**
 * Annualised Sharpe ratio of per-minute profit; null below two minutes or without variation. For reference only: an
 * hour of minutes says little about a year (Lo, "The Statistics of Sharpe Ratios", 2002).
 */
export function sharpeRatio(profit: Float64Array, stepUs: number): number | null {
  const step = Math.round(60e6 / stepUs);
  const perMinute: number[] = [];
  for (let i = step; i <= profit.length; i += step) {
    perMinute.push((profit[i - 1] as number) - (i === step ? 0 : (profit[i - 1 - step] as number)));
  }
  if (perMinute.length < 2) return null;
  const mean = perMinute.reduce((a, b) => a + b, 0) / perMinute.length;
  const variance = perMinute.reduce((a, b) => a + (b - mean) ** 2, 0) / (perMinute.length - 1);
  if (variance === 0) return null;
  return (mean / Math.sqrt(variance)) * Math.sqrt(MINUTES_PER_YEAR);
}

/**
 * Share of time paused, averaged over both sides: 0.5 is one side all the time. Per sample, bit 0 is bids and bit 1
 * asks.
 */
export function pauseShare(paused: Uint8Array): number {
  if (paused.length === 0) return 0;
  let sides = 0;
  for (const bits of paused) sides += (bits & 1) + ((bits >> 1) & 1);
  return sides / (2 * paused.length);
}
