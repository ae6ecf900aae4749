/** The tape of Paradex's feed against the market that a venue on this machine plays over its wire, and after every fault. */

import { describe, expect, it } from 'vitest';
import { CLOCK, FUNDING, RESET, TRADE } from '../../src/market/tape.ts';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import { FastTime } from './fastTime.ts';
import { aParadexServer, type ParadexOptions, type ParadexServer } from './paradexServer.ts';
import { expectBooks, expectTrades, type MarketRun, recordedMarket } from './recordedRun.ts';

async function recorded(
  options: Omit<ParadexOptions, 'time'>,
): Promise<MarketRun & { readonly server: ParadexServer }> {
  const time = new FastTime();
  const server = await aParadexServer({ ...options, time });
  return { server, ...(await recordedMarket(server, time)) };
}

/** Whatever happens: no wrong book, no trade that was not played, and the capture gives the same tape. */
async function afterFault(options: Omit<ParadexOptions, 'time'>): ReturnType<typeof recorded> {
  const run = await recorded(options);
  const known = expectBooks(run);
  expect(known.filter(({ atSeconds }) => atSeconds > options.seconds - 3).length).toBeGreaterThan(15);
  expect(run.digests[1]).toBe(run.digests[0]);
  return run;
}

function expectOneReset({ resets }: MarketRun, from: number, to: number): void {
  expect(resets).toHaveLength(1);
  expect(resets[0]).toBeGreaterThan(from);
  expect(resets[0]).toBeLessThan(to);
}

describe('a market on paradex', () => {
  it('is on the tape trade for trade, with its book at every frame, and its capture imports as the same tape', async () => {
    const run = await recorded({ seconds: 30 });
    expectTrades(run, 0);
    expect(run.recorded.length).toBeGreaterThan(70);
    expect(run.frames.length).toBeGreaterThan(250);
    for (const { recorded: book, book: sent, atSeconds } of run.frames) expect(book, `at ${atSeconds} s`).toBe(sent);
    expect(run.resets).toEqual([]);
    expect(run.health).toMatchObject({ losses: 0, malformed: 0, gaps: 0, badPrints: 0, unreadable: 0 });
    expect(run.digests[1]).toBe(run.digests[0]);
    expect(run.server.requests).toEqual([
      'subscribe order_book.SOL-USD-PERP.deltas',
      'subscribe trades.SOL-USD-PERP',
      'subscribe funding_data.SOL-USD-PERP',
    ]);
  });

  it('pays the funding that its index has moved, once a minute', async () => {
    const { tape } = await recorded({ seconds: 65 });
    const paid = Array.from(tape.kind).flatMap((kind, i) =>
      kind === FUNDING ? [((tape.size[i] as number) / 1e9) * (tape.priceTicks[i] as number) * 0.01] : [],
    );
    // The index moves by 0.0001 a second. The first minute began at some moment before the recording.
    expect(paid.length).toBeGreaterThanOrEqual(1);
    expect(paid.length).toBeLessThanOrEqual(2);
    for (const one of paid) {
      expect(one).toBeGreaterThan(0);
      expect(one).toBeLessThan(0.0061);
      expect(one * 1e4).toBeCloseTo(Math.round(one * 1e4), 2);
    }
  });

  it('in several files is one tape, and each file is a part of it by itself', async () => {
    const run = await recorded({ seconds: 27, captureFileUs: 8e6 });
    expect(run.captures.length).toBeGreaterThan(2);
    expect(run.digests[1]).toBe(run.digests[0]);
    expect(run.resets).toEqual([]);
    const part = (await importRecordings(run.captures.slice(1, 2), run.grid)).tape;
    expect(part.kind.subarray(1, part.length)).not.toContain(RESET);
    expect(part.kind.subarray(0, part.length).filter((kind) => kind === TRADE).length).toBeGreaterThan(15);
  });

  it('imports by the times of the venue too, with the same trades', async () => {
    const { captures, grid, recorded: onTape } = await recorded({ seconds: 12 });
    const { tape, summary } = await importRecordings(captures, grid, 'venue');
    const trades = Array.from(tape.kind.subarray(0, tape.length)).flatMap((kind, i) =>
      kind === TRADE ? [`${tape.side[i]} ${tape.priceTicks[i]}x${tape.size[i]}`] : [],
    );
    expect(trades.slice(-onTape.length)).toEqual(onTape);
    expect(summary).toMatchObject({ malformed: 0, resets: [], gaps: [] });
  });
});

describe('paradex', () => {
  it('a connection that is cut: one reset, and the market again within seconds', async () => {
    const run = await afterFault({ seconds: 15, faults: [{ at: 5, do: 'drop' }] });
    expectOneReset(run, 4.9, 6);
    expect(run.health.losses).toBe(1);
    expectTrades(run, 1);
    expect(run.played.length - run.recorded.length).toBeLessThan(20);
  });

  it('frames of the book that are lost: a reset at once, a new subscription, and every trade', async () => {
    const run = await afterFault({ seconds: 20, faults: [{ at: 8, do: 'gap', frames: 3 }] });
    expectOneReset(run, 8, 8.6);
    expect(run.health).toMatchObject({ gaps: 1, losses: 0 });
    expect(run.server.requests.slice(3)).toEqual([
      'unsubscribe order_book.SOL-USD-PERP.deltas',
      'subscribe order_book.SOL-USD-PERP.deltas',
    ]);
    const back = run.frames.filter(({ atSeconds, recorded: book, book: sent }) => atSeconds > 8.5 && book === sent);
    expect(back[0]?.atSeconds).toBeLessThan(10);
    expectTrades(run, 0);
  });

  it('garbage of every kind: left out and counted, and nothing of the market is lost', async () => {
    const run = await afterFault({ seconds: 12, faults: [{ at: 5, do: 'garbage' }] });
    expect(run.health.dropped).toMatchObject({
      'messages that are no JSON': 1,
      'binary messages': 2,
      'oversized messages': 1,
      'frames of the unknown template 99': 1,
    });
    expect(run.health).toMatchObject({ losses: 0, malformed: 1, lastMalformed: 'the frame is cut off' });
    expect(run.resets).toEqual([]);
    expectTrades(run, 0);
  });

  it('a silent connection: the book is asked for again after 5 s, and the connection is given up after 10 s more', async () => {
    const run = await afterFault({ seconds: 40, faults: [{ at: 5, do: 'silence', seconds: 20 }] });
    expectOneReset(run, 19, 22);
    const [reset = Number.NaN] = run.resets;
    expect(run.health.lastReason).toMatch(/^no order_book\.SOL-USD-PERP\.deltas for 1\d\.\d s, and no answer/);
    const silent = run.seconds.flatMap((at, i) => (at > reset && at < 24.5 ? [run.tape.kind[i]] : []));
    expect(new Set(silent)).toEqual(new Set([CLOCK]));
    expectTrades(run, 1);
  });

  it('a market that stands still while heartbeats come: nothing is asked for, no reset', async () => {
    const run = await afterFault({ seconds: 40, still: [5, 30] });
    expect(run.resets).toEqual([]);
    expect(run.health).toMatchObject({ losses: 0, gaps: 0 });
    expect(run.server.requests).toHaveLength(3);
    expectTrades(run, 0);
  });

  it('a market that stands still without heartbeats: its snapshots show that nothing was missed', async () => {
    const run = await afterFault({ seconds: 30, still: [5, 22], heartbeats: false });
    expect(run.resets).toEqual([]);
    expect(run.health).toMatchObject({ losses: 0, gaps: 0 });
    expect(run.server.requests.length).toBeGreaterThan(6);
    expectTrades(run, 0);
  });

  it('a subscription that the venue forgets while heartbeats come: asked for again after a minute, and the tape has a reset', async () => {
    const run = await afterFault({ seconds: 80, faults: [{ at: 5, do: 'forget' }] });
    expectOneReset(run, 65, 67);
    expect(run.health).toMatchObject({ losses: 0, gaps: 0, resets: { snapshot: 1 } });
    expect(run.health.lastComplaint).toContain('invalid subscribe request');
    expectTrades(run, 0);
  });
});
