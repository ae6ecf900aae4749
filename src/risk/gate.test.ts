import { describe, expect, it } from 'vitest';
import type { Instrument } from '../market/instrument.ts';
import { ASK, BID } from '../market/tape.ts';
import { type Exposure, RiskGate } from './gate.ts';
import { type DenialCode, defaultLimits, type RiskLimits } from './limits.ts';

/** One lot at 10,000 ticks is worth 10 in quote currency. */
const instrument: Instrument = {
  symbol: 'ROUND',
  contract: 'linear',
  tickSize: 1,
  lotSize: 0.001,
  minNotional: 10,
  makerFeeBps: 0,
  takerFeeBps: 5,
};
const MID = 10_000;
const SECOND = 1e6;

interface GateUnderTest {
  readonly gate: RiskGate;
  readonly events: string[];
  /** A look at the account at a second of the session. */
  look(second: number, account?: { profit?: number; lots?: number; ageSeconds?: number }): void;
  /** Why bids and asks are closed at a second with a position, each undefined when it is open. */
  closed(second: number, lots: number): [bids: DenialCode | undefined, asks: DenialCode | undefined];
}

/** Capital 1,000; the version's own cap is 500 unless told otherwise. */
function aGate(limits: Partial<RiskLimits> = {}, versionCap = 500): GateUnderTest {
  const events: string[] = [];
  const gate = new RiskGate({ ...defaultLimits, ...limits }, instrument, 1_000, versionCap, (_, code) =>
    events.push(code),
  );
  let profit = 0;
  const look: GateUnderTest['look'] = (second, account = {}) => {
    profit = account.profit ?? profit;
    gate.observe({
      ...holding(account.lots ?? 0),
      timeUs: second * SECOND,
      profit,
      dataAgeUs: (account.ageSeconds ?? 0) * SECOND,
    });
  };
  const closed: GateUnderTest['closed'] = (second, lots) => {
    look(second, { lots });
    const exposure = { ...holding(lots), timeUs: second * SECOND };
    const sides: ReturnType<GateUnderTest['closed']> = [gate.sideClosed(BID, exposure), gate.sideClosed(ASK, exposure)];
    // `open` only spares the question: it never says yes where a side is closed.
    if (gate.open) expect(sides).toEqual([undefined, undefined]);
    return sides;
  };
  return { gate, events, look, closed };
}

function holding(inventoryLots: number): Exposure {
  return { ...nothingOpen, inventoryLots };
}

const nothingOpen: Exposure = {
  timeUs: 0,
  midTicks: MID,
  dataAgeUs: 0,
  inventoryLots: 0,
  profit: 0,
  openOrders: 0,
  openNotional: 0,
  sideLots: 0,
};

describe('an order', () => {
  it('passes when it is within every limit', () => {
    // 30 lots are worth 300 = 30 % of capital; 9,900 and 10,100 are 1 % from mid: limits included.
    expect(aGate().gate.deny(BID, MID, 30, nothingOpen)).toBeUndefined();
    expect(aGate().gate.deny(BID, 9_900, 10, nothingOpen)).toBeUndefined();
    expect(aGate().gate.deny(ASK, 10_100, 10, nothingOpen)).toBeUndefined();
    expect(aGate().gate.deny(BID, MID, 1, nothingOpen)).toBeUndefined();
  });

  it.each([
    ['nothing at all', 'min-notional', MID, 0, {}],
    ['a negative size', 'min-notional', MID, -5, {}],
    ['a size that is no number', 'min-notional', MID, Number.NaN, {}],
    ['less than the smallest order', 'min-notional', 9_999, 1, {}],
    ['more than 30 % of capital', 'order-notional', MID, 31, {}],
    ['an infinite size', 'order-notional', MID, Number.POSITIVE_INFINITY, {}],
    ['too far below mid', 'price-collar', 9_899, 10, {}],
    ['too far above mid', 'price-collar', 10_101, 10, {}],
    ['a price that is no number', 'price-collar', Number.NaN, 10, {}],
    ['no reference price', 'price-collar', MID, 10, { midTicks: Number.NaN }],
    ['the 41st order', 'open-orders', MID, 10, { openOrders: 40 }],
    ['more than 400 % of capital open', 'open-notional', MID, 11, { openNotional: 3_900 }],
  ])('is denied: %s', (_, code, ticks, lots, exposure) => {
    expect(aGate().gate.deny(BID, ticks, lots, { ...nothingOpen, ...exposure })).toBe(code);
  });

  it('may fill the limits on open orders exactly', () => {
    expect(aGate().gate.deny(BID, MID, 10, { ...nothingOpen, openOrders: 39, openNotional: 3_900 })).toBeUndefined();
  });

  it('is denied when it repeats one within half a second: same side, price and size', () => {
    const { gate } = aGate();
    const at = (milliseconds: number): Exposure => ({ ...nothingOpen, timeUs: milliseconds * 1_000 });
    expect(gate.deny(BID, 9_990, 10, at(0))).toBeUndefined();
    expect(gate.deny(BID, 9_990, 10, at(499))).toBe('duplicate-intent');
    expect(gate.deny(ASK, 9_990, 10, at(499))).toBeUndefined();
    expect(gate.deny(BID, 9_991, 10, at(499))).toBeUndefined();
    expect(gate.deny(BID, 9_990, 11, at(499))).toBeUndefined();
    // A denied repetition does not count as an intent itself.
    expect(gate.deny(BID, 9_990, 10, at(500))).toBeUndefined();
    expect(gate.deny(BID, 9_990, 10, at(900))).toBe('duplicate-intent');
  });

  it('that was denied for another reason may be tried again at once', () => {
    const { gate } = aGate();
    expect(gate.deny(BID, MID, 10, { ...nothingOpen, openOrders: 40 })).toBe('open-orders');
    expect(gate.deny(BID, MID, 10, nothingOpen)).toBeUndefined();
  });
});

describe('a loss', () => {
  it('of 1, 1.5 and 2 % of capital warns, reduces and halts, each once', () => {
    const { gate, events, look } = aGate();
    look(1, { profit: -9.99 });
    expect([gate.state, events]).toEqual(['active', []]);
    look(2, { profit: -10 });
    look(3, { profit: -12 });
    expect([gate.state, events]).toEqual(['active', ['loss-warning']]);
    look(4, { profit: -15 });
    look(5, { profit: -16 });
    expect([gate.state, events.at(-1)]).toEqual(['reducing', 'loss-reducing']);
    look(6, { profit: -20 });
    look(7, { profit: -25 });
    expect([gate.state, events]).toEqual(['halted', ['loss-warning', 'loss-reducing', 'loss-halt']]);
  });

  it('leaves its state behind for the rest of the session', () => {
    const { gate, look } = aGate();
    look(1, { profit: -15 });
    look(2, { profit: 100 });
    expect(gate.state).toBe('reducing');
    look(3, { profit: -20 });
    look(4, { profit: 100 });
    expect(gate.state).toBe('halted');
    look(5, { profit: -15 });
    expect(gate.state).toBe('halted');
  });

  it('that comes at one blow halts at once', () => {
    const { gate, events, look } = aGate();
    look(1, { profit: -300 });
    expect([gate.state, events]).toEqual(['halted', ['loss-halt']]);
  });

  it('that cannot be computed halts: an unreadable account is no reason to go on', () => {
    const { gate, look } = aGate();
    look(1, { profit: Number.NaN });
    expect(gate.state).toBe('halted');
  });
});

describe('the position', () => {
  it('beyond the study limit reduces until it is back within it', () => {
    const { gate, events, look } = aGate({ positionPct: 50 });
    look(1, { lots: 50 });
    expect(gate.state).toBe('active');
    look(2, { lots: -51 });
    look(3, { lots: -60 });
    expect([gate.state, events]).toEqual(['reducing', ['position']]);
    look(4, { lots: -50 });
    expect(gate.state).toBe('active');
    look(5, { lots: 51 });
    expect(events).toEqual(['position', 'position']);
  });

  it('that shrank does not lift a state reached by loss', () => {
    const { gate, look } = aGate({ positionPct: 50 });
    look(1, { lots: 60, profit: -15 });
    look(2, { lots: 0 });
    expect(gate.state).toBe('reducing');
  });

  it('closes the side that would grow it beyond the cap of the version, and only that', () => {
    const { closed } = aGate();
    expect(closed(0, 50)).toEqual([undefined, undefined]);
    expect(closed(0, 51)).toEqual(['inventory-cap', undefined]);
    expect(closed(0, -51)).toEqual([undefined, 'inventory-cap']);
  });
});

describe('while reducing', () => {
  function reducing(): GateUnderTest {
    const one = aGate();
    one.look(1, { profit: -15 });
    return one;
  }

  it('only the side that shrinks the position is open; none when flat', () => {
    const { closed } = reducing();
    expect(closed(2, 20)).toEqual(['reducing', undefined]);
    expect(closed(2, -20)).toEqual([undefined, 'reducing']);
    expect(closed(2, 0)).toEqual(['reducing', 'reducing']);
  });

  it('the orders of that side together may not be more than the position', () => {
    const { gate } = reducing();
    const long = { ...nothingOpen, inventoryLots: 20 };
    expect(gate.deny(ASK, MID, 20, long)).toBeUndefined();
    expect(gate.deny(ASK, MID, 21, long)).toBe('reducing');
    expect(gate.deny(ASK, MID, 9, { ...long, sideLots: 12 })).toBe('reducing');
    expect(gate.deny(ASK, MID, 8, { ...long, sideLots: 12 })).toBeUndefined();
  });

  it('a taker order may still close', () => {
    expect(reducing().gate.denyTaker(-20, holding(20))).toBeUndefined();
  });
});

describe('once halted', () => {
  it('nothing is quoted or taken on either side', () => {
    const { gate, look, closed } = aGate();
    look(1, { profit: -20 });
    expect(closed(2, -20)).toEqual(['halted', 'halted']);
    expect(gate.denyTaker(-20, holding(20))).toBe('halted');
  });
});

describe('a taker order', () => {
  it('may close all or part of a position, and nothing else', () => {
    const { gate } = aGate();
    expect(gate.denyTaker(-20, holding(20))).toBeUndefined();
    expect(gate.denyTaker(5, holding(-20))).toBeUndefined();
    for (const [take, lots] of [
      [-21, 20],
      [20, 20],
      [-20, -20],
      [1, 0],
      [-1, 0],
      [Number.NaN, 20],
    ] as const) {
      expect(gate.denyTaker(take, holding(lots)), `${take} of ${lots}`).toBe('taker-not-closing');
    }
  });
});

describe('old data', () => {
  it('pulls the quotes after 5 s and lets them back with the next data', () => {
    const { gate, events, look } = aGate();
    look(1, { ageSeconds: 5 });
    expect(gate.stale).toBe(false);
    look(2, { ageSeconds: 5.1 });
    look(3, { ageSeconds: 6.1 });
    expect([gate.stale, gate.state, events]).toEqual([true, 'active', ['stale-feed']]);
    look(4);
    expect(gate.stale).toBe(false);
    look(11, { ageSeconds: 7 });
    expect(events).toEqual(['stale-feed', 'stale-feed']);
  });

  it('halts for good after 30 s', () => {
    const { gate, events, look } = aGate();
    look(30, { ageSeconds: 30 });
    expect(gate.state).toBe('active');
    look(31, { ageSeconds: 31 });
    look(32);
    expect([gate.state, events]).toEqual(['halted', ['stale-feed', 'stale-halt']]);
  });
});

describe('rejections', () => {
  it('of five whole requests in a row halt', () => {
    const { gate, events } = aGate();
    for (let i = 1; i <= 4; i++) gate.onAnswer(i, false);
    expect(gate.state).toBe('active');
    gate.onAnswer(5, false);
    gate.onAnswer(6, false);
    gate.onAnswer(7, true);
    expect([gate.state, events]).toEqual(['halted', ['reject-streak']]);
  });

  it('are forgotten when anything was accepted', () => {
    const { gate } = aGate();
    for (let i = 0; i < 20; i++) gate.onAnswer(i, i % 5 === 4);
    expect(gate.state).toBe('active');
  });
});

describe('repeated fills', () => {
  /** Fills a buy at each of the seconds. */
  function boughtAt(one: GateUnderTest, seconds: readonly number[]): void {
    for (const second of seconds) one.gate.onOrderFilled(BID, second * SECOND);
  }
  const everySecond = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

  it('of one side within a minute hold that side back for five minutes', () => {
    const one = aGate();
    boughtAt(one, everySecond(1, 9));
    expect(one.closed(9.5, 0)).toEqual([undefined, undefined]);
    boughtAt(one, [10]);
    expect(one.events).toEqual(['repeated-fills']);
    expect(one.closed(10, 0)).toEqual(['side-pause', undefined]);
    expect(one.closed(309.9, 0)).toEqual(['side-pause', undefined]);
    expect(one.closed(310, 0)).toEqual([undefined, undefined]);
    expect(one.gate.state).toBe('active');
  });

  it('count only within the window, and by side', () => {
    const slow = aGate();
    // Ten fills over 63 s: never ten within a minute.
    boughtAt(
      slow,
      everySecond(0, 40).map((i) => i * 7),
    );
    expect(slow.events).toEqual([]);
    const both = aGate();
    boughtAt(both, everySecond(0, 9));
    for (let i = 0; i < 9; i++) both.gate.onOrderFilled(ASK, i * SECOND);
    expect(both.events).toEqual([]);
  });

  it('are counted over a sliding window, not in fixed batches', () => {
    const one = aGate();
    // One lonely fill, then ten quick ones: the pause comes with the tenth of those.
    boughtAt(one, [0, ...everySecond(1_000, 9)]);
    expect(one.events).toEqual([]);
    boughtAt(one, [1_009]);
    expect(one.events).toEqual(['repeated-fills']);
  });

  it('start from nothing after a pause', () => {
    const one = aGate();
    boughtAt(one, everySecond(1, 19));
    expect(one.events).toEqual(['repeated-fills']);
    boughtAt(one, [20]);
    expect(one.events).toEqual(['repeated-fills', 'repeated-fills']);
  });
});
