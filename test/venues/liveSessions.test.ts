/** Sessions that follow each other on one running feed, against the tapes that they leave. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LiveSessionRun } from '../../src/campaign/ports.ts';
import { LiveMarketError } from '../../src/live/liveMarket.ts';
import { RESET } from '../../src/market/tape.ts';
import { readTape, readTapeHead } from '../../src/recordings/tapeFile/readTape.ts';
import { isBenchThere } from './benchVenue.ts';
import { LivePaper, SECONDS } from './livePaper.ts';
import { until } from './recordedRun.ts';

/** Without what differs between a tape that grows and one that is cut from its file: rows deep in the book, and the symbol's name. */
function figuresOf({ lanes, durationUs, startUs, midTicks }: LiveSessionRun['result']): object {
  return { lanes, durationUs, startUs, midTicks };
}

describe.skipIf(!isBenchThere).each(['hyperliquid', 'binance'] as const)('on %s', (venue) => {
  it('three sessions in a row on one connection give what their tapes give', async () => {
    const paper = await LivePaper.open(venue, 90);
    let fills = 0;
    for (const number of [1, 2, 3]) {
      const run = await paper.ran(number);
      expect(run.endedEarly).toBeNull();
      expect(run.result.durationUs).toBe(SECONDS * 1e6);
      expect(run.source).toMatchObject({ fromUs: 0, toUs: SECONDS * 1e6, capture: join('captures', 'night') });
      const head = await readTapeHead(join(paper.folder, run.source.file));
      expect(head).toMatchObject({ startUs: run.result.startUs, clock: 'receipt', quoteLevel: false });
      expect(figuresOf(await paper.again(run))).toEqual(figuresOf(run.result));
      const { gap } = run;
      if (gap === undefined || 'problem' in gap) throw new Error(gap?.problem ?? 'it was measured');
      // The bench sends at once, and time goes in steps of 50 ms.
      expect(gap.delaysMs.p99 - gap.delaysMs.p10).toBeLessThanOrEqual(200);
      expect(gap.lanes.map(({ version }) => version)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
      const volume = run.result.lanes[0]?.samples.volume.at(-1) ?? 0;
      if (volume > 0) expect(gap.lanes[0]?.volume ?? 0).toBeGreaterThan(volume / 3);
      fills += run.result.lanes.reduce((sum, lane) => sum + lane.fills.length, 0);
    }
    expect(fills).toBeGreaterThan(20);

    expect(paper.runner.activity()).toMatchObject({ feed: { isConnected: true, losses: 0 }, orders: null });
    expect(paper.bench.connections).toBe(venue === 'binance' ? 2 : 1);
    expect(paper.progress.map(({ elapsedSeconds }) => elapsedSeconds).slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('a lost connection ends a session, which keeps what it saw; the next one begins when the feed is back', async () => {
    const paper = await LivePaper.open(venue, 120, [{ at: 8, do: 'drop' }]);
    const cut = await paper.ran(1);
    expect(cut.endedEarly).toMatch(/^the feed had a gap: /);
    expect(cut.result.durationUs).toBeLessThan(SECONDS * 1e6);
    expect(cut.source.toUs).toBeGreaterThanOrEqual(cut.result.durationUs);
    expect(figuresOf(await paper.again(cut))).toEqual(figuresOf(cut.result));
    const next = await paper.ran(2);
    expect(next.endedEarly).toBeNull();
    expect(next.result.startUs).toBeGreaterThan(cut.result.startUs + cut.result.durationUs);
    expect(figuresOf(await paper.again(next))).toEqual(figuresOf(next.result));
    // What came before the gap is on the tape; the gap itself begins with a reset at its end.
    const tape = await readTape(join(paper.folder, cut.source.file));
    const resets = tape.kind.subarray(1, tape.length).filter((kind) => kind === RESET).length;
    expect(resets).toBe(1);
  });

  it('ends where the clock of the machine was set, or the machine slept', async () => {
    const paper = await LivePaper.open(venue, 60);
    const running = paper.ran(1);
    await until(() => paper.progress.length >= 3);
    paper.time.setWall(1800);
    const run = await running;
    expect(run.endedEarly).toMatch(/^the clock of the machine went ahead by 1800\.\d s/);
    expect(figuresOf(await paper.again(run))).toEqual(figuresOf(run.result));
    // The next session is stamped by the clock as it is now, in a capture of its own.
    const next = await paper.ran(2);
    expect(next.endedEarly).toBeNull();
    const aheadSeconds = (next.result.startUs - run.result.startUs) / 1e6;
    expect(aheadSeconds).toBeGreaterThan(1800);
    expect(aheadSeconds).toBeLessThan(1860);
    expect(run.source.capture).toBe(join('captures', 'night'));
    expect(next.source.capture).toBe(join('captures', 'night-2'));
    expect(figuresOf(await paper.again(next))).toEqual(figuresOf(next.result));
  });

  it('a clock that was set back goes back on the tapes too', async () => {
    const paper = await LivePaper.open(venue, 60);
    const first = await paper.ran(1);
    paper.time.setWall(-1800);
    await until(() => paper.time.seconds > 20);
    const next = await paper.ran(2);
    expect(next.endedEarly).toBeNull();
    expect(next.result.startUs).toBeLessThan(first.result.startUs - 1700e6);
  });

  it('a stop request ends a session where it stands, and one that still waits for the book at once', async () => {
    const paper = await LivePaper.open(venue, 60);
    const running = paper.ran(1);
    await until(() => paper.progress.length >= 3);
    paper.stop();
    const run = await running;
    expect(run.endedEarly).toMatch(/^stopped by the user after 0 min/);
    expect(figuresOf(await paper.again(run))).toEqual(figuresOf(run.result));
    paper.bench.faults.apply({ do: 'refuse', seconds: 1000 });
    paper.bench.faults.apply({ do: 'drop' });
    await until(() => !paper.runner.activity().feed.isConnected);
    const waiting = paper.run(2);
    paper.stop();
    expect(await waiting).toBeNull();
  });

  it('waits for the book no longer than asked, and a closed market runs nothing', async () => {
    const paper = await LivePaper.open(venue, 60);
    await paper.ran(1);
    paper.bench.faults.apply({ do: 'refuse', seconds: 1000 });
    paper.bench.faults.apply({ do: 'drop' });
    await until(() => !paper.runner.activity().feed.isConnected);
    const wait = await paper.ready(5e6);
    expect(wait.isKnown).toBe(false);
    expect(wait.waitedUs).toBeGreaterThanOrEqual(5e6);
    expect(wait.waitedUs).toBeLessThan(7e6);
    expect(await paper.run(2, 5e6)).toBeNull();
    const waiting = paper.run(3);
    paper.runner.close();
    await expect(waiting).rejects.toThrow(LiveMarketError);
  });
});
