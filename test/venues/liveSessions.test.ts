/** Sessions that follow each other on one running feed, against the tapes that they leave. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { LiveProgress, LiveSessionRequest, LiveSessionRun } from '../../src/campaign/ports.ts';
import { laneRequests, newSession } from '../../src/campaign/runSession.ts';
import { LiveMarketError } from '../../src/live/liveMarket.ts';
import { LiveSessionRunner } from '../../src/live/liveRunner.ts';
import { SealedSessions } from '../../src/live/sealedSessions.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { RESET } from '../../src/market/tape.ts';
import { readTape, readTapeHead } from '../../src/recordings/tapeFile/readTape.ts';
import { smallPlan } from '../../src/testing/smallStudy.ts';
import { WorkspaceMarkets } from '../../src/workspace/markets.ts';
import { busyGrids, busySettings } from '../session/recordedStrategy.ts';
import { BENCH_GRID, type Bench, type BenchStep, benchRows, isBenchThere, startBench } from './benchVenue.ts';
import { FastTime } from './fastTime.ts';
import { addressesOfBench, symbolOnBench, until } from './recordedRun.ts';

type Venue = 'hyperliquid' | 'binance';

const SECONDS = 12;
const instrument: Instrument = {
  symbol: 'SOL',
  contract: 'linear',
  tickSize: BENCH_GRID.tick,
  lotSize: BENCH_GRID.lot,
  minNotional: 10,
  makerFeeBps: 0,
  takerFeeBps: 3,
};
const study: LiveSessionRequest['study'] = {
  id: 1,
  name: 'live',
  strategy: 'grid',
  instrument,
  capital: busySettings.capital,
  minVolumePerHour: 0,
  riskAversion: 200,
  seed: 'live',
  createdAt: '2026-01-02T03:04:05.000Z',
};

class LivePaper {
  readonly folder: string;
  readonly time = new FastTime();
  readonly bench: Bench;
  readonly runner: LiveSessionRunner;
  readonly sessions: SealedSessions;
  readonly markets: WorkspaceMarkets;
  readonly progress: LiveProgress[] = [];
  readonly request: LiveSessionRequest;
  #stop: (() => void)[] = [];

  static async open(venue: Venue, seconds: number, steps: readonly BenchStep[] = []): Promise<LivePaper> {
    const folder = mkdtempSync(join(tmpdir(), 'mmtune-live-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const time = new FastTime();
    const bench = await startBench({ venue, rows: await benchRows(seconds), time, steps });
    return new LivePaper(venue, folder, time, bench);
  }

  private constructor(venue: Venue, folder: string, time: FastTime, bench: Bench) {
    this.folder = folder;
    this.time = time;
    this.bench = bench;
    const market = {
      venue,
      grid: { symbol: symbolOnBench(venue), tickSize: BENCH_GRID.tick, lotSize: BENCH_GRID.lot },
      addresses: addressesOfBench(venue, bench.port),
      captureFolder: join(folder, 'captures', 'night'),
    };
    this.runner = new LiveSessionRunner(market, time.ports);
    onTestFinished(() => this.runner.close());
    this.markets = new WorkspaceMarkets({ folder, compiledFolder: join(folder, 'compiled') }, () => undefined);
    const workspace = { folder, tapesFolder: join(folder, 'tapes') };
    this.sessions = new SealedSessions(this.runner, market, 'night', workspace, this.markets);
    const versions = busyGrids.map((parameters, i) => ({
      version: i + 1,
      parameters,
      role: i === 0 ? ('acting' as const) : ('shadow' as const),
    }));
    this.request = {
      study,
      plan: {
        ...smallPlan,
        mode: 'paper',
        minutes: SECONDS / 60,
        decisionMs: 200,
        latency: { feedUs: 0, orderUs: 80_000, responseUs: 30_000 },
        feed: { venue, symbol: symbolOnBench(venue) },
      },
      number: 1,
      acting: 1,
      lanes: laneRequests(versions),
    };
  }

  run(number: number, atMostUs = 60e6): Promise<LiveSessionRun | null> {
    this.#stop = [];
    return this.sessions.run(
      { ...this.request, number },
      atMostUs,
      (now) => this.progress.push(now),
      (then) => {
        this.#stop.push(then);
        return () => undefined;
      },
    );
  }

  async ran(number: number): Promise<LiveSessionRun> {
    return (await this.run(number)) ?? expect.fail('the session began');
  }

  stop(): void {
    for (const then of this.#stop) then();
  }

  /** The same lanes over the tape that a session left. */
  async again({ source, result }: LiveSessionRun): Promise<LiveSessionRun['result']> {
    const { compiled, digest } = await this.markets.load(source, instrument);
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    const [{ plan, lanes }] = [this.request];
    const session = newSession(study, plan, compiled, lanes);
    session.runTo(result.durationUs);
    return session.result();
  }
}

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
      fills += run.result.lanes.reduce((sum, lane) => sum + lane.fills.length, 0);
    }
    expect(fills).toBeGreaterThan(20);
    expect(paper.runner.activity().losses).toBe(0);
    expect(paper.bench.connections).toBe(venue === 'binance' ? 2 : 1);
    expect(paper.progress.map(({ elapsedSeconds }) => elapsedSeconds).slice(0, 3)).toEqual([1, 2, 3]);
    expect(paper.progress[5]?.feed).toMatchObject({ isConnected: true, losses: 0 });
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
    paper.time.setWall(3600);
    const run = await running;
    expect(run.endedEarly).toMatch(/^the clock of the machine went ahead by 3600\.\d s/);
    expect(figuresOf(await paper.again(run))).toEqual(figuresOf(run.result));
    expect((await paper.ran(2)).endedEarly).toBeNull();
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
    await until(() => !paper.runner.activity().isConnected);
    const waiting = paper.run(2);
    paper.stop();
    expect(await waiting).toBeNull();
  });

  it('waits for the book no longer than asked, and a closed market runs nothing', async () => {
    const paper = await LivePaper.open(venue, 60);
    await paper.ran(1);
    paper.bench.faults.apply({ do: 'refuse', seconds: 1000 });
    paper.bench.faults.apply({ do: 'drop' });
    await until(() => !paper.runner.activity().isConnected);
    expect(await paper.run(2, 5e6)).toBeNull();
    const waiting = paper.run(3);
    paper.runner.close();
    await expect(waiting).rejects.toThrow(LiveMarketError);
  });
});
