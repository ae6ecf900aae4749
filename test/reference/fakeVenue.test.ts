/**
 * Compares proven fills with two other implementations on thirty random tapes, fill by fill: the plain exchange of this folder,
 * and the matching engine of the fake venue, which was written independently.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../src/exchange/outcomes.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { anyScript, anyTape, END_US } from './arbitraryMarket.ts';
import { engineOutcomes } from './engineOutcome.ts';
import { isVenueThere, openVenue, withoutBests, withoutOddMoments } from './fakeVenue.ts';
import { marketRows } from './marketRow.ts';
import { plainOutcome } from './plainExchange.ts';
import type { Script, ScriptFill } from './script.ts';

const TAPES = 30;
const SCRIPTS = 40;
const instrument: Instrument = {
  symbol: 'ANY',
  contract: 'linear',
  tickSize: 1,
  lotSize: 1,
  minNotional: 0,
  makerFeeBps: 0,
  takerFeeBps: 0,
};
const { fills: rules } = outcomeOf(2, 'pessimistic');
const tapes = fc.sample(anyTape(instrument), { numRuns: TAPES, seed: 11 });
const scripts = fc.sample(anyScript, { numRuns: SCRIPTS, seed: 12 });

/** Fills without the mid, which the fake venue does not know. */
function plain(fills: readonly ScriptFill[]): unknown[] {
  return fills.map(({ timeUs, order, side, ticks, lots, maker }) => [timeUs, order, side, ticks, lots, maker]);
}

function ours(tape: (typeof tapes)[number], script: Script): ReturnType<typeof engineOutcomes>[number] {
  const [outcome] = engineOutcomes(tape, [script], rules, instrument, END_US, END_US, 'displayed');
  return outcome ?? expect.unreachable();
}

if (!isVenueThere) console.warn('fake venue tests skipped: the folder ../shared/fakevenue is missing');

describe.skipIf(!isVenueThere)('the fake venue', () => {
  it(`gives every order the same fills on ${TAPES} tapes`, async () => {
    const venue = await openVenue();
    let fills = 0;
    let partial = 0;
    let orders = 0;
    for (const tape of tapes) {
      const rows = withoutBests(marketRows(tape));
      for (const any of scripts) {
        const script = withoutOddMoments(rows, any, END_US);
        const theirs = venue(rows, script, END_US);
        const own = ours(tape, script);
        expect(plain(own.fills)).toEqual(plain(theirs.fills));
        expect(own.inventoryLots).toBe(theirs.positionLots);
        expect(own.statuses).toEqual(theirs.statuses);
        fills += own.fills.length;
        orders += script.orders.length;
        partial += script.orders.filter((order, i) => {
          const got = own.fills.filter((fill) => fill.order === i).reduce((sum, fill) => sum + fill.lots, 0);
          return got > 0 && got < order.lots;
        }).length;
      }
    }
    // The tapes contain orders that are filled, and orders that are filled in part.
    expect(orders).toBeGreaterThan(2_000);
    expect(fills).toBeGreaterThan(2_000);
    expect(partial).toBeGreaterThan(300);
  });
});

describe('the plain exchange', () => {
  it(`gives every order the same fills on ${TAPES} tapes, at every moment of arrival`, () => {
    for (const tape of tapes) {
      for (const script of scripts) {
        const { outcome } = plainOutcome(marketRows(tape), script, rules, instrument, END_US, 'displayed');
        expect(ours(tape, script).fills).toEqual(outcome.fills);
      }
    }
  });

  it('never fills more lots of a side at one time than were traded or shown through the price', () => {
    for (const tape of tapes) {
      const most = new Map<string, number>();
      for (const row of marketRows(tape)) {
        if (row.what !== 'trade' && row.what !== 'depth' && row.what !== 'best') continue;
        // A quote of one side fills orders of the other.
        const side = row.what === 'trade' ? row.hit : row.book === 'buy' ? 'sell' : 'buy';
        const key = `${row.timeUs} ${side}`;
        most.set(key, (most.get(key) ?? 0) + row.lots);
      }
      for (const script of scripts) {
        for (const [key, fills] of Map.groupBy(ours(tape, script).fills, ({ timeUs, side }) => `${timeUs} ${side}`)) {
          const got = fills.filter(({ maker }) => maker).reduce((sum, { lots }) => sum + lots, 0);
          expect(got, key).toBeLessThanOrEqual(most.get(key) ?? 0);
        }
      }
    }
  });
});
