/**
 * The dense exchange against the plain one: whatever the market does and whatever we send, both say the same.
 * The plain one was written from docs/fills.md alone.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FillRules, FillSize, QueueModel } from '../../src/exchange/fillRules.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { anyScript, anyTape, BEAT_US, END_US } from './arbitraryMarket.testing.ts';
import { engineOutcomes } from './engineOutcome.testing.ts';
import { marketRows } from './marketRow.testing.ts';
import { plainOutcome } from './plainExchange.testing.ts';
import type { Outcome } from './script.testing.ts';

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
const cases = queues.flatMap((queue) => sizes.map((fillSize): FillRules => ({ queue, fillSize })));

/** Profits are sums in another order: equal to the last few bits. */
function expectSame(actual: Outcome | undefined, expected: Outcome): void {
  expect({ ...actual, profit: 0 }).toEqual({ ...expected, profit: 0 });
  if (Number.isNaN(expected.profit)) expect(actual?.profit).toBeNaN();
  else expect(actual?.profit).toBeCloseTo(expected.profit, 9);
}

describe.each(cases)('with the queue $queue and fills $fillSize', (rules) => {
  it('fills, statuses and account equal those of the plain exchange', () => {
    fc.assert(
      fc.property(anyTape(instrument), anyScript, (tape, script) => {
        const [actual] = engineOutcomes(tape, [script], rules, instrument, END_US);
        expectSame(actual, plainOutcome(marketRows(tape), script, rules, instrument, END_US));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe.each([1, 10, 0.25, 0.3, 0.00001])('with lots of %f units', (lotSize) => {
  it('fills equal those of the plain exchange', () => {
    const other = { ...instrument, lotSize };
    fc.assert(
      fc.property(anyTape(other), anyScript, fc.constantFrom(...cases), (tape, script, rules) => {
        const [actual] = engineOutcomes(tape, [script], rules, other, END_US);
        expectSame(actual, plainOutcome(marketRows(tape), script, rules, other, END_US));
      }),
      { numRuns: 500 },
    );
  });
});

describe('traders who share a replay', () => {
  it('get what each would get alone, however the time is sliced', () => {
    fc.assert(
      fc.property(
        anyTape(instrument),
        fc.array(anyScript, { minLength: 2, maxLength: 32 }),
        fc.constantFrom(...cases),
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

describe('the random markets', () => {
  it('contain what they are meant to contain', () => {
    const seen = new Map<string, number>();
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    const rules: FillRules = { queue: { kind: 'risk-averse' }, fillSize: 'shared' };
    fc.assert(
      fc.property(anyTape(instrument), anyScript, (tape, script) => {
        const { fills, statuses } = plainOutcome(marketRows(tape), script, rules, instrument, END_US);
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
