import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { btcUsdPerp } from '../market/instrument.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { ASK, BID, TapeBuilder } from '../market/tape.ts';
import { TapeFileError } from '../recordings/tapeFile/tapeFileError.ts';
import { writeTape } from '../recordings/tapeFile/writeTape.ts';
import { KeptMarkets } from '../workspace/keptMarkets.ts';
import { ThreadLanes } from './threadLanes.ts';
import type { TapeRequest } from './work.ts';

const folder = mkdtempSync(join(tmpdir(), 'threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

const unwatched = { progress: (): void => undefined, stop: { requested: false } };

function request(name: string): TapeRequest {
  const { tickSize, lotSize } = btcUsdPerp;
  return { file: join(folder, name), grid: { tickSize, lotSize }, withDelays: false };
}

function oneThread(): ThreadLanes {
  const workspace = { folder, compiledFolder: join(folder, 'elsewhere') };
  const lanes = new ThreadLanes({ threads: 1, workspace, kept: new KeptMarkets(0) });
  onTestFinished(() => lanes.close());
  return lanes;
}

describe('a thread that compiles tapes', () => {
  it('passes on the error of a bad tape as what it is', async () => {
    const lanes = oneThread();
    const none = request('none.parquet');
    writeFileSync(none.file, 'no tape');
    const error = await lanes.compile(none, unwatched).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TapeFileError);
    expect(error).toMatchObject({ file: none.file, problem: 'not parquet' });
    expect((error as Error).message).toMatch(/^[^:]+none\.parquet: not a Parquet file/);
  });

  it('names the tape that is on another grid, or on which nothing could fill', async () => {
    const lanes = oneThread();
    const good = request('grid.parquet');
    writeTape(good.file, generateMarket({ family: 'calm', seed: 'grid', minutes: 2, instrument: btcUsdPerp }));
    const finer = { ...good, grid: { tickSize: 0.7, lotSize: 1 } };
    const error = await lanes.compile(finer, unwatched).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toContain(`${good.file}: `);
    const silent = request('silent.parquet');
    const builder = new TapeBuilder({ ...btcUsdPerp, startUs: 0 });
    builder.depth(0, BID, 920_000, 5);
    builder.depth(0, ASK, 920_001, 5);
    writeTape(silent.file, builder.build());
    await expect(lanes.compile(silent, unwatched)).rejects.toThrow(
      `${silent.file}: the tape holds no trade: nothing could ever fill`,
    );
    expect(await lanes.compile(good, unwatched)).toEqual({ where: null });
  });
});

it('work that waits for a thread comes to nothing when the threads are ended', async () => {
  const lanes = oneThread();
  const good = request('waits.parquet');
  writeTape(good.file, generateMarket({ family: 'calm', seed: 'waits', minutes: 2, instrument: btcUsdPerp }));
  const first = lanes.compile(good, unwatched).catch((thrown: unknown) => thrown);
  const second = lanes.compile(good, unwatched);
  await lanes.close();
  expect(await second).toBeNull();
  expect(await first).toMatchObject({ message: expect.stringContaining('a thread ended in the middle') as string });
});
