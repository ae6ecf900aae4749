/**
 * Whether a version reaches the figures that its strategy is meant to reach. Ratios are ratios of sums over sessions with
 * intervals by the delta method. The Sharpe ratio is of blocks, with its interval by its influence function, which accounts for
 * skewness and fat tails (Mertens 2002; without them it is Lo's formula, 2002). Largest falls and positions only grow with time:
 * they have no interval, and a bound that held so far is open until its time is over.
 */

import type { Target, TargetMeasure } from '../strategy/targets.ts';
import { hoursOfBlocks } from './blocks.ts';
import type { Blocks, Estimate } from './comparison.ts';
import {
  alwaysValidAround,
  intervalAround,
  LEAST_SESSIONS_ALWAYS_VALID,
  type Uncertainty,
  uncertaintyOf,
} from './intervals.ts';
import type { Metrics } from './metrics.ts';
import { detectingSessions } from './sessionsNeeded.ts';

const LEVEL = 0.9;
const POWER = 0.8;
const HOURS_PER_YEAR = 365 * 24;

/** One session of a version under one fill model. */
export interface TargetSession {
  readonly metrics: Pick<
    Metrics,
    'volume' | 'fills' | 'makerRatio' | 'fillRate' | 'spreadProfit' | 'maxDrawdown' | 'inventory' | 'requests'
  >;
  readonly blocks: Blocks;
}

export type TargetVerdict = 'met' | 'missed' | 'open';

/** A target against what was measured, in the unit of its measure. */
export interface TargetResult {
  /** null where nothing was measured, e.g. a maker ratio without volume. */
  readonly measured: number | null;
  /** How much the measured figure is on the right side of the target; negative where it is on the wrong one. */
  readonly margin: number | null;
  /** 90 % interval; null where nothing shows one: one session, a figure that never varied, or one that only grows. */
  readonly interval: Estimate | null;
  /** By the interval that stays valid however often one looks, which needs ten sessions. */
  readonly verdict: TargetVerdict;
  /**
   * Further hours until it is met or missed, if the figure is as measured (80 % chance). 0 once it is decided; null where it
   * is not known, or no number is enough.
   */
  readonly hoursNeeded: number | null;
  readonly sessions: number;
  readonly hours: number;
}

/** @param capital in quote currency @throws RangeError for a capital that is not positive */
export function measureTarget(target: Target, sessions: readonly TargetSession[], capital: number): TargetResult {
  if (!(capital > 0)) throw new RangeError(`capital is ${capital}; it must be positive`);
  const hours = sessions.reduce((sum, session) => sum + hoursOfBlocks(session.blocks), 0);
  const facts = { sessions: sessions.length, hours };
  if (target.measure === 'drawdown' || target.measure === 'largestPosition') {
    const largest = target.measure === 'drawdown' ? largestFall(sessions) : largestPosition(sessions);
    return { ...growing(target, sessions.length === 0 ? null : largest / capital, hours), ...facts };
  }
  const figure = figureOf(target.measure, sessions);
  if (figure === null) {
    return { measured: null, margin: null, interval: null, verdict: 'open', hoursNeeded: null, ...facts };
  }
  const { mean, uncertainty } = figure;
  const margin = marginOf(target, mean);
  const common = { measured: mean, margin, ...facts };
  if (uncertainty === null) return { ...common, interval: null, verdict: 'open', hoursNeeded: null };
  const interval =
    uncertainty.largestError === 0 ? null : within(target.measure, intervalAround(mean, uncertainty, LEVEL));
  const verdict = verdictOf(target, mean, uncertainty, hours);
  const hoursNeeded = verdict === 'open' ? hoursStillNeeded(margin, uncertainty, hours) : 0;
  return { ...common, interval, verdict, hoursNeeded };
}

/** What the results of both fill models say together. */
export interface JointVerdict {
  /** `met` or `missed` where both models say so. */
  readonly verdict: TargetVerdict;
  /** The larger of the two; null also where the models are on different sides of the target, which more hours do not settle. */
  readonly hoursNeeded: number | null;
  /** Whether the figures of both are on the same side of the target. */
  readonly sameSide: boolean;
}

export function jointVerdict(pessimistic: TargetResult, optimistic: TargetResult): JointVerdict {
  const [a, b] = [pessimistic, optimistic];
  const sameSide = a.margin === null || b.margin === null || a.margin > 0 === b.margin > 0;
  if (a.verdict === b.verdict && a.verdict !== 'open') return { verdict: a.verdict, hoursNeeded: 0, sameSide };
  const known = sameSide && a.hoursNeeded !== null && b.hoursNeeded !== null;
  return { verdict: 'open', hoursNeeded: known ? Math.max(a.hoursNeeded, b.hoursNeeded) : null, sameSide };
}

function marginOf({ bound, value }: Target, measured: number): number {
  return bound === 'above' ? measured - value : value - measured;
}

/** What the measure can be, whatever its error. */
const POSSIBLE: Readonly<Partial<Record<TargetMeasure, readonly [low: number, high: number]>>> = {
  makerRatio: [0, 1],
  fillRate: [0, 1],
  tradesPerDay: [0, Number.POSITIVE_INFINITY],
};

function within(measure: TargetMeasure, { mean, low, high, level }: Estimate): Estimate {
  const [least, most] = POSSIBLE[measure] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return { mean, low: Math.max(least, low), high: Math.min(most, high), level };
}

/** A figure that never varied in ten sessions counts as known. */
function verdictOf(target: Target, mean: number, uncertainty: Uncertainty, hours: number): TargetVerdict {
  if (uncertainty.sessions < LEAST_SESSIONS_ALWAYS_VALID) return 'open';
  const { low, high } = alwaysValidAround(mean, uncertainty, hours, LEVEL);
  const [worst, best] = target.bound === 'above' ? [low, high] : [high, low];
  if (marginOf(target, worst) > 0) return 'met';
  return marginOf(target, best) <= 0 ? 'missed' : 'open';
}

function hoursStillNeeded(margin: number, { largestError, sessions }: Uncertainty, hours: number): number | null {
  const hoursPerSession = hours / sessions;
  const sd = largestError * Math.sqrt(hours);
  const looking = { hoursPerSession, level: LEVEL, power: POWER };
  const detecting = sd === 0 ? 0 : detectingSessions(Math.abs(margin), sd, looking);
  if (detecting === null) return null;
  // At least one session more: it is not decided yet.
  const total = Math.max(detecting, LEAST_SESSIONS_ALWAYS_VALID, sessions + 1);
  return (total - sessions) * hoursPerSession;
}

/** Of a figure that can only grow: once beyond the bound, it stays there. */
function growing(
  target: Target,
  measured: number | null,
  hours: number,
): Pick<TargetResult, 'measured' | 'margin' | 'interval' | 'verdict' | 'hoursNeeded'> {
  const { hours: over, bound } = target;
  if (over === undefined || bound !== 'below') {
    throw new RangeError(`a target for ${target.measure} has to be a bound above it with the hours that it speaks of`);
  }
  if (measured === null) return { measured, margin: null, interval: null, verdict: 'open', hoursNeeded: null };
  const margin = marginOf(target, measured);
  const verdict = margin <= 0 ? 'missed' : hours >= over ? 'met' : 'open';
  return { measured, margin, interval: null, verdict, hoursNeeded: verdict === 'open' ? over - hours : 0 };
}

/** Over the sessions one after another, and within each; quote currency. Between sessions the position is closed at mid. */
function largestFall(sessions: readonly TargetSession[]): number {
  let profit = 0;
  let peak = 0;
  let worst = 0;
  for (const { metrics, blocks } of sessions) {
    worst = Math.max(worst, metrics.maxDrawdown);
    for (const gain of blocks.profit) {
      profit += gain;
      peak = Math.max(peak, profit);
      worst = Math.max(worst, peak - profit);
    }
  }
  return worst;
}

function largestPosition(sessions: readonly TargetSession[]): number {
  return sessions.reduce((most, { metrics }) => Math.max(most, metrics.inventory.max), 0);
}

interface Figure {
  readonly mean: number;
  readonly uncertainty: Uncertainty | null;
}

function figureOf(
  measure: Exclude<TargetMeasure, 'drawdown' | 'largestPosition'>,
  sessions: readonly TargetSession[],
): Figure | null {
  switch (measure) {
    case 'makerRatio':
      return ratioOf(sessions, ({ metrics: { makerRatio, volume } }) => [(makerRatio ?? 0) * volume, volume]);
    case 'tradesPerDay':
      return ratioOf(sessions, (session) => [session.metrics.fills, hoursOfBlocks(session.blocks) / 24]);
    case 'fillRate':
      return ratioOf(sessions, ({ metrics: { fillRate, requests } }) => [
        (fillRate ?? 0) * requests.placed,
        requests.placed,
      ]);
    case 'spreadCapturedBps':
      return ratioOf(sessions, ({ metrics }) => [metrics.spreadProfit * 10_000, metrics.volume]);
    case 'sharpe':
      return sharpeOf(sessions);
  }
}

/** Σ part / Σ whole over sessions; a session contributes its part minus the ratio times its whole. null without a whole. */
function ratioOf(
  sessions: readonly TargetSession[],
  of: (session: TargetSession) => readonly [part: number, whole: number],
): Figure | null {
  const pairs = sessions.map(of);
  const part = pairs.reduce((sum, [value]) => sum + value, 0);
  const whole = pairs.reduce((sum, [, value]) => sum + value, 0);
  if (!(whole > 0)) return null;
  const mean = part / whole;
  return { mean, uncertainty: uncertaintyOf(pairs.map(([a, b]) => [(a - mean * b) / whole])) };
}

/**
 * Of the profit of blocks, scaled to a year. A block of h hours is taken to have h times the mean and the variance of an hour.
 * null with fewer than two blocks, or without variation.
 */
function sharpeOf(sessions: readonly TargetSession[]): Figure | null {
  const blocks = sessions.map(({ blocks: { blockSeconds, profit } }) =>
    profit.map((value) => ({ profit: value, hours: blockSeconds / 3600 })),
  );
  const all = blocks.flat();
  if (all.length < 2) return null;
  const hours = all.reduce((sum, block) => sum + block.hours, 0);
  const perHour = all.reduce((sum, block) => sum + block.profit, 0) / hours;
  const squared = ({ profit, hours: own }: (typeof all)[number]): number => (profit - perHour * own) ** 2 / own;
  const variance = all.reduce((sum, block) => sum + squared(block), 0) / all.length;
  if (!(variance > 0)) return null;
  const yearly = Math.sqrt(HOURS_PER_YEAR);
  const sd = Math.sqrt(variance);
  const influences = blocks.map((own) =>
    own.map(
      (block) =>
        yearly *
        ((block.profit - perHour * block.hours) / hours / sd -
          ((perHour / (2 * sd * variance)) * (squared(block) - variance)) / all.length),
    ),
  );
  return { mean: (yearly * perHour) / sd, uncertainty: uncertaintyOf(influences) };
}
