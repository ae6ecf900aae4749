/** Test support: one trader over a scripted market, with a strategy that is one function. */

import { tapeDurationUs } from '../market/tape.ts';
import { defaultLimits, type RiskLimits } from '../risk/limits.ts';
import type { FillModel, LaneResult } from '../session/result.ts';
import { Session, type SessionSettings } from '../session/session.ts';
import type { QuoteSheet } from '../strategy/quoteSheet.ts';
import type { MarketView, StrategyKind } from '../strategy/strategy.ts';
import { aTape, roundNumbers, type TapeStory } from './tape.ts';

export type Rule = (view: MarketView, sheet: QuoteSheet) => void;

/** A strategy that is one function; it writes a new sheet on every call, unless `anew` is false: then it changes the one that it left. */
export function following(rule: Rule, anew = true): StrategyKind {
  const quote: Rule = (view, sheet) => {
    if (anew) sheet.clear();
    rule(view, sheet);
  };
  return {
    name: 'rule',
    summary: 'a rule of a test',
    parameters: {},
    exposure: () => ({ order: 1, side: 1, position: 1e12 }),
    create: () => ({ reset: () => undefined, quote }),
  };
}

/** Ample limits, one decision a second; 50 ms feed, 100 ms to the venue, 100 ms back. */
export const laneSettings: Omit<SessionSettings, 'strategy' | 'durationUs'> = {
  instrument: roundNumbers,
  capital: 1_000_000,
  limits: { ...defaultLimits, stalePullSeconds: 1_000, staleHaltSeconds: 1_000 },
  latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
  decisionUs: 1e6,
};

/**
 * One trader with {@link laneSettings}, under rules 1: a trade through an order fills it whole. The scripts are about what the
 * trader does with fills, and give the size of few trades.
 */
export function traderOver(
  story: TapeStory,
  rule: Rule | StrategyKind,
  limits: Partial<RiskLimits> = {},
  changes: Partial<SessionSettings> = {},
  fillModel: FillModel = 'pessimistic',
): LaneResult {
  const tape = story.tape();
  const session = new Session(story.compiled(), [{ version: 1, parameters: {}, role: 'acting', fillModel }], {
    ...laneSettings,
    strategy: typeof rule === 'function' ? following(rule) : rule,
    limits: { ...laneSettings.limits, ...limits },
    rules: 1,
    durationUs: tapeDurationUs(tape),
    ...changes,
  });
  session.advance(Number.POSITIVE_INFINITY);
  const [lane] = session.result().lanes;
  if (lane === undefined) throw new Error('the session had no lane');
  return lane;
}

/** `second: +bought or −sold @ price` of every fill. */
export function fillsOf({ fills }: LaneResult): string[] {
  return Array.from({ length: fills.length }, (_, i) => {
    const sign = fills.side[i] === 0 ? '+' : '-';
    return `${(fills.timeUs[i] ?? 0) / 1e6} s: ${sign}${fills.lots[i]} @ ${fills.priceTicks[i]}`;
  });
}

export const market = (): TapeStory => aTape().quotes(9_990, 50, 10_010, 50);
export const second = (view: MarketView): number => view.timeUs / 1e6;
