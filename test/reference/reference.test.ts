/**
 * Compares the exchange of src/exchange with the plain exchange on random markets and random scripts: results must be equal.
 * The plain exchange was written from docs/fills.md alone.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FillRules, FillSize, QueueModel } from '../../src/exchange/fillRules.ts';
import { factors, outcomeOf } from '../../src/exchange/outcomes.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { aTape } from '../../src/testing/tape.ts';
import { anyScript, anyTape, BEAT_US, END_US } from './arbitraryMarket.ts';
import { engineOutcomes } from './engineOutcome.ts';
import { marketRows } from './marketRow.ts';
import { plainOutcome } from './plainExchange.ts';
import type { ScriptOutcome } from './script.ts';

const instrument: Instrument = {
  symbol: 'ANY',
  contract: 'linear',
  tickSize: 0.5,
  lotSize: 0.001,
  minNotional: 0,
  makerFeeBps: -0.5,
  takerFeeBps: 3,
};
const queues: readonly QueueModel[] = [
  { kind: 'risk-averse' },
  { kind: 'power', exponent: 3 },
  { kind: 'power', exponent: 2 },
  { kind: 'log' },
];
const sizes: readonly FillSize[] = ['shared', 'each', 'whole'];
const cases: readonly FillRules[] = queues.flatMap((queue) =>
  sizes.map((fillSize): FillRules => ({ queue, fillSize })),
);

/** Profits are summed in another order, so they may differ in the last bits. */
function expectSame(actual: ScriptOutcome | undefined, expected: ScriptOutcome): void {
  expect({ ...actual, profit: 0 }).toEqual({ ...expected, profit: 0 });
  if (Number.isNaN(expected.profit)) expect(actual?.profit).toBeNaN();
  else expect(actual?.profit).toBeCloseTo(expected.profit, 9);
}

describe.each(cases)('with the queue $queue and fills $fillSize', (rules) => {
  it('fills, statuses and account equal those of the plain exchange', () => {
    fc.assert(
      fc.property(anyTape(instrument), anyScript, (tape, script) => {
        const [actual] = engineOutcomes(tape, [script], rules, instrument, END_US);
        const { outcome, onEdge } = plainOutcome(marketRows(tape), script, rules, instrument, END_US);
        fc.pre(!onEdge);
        expectSame(actual, outcome);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** Fills under rules 2: both fill models, and one factor at a time. */
const newer: readonly FillRules[] = [
  outcomeOf(2, 'pessimistic').fills,
  outcomeOf(2, 'optimistic').fills,
  ...factors.map((factor) => outcomeOf(2, 'pessimistic', factor).fills),
  { queue: { kind: 'log' }, fillSize: 'proven' },
  { queue: { kind: 'power', exponent: 2 }, fillSize: 'shared', crossing: 'shown', postOnly: 'slide' },
];

describe.each(newer)(
  'with the queue $queue.kind, fills $fillSize, crossing $crossing, post-only $postOnly',
  (rules) => {
    it.each(['displayed', 'newest'] as const)('equals the plain exchange over a book that is %s', (book) => {
      fc.assert(
        fc.property(anyTape(instrument), anyScript, (tape, script) => {
          const [actual] = engineOutcomes(tape, [script], rules, instrument, END_US, END_US, book);
          const { outcome, onEdge } = plainOutcome(marketRows(tape), script, rules, instrument, END_US, book);
          fc.pre(!onEdge);
          expectSame(actual, outcome);
        }),
        { numRuns: 1_000 },
      );
    });
  },
);

describe.each([1, 10, 0.25, 0.3, 0.00001])('with lots of %f units', (lotSize) => {
  it('fills equal those of the plain exchange', () => {
    const other = { ...instrument, lotSize };
    fc.assert(
      fc.property(anyTape(other), anyScript, fc.constantFrom(...cases), (tape, script, rules) => {
        const [actual] = engineOutcomes(tape, [script], rules, other, END_US);
        const { outcome, onEdge } = plainOutcome(marketRows(tape), script, rules, other, END_US);
        fc.pre(!onEdge);
        expectSame(actual, outcome);
      }),
      { numRuns: 500 },
    );
  });
});

describe('traders that share a replay', () => {
  it('get the same result as alone, in any slices of time', () => {
    fc.assert(
      fc.property(
        anyTape(instrument),
        fc.array(anyScript, { minLength: 2, maxLength: 32 }),
        fc.constantFrom(...cases, ...newer),
        fc.constantFrom(1, 3, 7, 1_000),
        (tape, scripts, rules, slice) => {
          const together = engineOutcomes(tape, scripts, rules, instrument, END_US, slice * BEAT_US);
          scripts.forEach((script, i) => {
            expect(together[i]).toEqual(engineOutcomes(tape, [script], rules, instrument, END_US)[0]);
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a queue estimate that depth rows made negative', () => {
  // One lot ahead; the level grows to 101 and shrinks to 51. p = ln 101 / (ln 101 + ln 2) = 0.8694, so that
  // 1 − 0.1306 × 50 = −5.53 lots are ahead, and after a trade of 3 lots −8.53: nine lots passed, although three traded.
  it.each([
    ['shared', 3],
    ['each', 9],
    ['whole', 20],
  ] as const)('fills %s: %i of 20 lots', (fillSize, lots) => {
    const coins = { ...instrument, lotSize: 1 };
    const tape = aTape(coins).quotes(99, 1, 102, 5).at(2).bid(99, 101).at(3).bid(99, 51).at(4).sold(99, 3).tape();
    const order = { side: 'buy', ticks: 99, lots: 20, sentUs: 1e6, cancelSentUs: undefined } as const;
    const script = { orders: [order], takes: [], latencyUs: 0 };
    const [outcome] = engineOutcomes(tape, [script], { queue: { kind: 'log' }, fillSize }, coins, 5e6);
    expect(outcome?.fills.map((fill) => [fill.timeUs, fill.lots])).toEqual([[4e6, lots]]);
  });
});

describe('the end of a run', () => {
  it('still processes what is due at exactly that time', () => {
    const order = { side: 'buy', ticks: 98, lots: 2, sentUs: 1_000, cancelSentUs: undefined } as const;
    const script = { orders: [order], takes: [], latencyUs: 500 };
    const rules = cases[0] ?? { queue: { kind: 'risk-averse' }, fillSize: 'shared' };
    const quotes = aTape(instrument).quotes(99, 5, 101, 5).tape();
    expect(engineOutcomes(quotes, [script], rules, instrument, 1_499)[0]?.statuses).toEqual(['under way']);
    expect(engineOutcomes(quotes, [script], rules, instrument, 1_500)[0]?.statuses).toEqual(['open']);
  });
});

describe('the random markets', () => {
  it('contain all kinds of events', () => {
    const seen = new Map<string, number>();
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    const rules: FillRules = { queue: { kind: 'risk-averse' }, fillSize: 'shared' };
    fc.assert(
      fc.property(anyTape(instrument), anyScript, (tape, script) => {
        const { fills, statuses } = plainOutcome(marketRows(tape), script, rules, instrument, END_US).outcome;
        for (const status of statuses) count(status);
        for (const fill of fills) count(fill.maker ? 'maker fill' : 'taker fill');
        script.orders.forEach((order, i) => {
          const lots = fills.filter((fill) => fill.order === i).map((fill) => fill.lots);
          const last = fills.filter((fill) => fill.order === i).at(-1)?.timeUs;
          if (lots.length > 1) count('several fills of one order');
          if (lots.length > 0 && statuses[i] === 'cancelled') count('cancelled after a partial fill');
          if (statuses[i] === 'filled' && order.cancelSentUs !== undefined && (last ?? 0) > order.cancelSentUs) {
            count('filled while the cancel was under way');
          }
        });
      }),
      { numRuns: 1_000, seed: 7 },
    );
    const wanted = [
      'open',
      'rejected',
      'filled',
      'cancelled',
      'maker fill',
      'taker fill',
      'several fills of one order',
    ];
    for (const what of [...wanted, 'cancelled after a partial fill', 'filled while the cancel was under way']) {
      expect(seen.get(what) ?? 0, what).toBeGreaterThan(20);
    }
  });
});
