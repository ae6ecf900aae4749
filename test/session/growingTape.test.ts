/** A session over a tape that grows second by second gives the same result as over the whole tape. */

import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OLDEST_ENGINE } from '../../src/exchange/engine.ts';
import type { CompiledTape } from '../../src/market/compiledFormat.ts';
import { compileTape } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { families } from '../../src/market/synthetic/families.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { type Tape, TapeBuilder, TRADE } from '../../src/market/tape.ts';
import { tapeDigest } from '../../src/market/tapeDigest.ts';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import type { SessionResult } from '../../src/session/result.ts';
import { type LaneRequest, Session, type SessionSettings } from '../../src/session/session.ts';
import { type GrowingMarket, growingMarket } from '../../src/testing/growingMarket.ts';
import { recordings } from '../market/recordings.ts';
import { busyGrids, busySettings } from './recordedStrategy.ts';

const MINUTES = 2;

const lanes: readonly LaneRequest[] = busyGrids.flatMap((parameters, i) =>
  (['pessimistic', 'optimistic'] as const).map(
    (fillModel): LaneRequest => ({ version: i + 1, parameters, role: i === 0 ? 'acting' : 'shadow', fillModel }),
  ),
);

async function ran(
  market: Pick<GrowingMarket, 'ready' | 'digest'> & { readonly compiled: CompiledTape },
  changes: Partial<SessionSettings>,
  knownFirstUs = 0,
): Promise<{ readonly result: SessionResult; readonly tape: string }> {
  market.ready(knownFirstUs);
  const session = new Session(market.compiled, lanes, {
    ...busySettings,
    durationUs: Number.POSITIVE_INFINITY,
    ...changes,
  });
  while (!session.done) {
    market.ready(session.elapsedUs + 1e6);
    session.advance(1);
  }
  return { result: session.result(), tape: await market.digest() };
}

/** The first minutes of a tape, with delays that change eight times, two breaks of the feed and three payments of funding. */
function withRareRows(tape: Tape, minutes: number): Tape {
  const builder = new TapeBuilder(tape);
  const markTicks = tape.priceTicks[tape.kind.indexOf(TRADE)] as number;
  const timesUs = tape.timeUs.subarray(0, tape.length).filter((timeUs) => timeUs <= minutes * 60e6);
  const eachOf = (times: number): number => Math.ceil(timesUs.length / (times + 1));
  for (const [row, timeUs] of timesUs.entries()) {
    if (row % eachOf(7) === 0) builder.delay(timeUs, 10_000 + (row % 7) * 30_000);
    if (row > 0 && row % eachOf(2) === 0) builder.reset(timeUs);
    if (row > 0 && row % eachOf(3) === 0) builder.funding(timeUs, markTicks, 0.0001);
    builder.append(
      timeUs,
      tape.kind[row] as number,
      tape.side[row] as number,
      tape.priceTicks[row] as number,
      tape.size[row] as number,
    );
  }
  return builder.build();
}

async function expectSame(tape: Tape, changes: Partial<SessionSettings> = {}, knownFirstUs = 0): Promise<void> {
  const whole = await ran(
    { compiled: compileTape(tape), ready: () => undefined, digest: () => Promise.resolve(tapeDigest(tape)) },
    changes,
    knownFirstUs,
  );
  const grown = await ran(growingMarket(tape), changes, knownFirstUs);
  // A growing tape has a wider price window with more rows deep in the book. They are counted, and change nothing else.
  expect(grown.result.events).toBeGreaterThanOrEqual(whole.result.events);
  expect({ ...grown.result, events: 0 }).toEqual({ ...whole.result, events: 0 });
  expect(grown.tape).toBe(whole.tape);
  // The lanes trade and differ, so that equal digests mean something.
  const traded = whole.result.lanes.filter(({ fills }) => fills.length > 0);
  expect(traded.length).toBeGreaterThanOrEqual(lanes.length / 2);
  expect(new Set(traded.map(({ digest }) => digest)).size).toBeGreaterThan(2);
}

describe.each(families)('a %s market that grows second by second', (family) => {
  const tape = generateMarket({ family, seed: 'grown', minutes: MINUTES, instrument: btcUsdPerp });

  it('gives the same results and digests as the whole tape', () => expectSame(tape));

  it('gives the same also with changing delays, resets and funding', () => expectSame(withRareRows(tape, MINUTES)));
});

it('no session runs beyond the known part of the tape', async () => {
  const market = growingMarket(generateMarket({ family: 'calm', seed: 'known', minutes: 1, instrument: btcUsdPerp }));
  market.ready(10e6);
  const session = new Session(market.compiled, lanes, { ...busySettings, durationUs: 60e6 });
  session.advance(10);
  expect(() => session.advance(1)).toThrow('cannot run to 11 s of a market that is known up to 10000000 µs');
});

describe('with the recorded delays of a feed that looks ahead', () => {
  const tape = withRareRows(
    generateMarket({ family: 'bursty', seed: 'late', minutes: MINUTES, instrument: btcUsdPerp }),
    MINUTES,
  );
  const changes = { latency: { ...busySettings.latency, feed: 'recorded' }, engine: OLDEST_ENGINE } as const;

  it('a session opened when the growing tape is complete gives the same as over the whole tape', () =>
    expectSame(tape, changes, Number.POSITIVE_INFINITY));

  it('no session opens over a tape that still grows', async () => {
    await expect(ran(growingMarket(tape), changes)).rejects.toThrow('still grows');
  });
});

describe.each(recordings)('$name', ({ files, instrument }) => {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) console.warn(`skipped: a recording that grows, ${missing.join(', ')} does not exist`);

  it.skipIf(missing.length > 0)('gives the same results and digests while it grows', async () => {
    const { tape } = await importRecordings(files, instrument);
    await expectSame(withRareRows(tape, 15), { instrument, capital: 100_000 });
  });
});
