/** What every strategy owes to the session that runs it, whatever it decides; run on synthetic markets of several families. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { besideReference } from '../exchange/referenceMids.ts';
import { compileTape, type TapeInMemory } from '../market/compiledTape.ts';
import { type Instrument, notional } from '../market/instrument.ts';
import type { Family } from '../market/synthetic/families.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { generatePair } from '../market/synthetic/generatePair.ts';
import { defaultLimits } from '../risk/limits.ts';
import type { SessionResult } from '../session/result.ts';
import { type LaneRequest, Session } from '../session/session.ts';
import { checkParameters, defaultParameters, type Parameters } from '../strategy/parameters.ts';
import { QuoteSheet } from '../strategy/quoteSheet.ts';
import type { MarketView, Strategy, StrategyKind } from '../strategy/strategy.ts';

export interface StrategySubject {
  readonly kind: StrategyKind;
  readonly instrument: Instrument;
  readonly startPrice: number;
  readonly capital: number;
  /** Prices of the markets are so many times as far from the first one: families move by few bps. 1 where left out. */
  readonly stretch?: number;
  /** Numbers that a decision may box on average: V8 boxes those in arguments of calls that it does not inline. 0 where left out. */
  readonly boxedNumbers?: number;
  /** Changes to the defaults; each is run on every family. */
  readonly variants: Readonly<Record<string, Parameters>>;
}

const MINUTES = 4;
const families: readonly Family[] = ['bursty', 'calm', 'jumpy', 'toxic', 'trending'];
/** A little more than what is meant: sizes are in lots at prices that move. */
const TOLERANCE = 1.02;

const tapes = new Map<string, TapeInMemory>();

function tapeOf(family: Family, subject: StrategySubject): TapeInMemory {
  const { instrument, startPrice, stretch = 1 } = subject;
  const key = `${family} ${instrument.symbol} ${readsReference(subject)}`;
  const known = tapes.get(key);
  if (known !== undefined) return known;
  const request = { family, seed: 'contract', minutes: MINUTES, instrument, startPrice };
  const pair = readsReference(subject) ? generatePair(request, { beta: 0.8, lagSeconds: 1 }) : null;
  const rows = pair?.market ?? generateMarket(request);
  const centre = Math.round(startPrice / instrument.tickSize);
  const market = { ...rows, priceTicks: rows.priceTicks.map((ticks) => centre + stretch * (ticks - centre)) };
  const tape = pair === null ? compileTape(market) : besideReference(market, pair.reference);
  tapes.set(key, tape);
  return tape;
}

/** Whether a variant reads a second market: then the markets of its strategy have one. */
function readsReference({ kind, variants }: StrategySubject): boolean {
  return Object.values(variants).some((changes) =>
    kind.needs?.({ ...defaultParameters(kind.parameters), ...changes }).includes('reference'),
  );
}

type Look = (view: MarketView, sheet: QuoteSheet, parameters: Parameters) => void;

/** The strategy with every question passed on to `look`. With `always` it is asked at every decision. */
function watched(kind: StrategyKind, look: Look, always: boolean, own?: Map<Parameters, Strategy>): StrategyKind {
  return {
    ...kind,
    create(parameters, context) {
      const strategy = own?.get(parameters) ?? kind.create(parameters, context);
      own?.set(parameters, strategy);
      return {
        reset: () => strategy.reset(),
        quote(view, sheet) {
          strategy.quote(view, sheet);
          look(view, sheet, parameters);
          if (always) sheet.validity.end();
        },
      };
    },
  };
}

function run(tape: TapeInMemory, subject: StrategySubject, strategy: StrategyKind): SessionResult {
  const lanes = Object.values(subject.variants).map((changes, i): LaneRequest => {
    const parameters = lanesParameters.get(changes) ?? { ...defaultParameters(subject.kind.parameters), ...changes };
    lanesParameters.set(changes, parameters);
    expect(checkParameters(subject.kind.parameters, parameters)).toEqual([]);
    return {
      version: i + 1,
      parameters,
      role: i === 0 ? 'acting' : 'shadow',
      fillModel: i % 2 === 0 ? 'pessimistic' : 'optimistic',
    };
  });
  const session = new Session(tape, lanes, {
    instrument: subject.instrument,
    strategy,
    capital: subject.capital,
    limits: {
      ...defaultLimits,
      collarPct: 100,
      repeatedFills: 1000,
      lossWarnPct: 50,
      lossReducePct: 60,
      lossHaltPct: 70,
    },
    latency: { feedUs: 20_000, orderUs: 60_000, responseUs: 50_000 },
    decisionUs: 200_000,
    durationUs: MINUTES * 60e6,
  });
  while (!session.done) session.advance(37);
  return session.result();
}

/** One object of parameters a variant, so that a strategy can be found again by it. */
const lanesParameters = new Map<Parameters, Parameters>();

const nothing: Look = () => undefined;

export function strategyContract(subject: StrategySubject): void {
  const { kind, instrument, capital } = subject;

  describe.each(families)(`${kind.name} over a %s market`, (family) => {
    const tape = tapeOf(family, subject);

    it('never crosses, quotes whole lots at possible prices, and stays within the exposure that it states', () => {
      const problems = new Set<string>();
      let quotes = 0;
      run(
        tape,
        subject,
        watched(
          kind,
          (view, sheet, parameters) => {
            quotes += sheet.bidCount + sheet.askCount;
            for (const problem of problemsOf(view, sheet, parameters, subject)) problems.add(problem);
          },
          true,
        ),
      );
      expect([...problems]).toEqual([]);
      expect(quotes).toBeGreaterThan(MINUTES * 60);
    });

    it('gives the same session when it is asked at every decision, and when it is not asked while its sheet stands', () => {
      const always = run(tape, subject, watched(kind, nothing, true));
      expect(run(tape, subject, kind)).toEqual(always);
    });

    it('gives the same session again, also after a reset', () => {
      const own = new Map<Parameters, Strategy>();
      const first = run(tape, subject, watched(kind, nothing, false, own));
      expect(run(tape, subject, watched(kind, nothing, false, own))).toEqual(first);
      expect(own.size).toBe(Object.keys(subject.variants).length);
    });
  });

  it(`${kind.name} trades in these markets, so that there is something to check`, () => {
    const fills = families.flatMap((family) =>
      run(tapeOf(family, subject), subject, kind).lanes.map((lane) => lane.fills.length),
    );
    expect(fills.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100);
  });

  it(`${kind.name} allocates nothing for a decision`, () => {
    for (const [name, changes] of Object.entries(subject.variants)) {
      const most = 16 * (1 + (subject.boxedNumbers ?? 0));
      // A busy machine compiles late, and code that is not compiled yet allocates.
      let bytes = bytesPerDecision(subject, changes);
      for (let tries = 1; bytes >= most && tries < 4; tries++) bytes = bytesPerDecision(subject, changes);
      expect(bytes, name).toBeLessThan(most);
    }
  });

  it(`${kind.name} says why in a sentence for each reason, and its presets are possible`, () => {
    for (const [code, sentence] of Object.entries(kind.reasons ?? {}))
      expect(`${code}: ${sentence}`).toMatch(/^[a-z-]+: [A-Z].*\.$/);
    for (const { name, values } of kind.presets ?? []) {
      expect(checkParameters(kind.parameters, { ...defaultParameters(kind.parameters), ...values }), name).toEqual([]);
    }
    expect(
      kind.check?.(defaultParameters(kind.parameters), {
        instrument,
        capital,
        priceTicks: Math.round(subject.startPrice / instrument.tickSize),
      }) ?? [],
    ).toEqual([]);
  });
}

function problemsOf(view: MarketView, sheet: QuoteSheet, parameters: Parameters, subject: StrategySubject): string[] {
  const { kind, instrument, capital, startPrice } = subject;
  const priceTicks = Math.round(startPrice / instrument.tickSize);
  const exposure = kind.exposure(parameters, { instrument, capital, priceTicks });
  if (exposure === undefined) return ['states no exposure though the price is known'];
  const problems: string[] = [];
  const highest = instrument.contract === 'binary' ? Math.round(1 / instrument.tickSize) - 1 : 2 ** 30;
  const sides = [
    { name: 'bid', ticks: sheet.bidTicks, lots: sheet.bidLots, count: sheet.bidCount, grows: view.inventoryLots >= 0 },
    { name: 'ask', ticks: sheet.askTicks, lots: sheet.askLots, count: sheet.askCount, grows: view.inventoryLots <= 0 },
  ];
  const held = notional(instrument, (view.bestBidTicks + view.bestAskTicks) / 2, view.inventoryLots);
  for (const { name, ticks, lots, count, grows } of sides) {
    let side = 0;
    for (let i = 0; i < count; i++) {
      const price = ticks[i] ?? Number.NaN;
      const size = lots[i] ?? Number.NaN;
      const value = notional(instrument, price, size);
      side += value;
      if (name === 'bid' ? price >= view.bestAskTicks : price <= view.bestBidTicks) problems.push(`${name} crosses`);
      if (!(price >= 1 && price <= highest)) problems.push(`${name} at an impossible price of ${price}`);
      if (!(Number.isInteger(size) && size > 0)) problems.push(`${name} of ${size} lots`);
      if (value > exposure.order * TOLERANCE) problems.push(`${name} of more than the largest order`);
    }
    if (side > exposure.side * TOLERANCE) problems.push(`${name}s of more than their side's exposure`);
    if (grows && count > 0 && held > exposure.position * TOLERANCE)
      problems.push(`${name} grows a position at its limit`);
  }
  if (sheet.takeLots !== 0 && Math.sign(sheet.takeLots) !== -Math.sign(view.inventoryLots))
    problems.push('a taker order that does not close');
  if (Math.abs(sheet.takeLots) > Math.abs(view.inventoryLots)) problems.push('a taker order larger than the position');
  return problems;
}

/** Bytes that a decision leaves on the heap, once the code is compiled: the least of several runs. */
function bytesPerDecision(subject: StrategySubject, changes: Parameters): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { kind, instrument, capital } = subject;
  const parameters = { ...defaultParameters(kind.parameters), ...changes };
  const strategy = kind.create(parameters, { instrument, capital });
  strategy.reset();
  const sheet = new QuoteSheet();
  const view = stillView(subject);
  const decisions = 20_000;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 16; round++) {
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < decisions; i++) {
      view.step(i);
      sheet.validity.end();
      strategy.quote(view.now, sheet);
    }
    const grown = process.memoryUsage().heapUsed - before;
    // A collection in between says nothing.
    if (grown >= 0) least = Math.min(least, grown / decisions);
  }
  return least;
}

/** A market whose mid goes back and forth, with everything that a lens can show; time goes on by 200 ms a step. */
function stillView({ instrument, startPrice }: StrategySubject): { readonly now: MarketView; step(i: number): void } {
  const mid = Math.round(startPrice / instrument.tickSize);
  const ticks = (sign: number): Int32Array => Int32Array.from({ length: 20 }, (_, i) => mid + sign * (i + 1));
  const lots = (): Int32Array => new Int32Array(20).fill(100_000);
  const depth = {
    bidCount: 20,
    askCount: 20,
    bidTicks: ticks(-1),
    askTicks: ticks(1),
    bidLots: lots(),
    askLots: lots(),
  };
  const columns = {
    timeUs: new Float64Array(2),
    priceTicks: Int32Array.of(mid, mid),
    lots: Int32Array.of(100, 300),
    aggressor: Uint8Array.of(0, 1),
  };
  const reference = { count: 2, timeUs: new Float64Array(2), midTicks: Float64Array.of(mid, mid), seenUs: 0 };
  const now = {
    timeUs: 0,
    bestBidTicks: mid - 1,
    bestAskTicks: mid + 1,
    bestBidLots: 100,
    bestAskLots: 100,
    inventoryLots: 0,
    profit: 0,
    fills: [],
    depth,
    reference,
    trades: { columns, from: 0, to: 2 },
    funding: { rate: 0.0001, nextUs: 28_800e6, intervalUs: 28_800e6 },
    orders: {
      bidCount: 0,
      askCount: 0,
      bidTicks: new Int32Array(32),
      bidLots: new Int32Array(32),
      bidAgeUs: new Float64Array(32),
      askTicks: new Int32Array(32),
      askLots: new Int32Array(32),
      askAgeUs: new Float64Array(32),
      rejections: new Int32Array(2),
      rejectedUs: new Float64Array(2).fill(Number.NEGATIVE_INFINITY),
    },
  };
  return {
    now,
    step(i: number): void {
      now.timeUs += 200_000;
      columns.timeUs[0] = now.timeUs - 2;
      columns.timeUs[1] = now.timeUs - 1;
      const move = i % 3;
      reference.timeUs.set(columns.timeUs);
      reference.midTicks[1] = mid + move;
      reference.seenUs = now.timeUs;
      now.bestBidTicks = mid - 1 + move;
      now.bestAskTicks = mid + 1 + move;
      for (let level = 0; level < 20; level++) {
        depth.bidTicks[level] = mid - 1 + move - level;
        depth.askTicks[level] = mid + 1 + move + level;
      }
    },
  };
}
