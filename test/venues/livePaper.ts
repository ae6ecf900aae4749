/** Sessions over a bench that plays a market, in one process and by the time of the test. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { FeedWait, LiveProgress, LiveSessionRequest, LiveSessionRun } from '../../src/campaign/ports.ts';
import { laneRequests, newSession } from '../../src/campaign/runSession.ts';
import { LiveSessionRunner } from '../../src/live/liveRunner.ts';
import { SealedSessions } from '../../src/live/sealedSessions.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { smallPlan } from '../../src/testing/smallStudy.ts';
import { WorkspaceMarkets } from '../../src/workspace/markets.ts';
import { busyGrids, busySettings } from '../session/recordedStrategy.ts';
import { BENCH_GRID, type Bench, type BenchStep, benchRows, startBench } from './benchVenue.ts';
import { FastTime } from './fastTime.ts';
import { addressesOfBench, symbolOnBench } from './recordedRun.ts';

export type Venue = 'hyperliquid' | 'binance';

/** Length of a session. */
export const SECONDS = 12;
export const instrument: Instrument = {
  symbol: 'SOL',
  contract: 'linear',
  tickSize: BENCH_GRID.tick,
  lotSize: BENCH_GRID.lot,
  minNotional: 10,
  makerFeeBps: 0,
  takerFeeBps: 3,
};
export const study: LiveSessionRequest['study'] = {
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

export class LivePaper {
  readonly folder: string;
  readonly time: FastTime;
  readonly bench: Bench;
  readonly runner: LiveSessionRunner;
  readonly sessions: SealedSessions;
  readonly markets: WorkspaceMarkets;
  readonly progress: LiveProgress[] = [];
  readonly request: LiveSessionRequest;
  #stop: (() => void)[] = [];

  /** @param speed of time, as of {@link FastTime} */
  static async open(
    venue: Venue,
    seconds: number,
    steps: readonly BenchStep[] = [],
    speed?: number,
  ): Promise<LivePaper> {
    const folder = mkdtempSync(join(tmpdir(), 'mmtune-live-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const time = new FastTime(speed);
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
    this.runner = new LiveSessionRunner(market, () => time.portsFromNow());
    onTestFinished(async () => void (await this.runner.close()));
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

  ready(atMostUs: number): Promise<FeedWait> {
    return this.sessions.ready(atMostUs, () => () => undefined);
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
