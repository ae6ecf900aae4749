/** Contracts that pay 0 or 1: prices that they can have, and their settlement. Prices in dollars, sizes in contracts. */

import { describe, expect, it } from 'vitest';
import { measure } from '../evaluation/measure.ts';
import { NEWEST_ENGINE } from '../exchange/engine.ts';
import { compileTape } from '../market/compiledTape.ts';
import { GrowingTape } from '../market/growingTape.ts';
import type { Instrument } from '../market/instrument.ts';
import { ASK, BID, TapeBuilder } from '../market/tape.ts';
import { defaultLimits } from '../risk/limits.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import { spread } from '../strategy/spread/spread.ts';
import type { SessionResult } from './result.ts';
import { Session } from './session.ts';
import { settlementOf } from './settlement.ts';

const contract: Instrument = {
  symbol: 'YES',
  contract: 'binary',
  tickSize: 0.01,
  lotSize: 1,
  minNotional: 0,
  makerFeeBps: 0,
  takerFeeBps: 0,
};
const head = { symbol: 'YES', tickSize: 0.01, lotSize: 1, startUs: 0 };

/** A market of 0.48 to 0.56; 10 contracts are sold to our bid of 0.50 at second 5. */
function market(): TapeBuilder {
  const tape = new TapeBuilder(head);
  tape.depth(0, BID, 48, 100);
  tape.depth(0, ASK, 56, 100);
  // So that the tape keeps prices around 0.56.
  tape.trade(0, ASK, 56, 1);
  tape.trade(5e6, BID, 50, 10);
  return tape;
}

function run(tape: TapeBuilder, { engine = NEWEST_ENGINE, instrument = contract } = {}): SessionResult {
  const session = new Session(
    compileTape(tape.build()),
    [{ version: 1, parameters: defaultParameters(spread.parameters), role: 'acting', fillModel: 'pessimistic' }],
    {
      ...{ instrument, strategy: spread, capital: 1_000, engine, durationUs: Number.POSITIVE_INFINITY },
      limits: { ...defaultLimits, collarPct: 50 },
      latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
      decisionUs: 1_000_000,
    },
  );
  while (!session.done) session.advance(3);
  return session.result();
}

describe('a settlement', () => {
  it.each([
    [1, 100, 5],
    [0, 0, -5],
  ])('at %d ends the session and pays the position out', (price, ticks, profit) => {
    const tape = market();
    tape.trade(10.5e6, ASK, ticks, 1);
    // Nobody trades any more; what a recorder kept on writing is not read.
    tape.trade(30e6, BID, 48, 100);
    const result = run(tape);
    // Up to the end of the second of the settlement.
    expect(result.durationUs).toBe(11e6);
    const [lane] = result.lanes;
    if (lane === undefined) return expect.unreachable();
    // 10 bought at 0.50. The ask of 0.53 is not filled by a price of 1.
    expect([...lane.fills.priceTicks]).toEqual([50]);
    expect([...lane.samples.inventoryLots].slice(-2)).toEqual([10, 0]);
    expect(lane.samples.profit[9]).toBeCloseTo(10 * (0.52 - 0.5), 12);
    expect(lane.samples.profit[10]).toBeCloseTo(profit, 12);
    expect(lane.riskEvents).toEqual([
      {
        timeUs: 10.5e6,
        code: 'settled',
        message: `the contract was settled at ${price}: a position of 10 paid ${price === 1 ? '10.00' : '0.00'}`,
      },
    ]);
    // Bought 0.02 below the mid; the rest was made by the move of 0.52 to 0 or 1. No fee, and no volume, of a payment.
    expect(measure(lane, result.midTicks, contract)).toMatchObject({
      profit: expect.closeTo(profit, 9),
      spreadProfit: expect.closeTo(0.2, 9),
      inventoryProfit: expect.closeTo(profit - 0.2, 9),
      volume: expect.closeTo(5, 9),
      inventory: { final: 0 },
    });
  });

  it('counts in the second in which it falls, also at its end', () => {
    const tape = market();
    tape.trade(11e6, ASK, 100, 1);
    const result = run(tape);
    expect(result.durationUs).toBe(11e6);
    expect(result.lanes[0]?.samples.profit.at(-1)).toBeCloseTo(5, 12);
  });

  it('gives no markout to fills whose horizon is beyond it', () => {
    const tape = market();
    tape.trade(8e6, ASK, 100, 1);
    // After 1 s; 5, 30 and 60 s are beyond.
    expect([...(run(tape).lanes[0]?.markoutMidTicks ?? [])]).toEqual([52, Number.NaN, Number.NaN, Number.NaN]);
  });

  it('is none in sessions of earlier engines, whose results stay as they were', () => {
    const tape = market();
    tape.trade(10.5e6, ASK, 100, 1);
    tape.clock(20e6);
    const before = run(tape, { engine: 2 });
    expect(before.durationUs).toBe(20e6);
    expect(before.lanes[0]?.riskEvents.map(({ code }) => code)).not.toContain('settled');
  });
});

describe('a price', () => {
  it.each([
    ['a trade', (tape: TapeBuilder) => tape.trade(11e6, ASK, 101, 1), /event 4 of the tape of YES: a trade at 1\.01/],
    [
      'an order',
      (tape: TapeBuilder) => tape.depth(11e6, ASK, 100, 5),
      /event 4 of the tape of YES: an order at 1, but/,
    ],
    ['an order', (tape: TapeBuilder) => tape.depth(11e6, BID, 0, 5), /an order at 0, .* prices from 0\.01 to 0\.99/],
  ])('that the contract cannot have is refused: %s', (_, add, message) => {
    const tape = market();
    add(tape);
    // The window of prices of a tape is about what was traded.
    tape.trade(12e6, ASK, 99, 1);
    tape.trade(12e6, BID, 1, 1);
    expect(() => run(tape)).toThrow(message);
  });

  it('at which an order is taken away is not looked at, and other contracts have any', () => {
    const tape = market();
    tape.depth(11e6, ASK, 100, 0);
    tape.trade(12e6, ASK, 99, 1);
    expect(run(tape).durationUs).toBe(12e6);
    tape.trade(13e6, ASK, 101, 1);
    expect(settlementOf(compileTape(tape.build()), { ...contract, contract: 'spot' })).toBeNull();
  });

  it('may be anything from 0.01 to 0.99', () => {
    const tape = market();
    tape.trade(11e6, ASK, 99, 1);
    tape.trade(12e6, BID, 1, 1);
    expect(settlementOf(compileTape(tape.build()), contract)).toBeNull();
  });
});

it('a market that still goes on is refused: its settlement would not be seen in time', () => {
  expect(() => settlementOf(new GrowingTape(head, { low: 0, high: 100 }, false), contract)).toThrow(
    /YES pays 0 or 1, and its market is still going on/,
  );
});
