/** Skipping idle decisions affects only speed: asking the strategy at every decision gives the same session, byte for byte. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TapeMark } from '../../src/market/compiledFormat.ts';
import { compileTape, type TapeInMemory } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { FrameCollector } from '../../src/market/receivedFrames.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import type { SessionResult } from '../../src/session/result.ts';
import { type LaneRequest, Session, type SessionSettings } from '../../src/session/session.ts';
import { grid } from '../../src/strategy/grid/grid.ts';
import type { StrategyKind } from '../../src/strategy/strategy.ts';
import { busySettings, lanesOf } from './recordedStrategy.ts';

const MINUTES = 3;

/** `kind`, which calls `asked` on every question. With `always` its quotes are never valid for longer, so it is asked at every decision. */
function questioned(kind: StrategyKind, asked: () => void, always: boolean): StrategyKind {
  return {
    ...kind,
    create(parameters, context) {
      const strategy = kind.create(parameters, context);
      return {
        reset: () => strategy.reset(),
        quote(view, sheet) {
          asked();
          strategy.quote(view, sheet);
          if (always) sheet.validity.end();
        },
      };
    },
  };
}

function run(
  tape: TapeInMemory,
  lanes: readonly LaneRequest[],
  changes: Partial<SessionSettings>,
  always: boolean,
): { readonly result: SessionResult; readonly questions: number } {
  let questions = 0;
  const strategy = questioned(grid, () => questions++, always);
  const session = new Session(tape, lanes, { ...busySettings, durationUs: MINUTES * 60e6, ...changes, strategy });
  while (!session.done) session.advance(37);
  return { result: session.result(), questions };
}

/** The tape with funding rows and resets at the given shares of its rows. */
function marked(
  tape: TapeInMemory,
  marks: readonly { readonly share: number; readonly breaks: boolean }[],
): TapeInMemory {
  const at = marks.map(({ share, breaks }): TapeMark => {
    const index = Math.floor(share * (tape.length - 1));
    const timeUs = tape.timeUs[index] ?? 0;
    const markTicks = tape.baseTicks + Math.floor(tape.width / 2);
    return breaks ? { kind: 'reset', index, timeUs } : { kind: 'funding', index, timeUs, markTicks, rate: 0.0005 };
  });
  const whole: TapeInMemory = { ...tape, marks: at.toSorted((a, b) => a.index - b.index), chunk: () => whole };
  return whole;
}

/** The tape with recorded feed delays, one for each equal part of the session. */
function late(tape: TapeInMemory, delaysMs: readonly number[]): TapeInMemory {
  const collector = new FrameCollector();
  const delayAt = (timeUs: number): number =>
    (delaysMs[Math.min(delaysMs.length - 1, Math.floor((timeUs * delaysMs.length) / tape.endUs))] ?? 0) * 1000;
  for (const timeUs of delaysMs.length === 0 ? [] : tape.timeUs.subarray(0, tape.length)) {
    collector.delay(timeUs, delayAt(timeUs));
    collector.add(timeUs);
  }
  const whole: TapeInMemory = { ...tape, frames: collector.frames(), chunk: () => whole };
  return whole;
}

const strict = {
  ...defaultLimits,
  lossWarnPct: 0.05,
  lossReducePct: 0.1,
  lossHaltPct: 0.5,
  repeatedFills: 4,
  repeatedFillsPauseSeconds: 5,
  positionPct: 30,
  collarPct: 0.05,
  stalePullSeconds: 1,
  staleHaltSeconds: 4,
};

describe('a session that skips idle decisions', () => {
  it('equals the session that asks every strategy at every decision', () => {
    fc.assert(
      fc.property(
        fc.record({
          family: fc.constantFrom('bursty', 'calm', 'trending', 'jumpy', 'toxic', 'thin', 'switching'),
          seed: fc.integer({ min: 0, max: 1e6 }),
          lanes: fc.constantFrom(1, 4, 8),
          feedUs: fc.constantFrom(0, 20_000, 50_000, 50_000.5),
          orderUs: fc.constantFrom(0, 60_000),
          responseUs: fc.constantFrom(0, 50_000, 200_000),
          spread: fc.constantFrom(0, 0, 0, 0.5),
          delaysMs: fc.oneof(
            { weight: 2, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: fc.array(fc.constantFrom(0, 20, 300, 4_000), { minLength: 1, maxLength: 4 }) },
          ),
          decisionUs: fc.constantFrom(50_000, 100_000, 70_001, 12_345.6),
          limits: fc.constantFrom(defaultLimits, strict),
          capital: fc.constantFrom(300, 1_000),
          marks: fc.array(fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), breaks: fc.boolean() }), {
            maxLength: 4,
          }),
        }),
        ({
          family,
          seed,
          lanes,
          feedUs,
          orderUs,
          responseUs,
          spread,
          delaysMs,
          decisionUs,
          limits,
          capital,
          marks,
        }) => {
          const rows = generateMarket({ family, seed: `rest/${seed}`, minutes: MINUTES, instrument: btcUsdPerp });
          const jitter = spread > 0 ? { jitter: { spread, seed: 'rest' } } : {};
          const feed = delaysMs.length > 0 ? { feed: 'recorded' as const } : {};
          const changes = { latency: { feedUs, orderUs, responseUs, ...jitter, ...feed }, decisionUs, limits, capital };
          const tape = late(marked(compileTape(rows), marks), delaysMs);
          const skipping = run(tape, lanesOf(lanes), changes, false);
          const always = run(tape, lanesOf(lanes), changes, true);
          expect(skipping.result).toEqual(always.result);
        },
      ),
      { numRuns: 80 },
    );
  }, 60_000);

  it('asks far less in a calm market', () => {
    const rows = generateMarket({ family: 'calm', seed: 'rest', minutes: MINUTES, instrument: btcUsdPerp });
    const { result, questions } = run(compileTape(rows), lanesOf(4), { decisionUs: 100_000 }, false);
    const decisions = result.lanes.reduce((sum, { counters }) => sum + counters.decisions, 0);
    expect(decisions).toBeGreaterThanOrEqual(4 * MINUTES * 600 - 4);
    expect(questions).toBeLessThan(decisions / 3);
  });
});
