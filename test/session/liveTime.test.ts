/**
 * A session in live time: the tape comes frame by frame, and the session runs in steps of any length as far as it is known. What it
 * does is what it would do over the whole tape: it used nothing that came later.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTape } from '../../src/market/compiledTape.ts';
import { GrowingTape } from '../../src/market/growingTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { windowAround } from '../../src/market/priceRange.ts';
import { createRng } from '../../src/market/rng.ts';
import { type Family, families } from '../../src/market/synthetic/families.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { DEPTH, type Tape, TapeBuilder } from '../../src/market/tape.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import type { SessionResult } from '../../src/session/result.ts';
import { Session, type SessionSettings } from '../../src/session/session.ts';
import { following } from '../../src/testing/laneTrader.ts';
import { aTape, roundNumbers } from '../../src/testing/tape.ts';
import { busySettings, lanesOf } from './recordedStrategy.ts';

const SECONDS = 12;
const END_US = SECONDS * 1e6;

interface Market {
  readonly family: Family;
  readonly seed: number;
  /** Delays of frames, drawn from these. */
  readonly delaysUs: readonly number[];
  /** The feed is silent for some seconds from here, as a share of the session. */
  readonly silentFrom: number;
}

/** The first seconds of a market with a delay for each frame, resets, funding, a silence, and a clock row where it was stopped. */
function tapeOf({ family, seed, delaysUs, silentFrom }: Market): Tape {
  const rows = generateMarket({ family, seed: `live/${seed}`, minutes: 1, instrument: btcUsdPerp });
  const rng = createRng(`live/${seed}`);
  const builder = new TapeBuilder({ ...rows, ...windowOf(rows) });
  const fromUs = silentFrom * END_US;
  for (let i = 0; i < rows.length; i++) {
    const timeUs = rows.timeUs[i] as number;
    if (timeUs >= END_US) break;
    if (timeUs > fromUs && timeUs < fromUs + 3e6) continue;
    if (i === 0 || timeUs !== rows.timeUs[i - 1]) {
      builder.delay(timeUs, delaysUs[rng.integer(delaysUs.length)] as number);
      if (rng.uniform() < 0.0005) builder.reset(timeUs);
      if (rng.uniform() < 0.0005) builder.funding(timeUs, rows.priceTicks[i] as number, 0.0001);
    }
    builder.append(
      timeUs,
      rows.kind[i] as number,
      rows.side[i] as number,
      rows.priceTicks[i] as number,
      rows.size[i] as number,
    );
  }
  builder.clock(END_US);
  return builder.build();
}

/** The window of a tape whose future is not known. */
function windowOf(tape: Tape): Required<Pick<Tape, 'window' | 'quoteLevel'>> {
  const first = tape.kind.subarray(0, tape.length).indexOf(DEPTH);
  return { window: windowAround(tape.priceTicks[first] as number), quoteLevel: false };
}

const latencies = {
  constant: { feedUs: 20_000, orderUs: 60_000, responseUs: 50_000 },
  jittered: { feedUs: 20_000, orderUs: 60_000, responseUs: 50_000, jitter: { spread: 0.7, seed: 'live' } },
  // Rows are stamped when they are received: the feed has no delay any more, and orders have the whole.
  'of a receipt clock': { feedUs: 0, orderUs: 80_000, responseUs: 30_000 },
  recorded: { feedUs: 0, orderUs: 60_000, responseUs: 50_000, feed: 'recorded' },
  'recorded, with jittered orders': {
    feedUs: 0,
    orderUs: 60_000,
    responseUs: 50_000,
    feed: 'recorded',
    jitter: { spread: 0.7, seed: 'live' },
  },
} as const;

const strict = {
  ...defaultLimits,
  lossReducePct: 0.05,
  lossHaltPct: 0.5,
  repeatedFills: 4,
  repeatedFillsPauseSeconds: 2,
  stalePullSeconds: 1,
  staleHaltSeconds: 8,
};

const anyMarket: fc.Arbitrary<Market> = fc.record({
  family: fc.constantFrom(...families),
  seed: fc.nat(1e6),
  delaysUs: fc.array(fc.constantFrom(0, 1, 900, 15_000, 60_000, 400_000, 2_500_000), { minLength: 1, maxLength: 5 }),
  silentFrom: fc.double({ min: 0.1, max: 1, noNaN: true }),
});
const anySettings = fc.record({
  decisionUs: fc.constantFrom(50_000, 200_000, 70_001, 12_345.6),
  limits: fc.constantFrom(defaultLimits, strict),
});

function settingsOf(latency: SessionSettings['latency'], changes: Partial<SessionSettings>): SessionSettings {
  return { ...busySettings, latency, durationUs: END_US, ...changes };
}

function overWhole(tape: Tape, settings: SessionSettings): SessionResult {
  const session = new Session(compileTape(tape), lanesOf(3), settings);
  while (!session.done) session.advance(5);
  return session.result();
}

/** The tape is known up to each of these moments in turn, and the session runs as far as it can each time. */
function live(tape: Tape, settings: SessionSettings, momentsUs: Iterable<number>): SessionResult {
  const growing = new GrowingTape(tape, windowOf(tape).window, false);
  const session = new Session(growing, lanesOf(3), settings);
  let given = 0;
  for (const untilUs of momentsUs) {
    if (untilUs >= END_US) break;
    let to = given;
    while (to < tape.length && (tape.timeUs[to] as number) <= untilUs) to++;
    growing.grow(rowsOf(tape, given, to), untilUs);
    given = to;
    session.runTo(session.knownUs);
    expect(session.elapsedUs).toBeLessThanOrEqual(Math.max(0, untilUs));
  }
  growing.grow(rowsOf(tape, given, tape.length), Number.POSITIVE_INFINITY);
  session.runTo(END_US);
  expect(session.done).toBe(true);
  return session.result();
}

function rowsOf(tape: Tape, from: number, to: number): Tape {
  return {
    ...tape,
    length: to - from,
    timeUs: tape.timeUs.subarray(from, to),
    kind: tape.kind.subarray(from, to),
    side: tape.side.subarray(from, to),
    priceTicks: tape.priceTicks.subarray(from, to),
    size: tape.size.subarray(from, to),
  };
}

/** Moments with these gaps between them, again and again. */
function* moments(gapsUs: readonly number[]): Generator<number> {
  let atUs = 0;
  for (let i = 0; ; i++) {
    atUs += gapsUs[i % gapsUs.length] as number;
    yield atUs;
  }
}

describe.each(Object.entries(latencies))('with latencies that are %s', (_, latency) => {
  it('a session gives over a tape that comes frame by frame what it gives over the whole tape', () => {
    const tape = tapeOf({ family: 'toxic', seed: 1, delaysUs: [900, 15_000, 400_000], silentFrom: 0.8 });
    const settings = settingsOf(latency, {});
    const whole = overWhole(tape, settings);
    expect(live(tape, settings, new Set(tape.timeUs.subarray(0, tape.length)))).toEqual(whole);
    // The lanes trade and differ, so that equal digests mean something.
    expect(whole.lanes.every(({ fills }) => fills.length > 0)).toBe(true);
    expect(new Set(whole.lanes.map(({ digest }) => digest)).size).toBe(3);
  });

  it('a session gives the same over any tape, wherever it is cut', () => {
    fc.assert(
      fc.property(
        anyMarket,
        anySettings,
        fc.array(fc.constantFrom(1, 999, 20_000, 100_000, 1_000_000, 3_333_333), { minLength: 1, maxLength: 6 }),
        (market, changes, gapsUs) => {
          const tape = tapeOf(market);
          const settings = settingsOf(latency, changes);
          expect(live(tape, settings, moments([...gapsUs, 30_000]))).toEqual(overWhole(tape, settings));
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('a session gives the same in any steps', () => {
    fc.assert(
      fc.property(
        anyMarket,
        anySettings,
        fc.array(fc.constantFrom(1, 0.3, 49_999.9, 200_000, 777_777.5, 1_000_000, -500_000, 4_000_001), {
          minLength: 1,
          maxLength: 6,
        }),
        (market, changes, stepsUs) => {
          const tape = tapeOf(market);
          const settings = settingsOf(latency, changes);
          const session = new Session(compileTape(tape), lanesOf(3), settings);
          let atUs = 0;
          for (let i = 0; !session.done; i++) {
            atUs += stepsUs[i % (stepsUs.length + 1)] ?? 600_000;
            session.runTo(atUs);
            if (i % 5 === 4) session.advance(1);
          }
          expect(session.result()).toEqual(overWhole(tape, settings));
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});

it('a step that ends within a microsecond does not decide on the next one before its rows', () => {
  // The first decision sees 0.95 s, and the bid rises at that very time.
  const tape = aTape().quotes(9_990, 5, 10_010, 5).at(0.95).quotes(9_995, 5, 10_010, 5).quietUntil(2).compiled();
  const bids: number[] = [];
  const session = new Session(tape, [{ version: 1, parameters: {}, role: 'acting', fillModel: 'pessimistic' }], {
    ...busySettings,
    instrument: roundNumbers,
    strategy: following((view) => void bids.push(view.bestBidTicks)),
    latency: { feedUs: 50_000, orderUs: 0, responseUs: 0 },
    decisionUs: 1e6,
    durationUs: 2e6,
    rules: 1,
  });
  session.runTo(949_999.7);
  expect(bids).toEqual([]);
  session.runTo(950_000);
  expect(bids).toEqual([9_995]);
});
