/** What the hedge reference does to the prices of tiered and regime; hand-computed, prices in dollars. */

import { describe, expect, it } from 'vitest';
import type { Instrument } from '../market/instrument.ts';
import { ShownStrategy, type WantedQuotes } from '../testing/shownStrategy.ts';
import type { DepthLens, Lenses, ReferenceLens } from './lenses.ts';
import { checkParameters, defaultParameters, type Parameters } from './parameters.ts';
import { regime } from './regime/regime.ts';
import type { StrategyKind } from './strategy.ts';
import { tiered } from './tiered/tiered.ts';

const coin: Instrument = {
  symbol: 'COIN',
  contract: 'linear',
  tickSize: 0.1,
  lotSize: 0.00001,
  minNotional: 0,
  makerFeeBps: 0,
  takerFeeBps: 5,
};

const deep: DepthLens = {
  bidCount: 20,
  askCount: 20,
  bidTicks: new Int32Array(20).fill(100_000),
  askTicks: new Int32Array(20).fill(100_000),
  bidLots: new Int32Array(20).fill(60_000),
  askLots: new Int32Array(20).fill(60_000),
};

/** New rows of the reference, `[second, mid]`, and the moment of it that is seen. */
function shown(rows: readonly (readonly [number, number])[], seenSecond: number): ReferenceLens {
  return {
    count: rows.length,
    timeUs: Float64Array.from(rows, ([second]) => second * 1e6),
    midTicks: Float64Array.from(rows, ([, mid]) => mid),
    seenUs: seenSecond * 1e6,
  };
}

const kinds: readonly (readonly [string, StrategyKind, Parameters, Lenses])[] = [
  [
    'tiered',
    tiered,
    { levels: 3, sideSizeUsd: 100, bandShares: false, deepTighten: 1, deepTightenMost: 1, useMicroprice: false },
    { depth: deep },
  ],
  ['regime', regime, { orderSizeUsd: 50, minOffsetBps: 1, volRegimeEnabled: false, toxicityEnabled: false }, {}],
];

/** By how much the first bid and the first ask are elsewhere than without a reference, bps. */
describe.each(kinds)('a hedge reference of %s', (_, kind, changes, lenses) => {
  /** One view at 1 s, after the reference was at 20,000 and moved at 0.5 s to `mid`. */
  function at(second: number, mid: number, hedge: Parameters): WantedQuotes {
    const strategy = new ShownStrategy(kind, coin, { ...changes, hedgeReference: true, ...hedge });
    const market = [9_990, 10_010] as const;
    strategy.at(0, { market, lenses: { ...lenses, reference: shown([[0, 200_000]], 0) } });
    return strategy.at(second, { market, lenses: { ...lenses, reference: shown([[0.5, mid]], second) } });
  }
  const prices = (quotes: readonly string[]): number[] => quotes.map((quote) => Number(quote.split(' @ ')[1]));
  const without = (): WantedQuotes => new ShownStrategy(kind, coin, changes).at(0, { market: [9_990, 10_010], lenses });
  const shifts = (wanted: WantedQuotes): number[] => {
    const still = without();
    return [prices(wanted.bids), prices(wanted.asks)].map(
      (side, i) => Math.round(((side[0] ?? 0) - (prices(i === 0 ? still.bids : still.asks)[0] ?? 0)) * 10) / 10,
    );
  };
  // 8 bps up.
  const up = 200_000 * Math.exp(0.0008);

  it('shifts bids and asks by beta × its move, which halves with each half-life', () => {
    // Half a second after the move, with a half-life of half a second: 4 bps × 0.5 of 10,000.
    expect(shifts(at(1, up, { hedgeBeta: 0.5, hedgeHalfLifeSeconds: 0.5 }))).toEqual([2, 2]);
    expect(shifts(at(2, up, { hedgeBeta: 0.5, hedgeHalfLifeSeconds: 0.5 }))).toEqual([0.5, 0.5]);
    expect(shifts(at(1, up, { hedgeBeta: -0.5, hedgeHalfLifeSeconds: 0.5 }))).toEqual([-2, -2]);
  });

  it('shifts by no more than hedgeMostBps', () => {
    expect(shifts(at(1, up, { hedgeBeta: 3, hedgeHalfLifeSeconds: 0.5, hedgeMostBps: 3 }))).toEqual([3, 3]);
  });

  it('that is not known, or older than hedgeStaleSeconds, shifts nothing and is counted', () => {
    const hedge = { hedgeBeta: 0.5, hedgeHalfLifeSeconds: 60, hedgeStaleSeconds: 2 };
    expect(at(2.5, up, hedge).reasons).not.toContain('hedge-stale');
    expect(shifts(at(2.5, up, hedge))).not.toEqual([0, 0]);
    const old = at(2.6, up, hedge);
    expect(shifts(old)).toEqual([0, 0]);
    expect(old.reasons).toContain('hedge-stale');
    const unknown = at(1, Number.NaN, hedge);
    expect(shifts(unknown)).toEqual([0, 0]);
    expect(unknown.reasons).toContain('hedge-stale');
  });

  it('is read where hedgeReference is on, and only there', () => {
    const parameters = { ...defaultParameters(kind.parameters), ...changes };
    expect(kind.needs?.(parameters)).not.toContain('reference');
    expect(kind.needs?.({ ...parameters, hedgeReference: true })).toContain('reference');
  });

  it('is unknown to versions that were recorded before there was one: they run as they did', () => {
    const recorded = Object.fromEntries(
      Object.entries(defaultParameters(kind.parameters)).filter(([name]) => !name.startsWith('hedge')),
    );
    expect(checkParameters(kind.parameters, recorded)).toEqual([]);
    expect(kind.needs?.(recorded)).toEqual(kind.needs?.(defaultParameters(kind.parameters)));
  });
});

describe('tiers that a shift would move across the market', () => {
  it('are moved to it as a whole, at the distances that they have', () => {
    // 40 bps of 10,000 upwards: the first bid would stand at 10,039, beyond the ask of 10,010.
    const strategy = new ShownStrategy(tiered, coin, {
      ...{ levels: 3, sideSizeUsd: 100, bandShares: false, deepTighten: 1, deepTightenMost: 1, useMicroprice: false },
      ...{ tightMaxBps: 9, hedgeReference: true, hedgeBeta: 1, hedgeHalfLifeSeconds: 60, hedgeMostBps: 40 },
    });
    const lenses = (rows: readonly (readonly [number, number])[], at: number): Lenses => ({
      depth: deep,
      reference: shown(rows, at),
    });
    strategy.at(0, { market: [9_990, 10_010], lenses: lenses([[0, 200_000]], 0) });
    const { bids, asks } = strategy.at(1, { market: [9_990, 10_010], lenses: lenses([[1, 202_000]], 1) });
    expect(bids.map((quote) => Number(quote.split(' @ ')[1]))).toEqual([10_009.9, 10_007.9, 10_001.9]);
    expect(asks.map((quote) => Number(quote.split(' @ ')[1]))).toEqual([10_041, 10_043, 10_049]);
  });
});
