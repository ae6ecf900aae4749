/** The files of one recording: together they are the tape, and each is one by itself. */

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LiveMarket } from '../../src/live/liveMarket.ts';
import { RESET, TRADE } from '../../src/market/tape.ts';
import { tapeDigest } from '../../src/market/tapeDigest.ts';
import { importRecordings } from '../../src/recordings/importRecordings.ts';
import { readTape } from '../../src/recordings/tapeFile/readTape.ts';
import { BENCH_GRID, benchRows, isBenchThere, startBench } from './benchVenue.ts';
import { FastTime } from './fastTime.ts';
import { addressesOfBench, symbolOnBench, until } from './recordedRun.ts';

const FILE_US = 8e6;

describe.skipIf(!isBenchThere).each(['hyperliquid', 'binance'] as const)('%s', (venue) => {
  it('a recording of three files imports as its tape, and the second file as a part of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mmtune-parts-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const time = new FastTime();
    const bench = await startBench({ venue, rows: await benchRows(60), time });
    const grid = { symbol: symbolOnBench(venue), tickSize: BENCH_GRID.tick, lotSize: BENCH_GRID.lot };
    const captureFolder = join(folder, 'capture');
    const market = LiveMarket.open(
      { venue, grid, addresses: addressesOfBench(venue, bench.port), captureFolder, captureFileUs: FILE_US },
      time.ports,
    );
    onTestFinished(() => market.close());
    const live = await market.begin(join(folder, 'tape.parquet'), null);
    const parts = (): string[] =>
      readdirSync(captureFolder)
        .sort()
        .map((name) => join(captureFolder, name));
    await until(() => parts().length === 3);
    const { file } = live.seal();
    market.close();
    const tape = await readTape(file);
    const whole = (await importRecordings(parts(), grid)).tape;
    expect(tapeDigest(whole)).toBe(tapeDigest(tape));
    const [, second = ''] = parts();
    const part = (await importRecordings([second], grid)).tape;
    expect(part.kind.subarray(1, part.length)).not.toContain(RESET);
    const trades = part.kind.subarray(0, part.length).filter((kind) => kind === TRADE).length;
    expect(trades).toBeGreaterThan(20);
  });
});
