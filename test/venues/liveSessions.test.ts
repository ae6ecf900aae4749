/** Sessions that follow each other on one running feed, against the files that their tapes are sealed to. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LiveMarket, LiveMarketError } from '../../src/live/liveMarket.ts';
import type { CompiledTape } from '../../src/market/compiledFormat.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { readTapeHead } from '../../src/recordings/tapeFile/readTape.ts';
import type { SessionResult } from '../../src/session/result.ts';
import { type LaneRequest, Session } from '../../src/session/session.ts';
import { WorkspaceMarkets } from '../../src/workspace/markets.ts';
import { busyGrids, busySettings } from '../session/recordedStrategy.ts';
import { BENCH_GRID, benchRows, isBenchThere, startBench } from './benchVenue.ts';
import { FastTime } from './fastTime.ts';
import { addressesOfBench, symbolOnBench, until } from './recordedRun.ts';

const SECONDS = 8;
const instrument: Instrument = {
  symbol: 'SOL',
  contract: 'linear',
  tickSize: BENCH_GRID.tick,
  lotSize: BENCH_GRID.lot,
  minNotional: 10,
  makerFeeBps: 0,
  takerFeeBps: 3,
};
const lanes: readonly LaneRequest[] = busyGrids.flatMap((parameters, i) =>
  (['pessimistic', 'optimistic'] as const).map(
    (fillModel): LaneRequest => ({ version: i + 1, parameters, role: i === 0 ? 'acting' : 'shadow', fillModel }),
  ),
);

async function ran(tape: CompiledTape, ready: (untilUs: number) => Promise<void>): Promise<SessionResult> {
  await ready(0);
  const session = new Session(tape, lanes, {
    ...busySettings,
    instrument,
    latency: { feedUs: 0, orderUs: 80_000, responseUs: 30_000 },
    durationUs: SECONDS * 1e6,
  });
  while (!session.done) {
    await ready(session.elapsedUs + 1e6);
    session.advance(1);
  }
  return session.result();
}

async function openMarket(venue: 'hyperliquid' | 'binance', seconds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-live-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const time = new FastTime();
  const bench = await startBench({ venue, rows: await benchRows(seconds), time });
  const market = LiveMarket.open(
    {
      venue,
      grid: { symbol: symbolOnBench(venue), tickSize: BENCH_GRID.tick, lotSize: BENCH_GRID.lot },
      addresses: addressesOfBench(venue, bench.port),
      captureFolder: join(folder, 'capture'),
    },
    time.ports,
  );
  onTestFinished(() => market.close());
  return { folder, bench, market };
}

describe.skipIf(!isBenchThere).each(['hyperliquid', 'binance'] as const)('%s', (venue) => {
  it('three sessions in a row on one connection give what their sealed tapes give', async () => {
    const { folder, bench, market } = await openMarket(venue, 60);
    const markets = new WorkspaceMarkets({ folder, compiledFolder: join(folder, 'compiled') }, () => undefined);
    let filled = 0;
    for (const nth of [1, 2, 3]) {
      const live = await market.begin(join(folder, `${nth}.parquet`), true);
      if (live.tape === null) throw new Error('it is replayed');
      const result = await ran(live.tape, (untilUs) => live.ready(untilUs));
      const { file, sha256, rows } = live.seal();
      const head = await readTapeHead(file);
      expect(head).toMatchObject({ startUs: result.startUs, rows, clock: 'receipt', quoteLevel: false });
      const source = { type: 'tape', file: `${nth}.parquet`, sha256, fromUs: 0, toUs: SECONDS * 1e6 } as const;
      const { compiled } = await markets.load(source, instrument);
      expect(compiled.baseTicks).toBe(live.tape.baseTicks);
      expect(await ran(compiled, () => Promise.resolve())).toEqual({ ...result, symbol: symbolOnBench(venue) });
      filled += result.lanes.reduce((fills, lane) => fills + lane.fills.timeUs.length, 0);
    }
    expect(filled).toBeGreaterThan(20);
    expect(market.health().losses).toBe(0);
    expect(bench.connections).toBe(venue === 'binance' ? 2 : 1);
  });

  it('time goes on for a session while the venue is away, and the tape is known; a closed market rejects', async () => {
    const { folder, bench, market } = await openMarket(venue, 60);
    const live = await market.begin(join(folder, '1.parquet'), true);
    bench.faults.apply({ do: 'refuse', seconds: 1000 });
    bench.faults.apply({ do: 'drop' });
    await until(() => market.health().losses === 1);
    const knownUs = live.tape?.knownUs ?? 0;
    await live.ready(knownUs + 4e6);
    expect(live.tape?.knownUs).toBeGreaterThanOrEqual(knownUs + 4e6);
    const waiting = live.ready(1e12);
    const beginning = market.begin(join(folder, '2.parquet'), true);
    market.close();
    await expect(waiting).rejects.toThrow(LiveMarketError);
    await expect(beginning).rejects.toThrow('was closed');
    await expect(live.ready(1e12)).rejects.toThrow('was closed');
    expect(() => live.seal()).toThrow('was closed');
  });
});
