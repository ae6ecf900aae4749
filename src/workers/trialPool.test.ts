/** A pool's results are those of one thread after the other, in the same order; errors and stops come through. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { type TrialOutcome, trial } from '../evaluation/trial.ts';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { ASK, BID, TapeBuilder } from '../market/tape.ts';
import { TapeFileError } from '../recordings/tapeFile/tapeFileError.ts';
import { writeTape } from '../recordings/tapeFile/writeTape.ts';
import { defaultLimits } from '../risk/limits.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import { TrialPool } from './trialPool.ts';
import type { TapeRequest, TrialUnit } from './work.ts';

const folder = mkdtempSync(join(tmpdir(), 'pool-'));
afterAll(() => rmSync(folder, { recursive: true }));

const tape = generateMarket({ family: 'toxic', seed: 'pool', minutes: 20, instrument: btcUsdPerp });
const settings = {
  instrument: btcUsdPerp,
  strategy: 'grid',
  capital: 1_000,
  limits: defaultLimits,
  latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
  decisionUs: 1_000_000,
};
const sets = [1, 2, 3, 4, 5].map((spreadBps) => ({ ...defaultParameters(grid.parameters), spreadBps }));
const unwatched = { progress: () => undefined, stop: { requested: false } };

function request(name: string): TapeRequest {
  const { tickSize, lotSize } = btcUsdPerp;
  return {
    file: join(folder, name),
    grid: { tickSize, lotSize },
    elsewhere: join(folder, 'elsewhere'),
    withDelays: false,
  };
}

function aPool(threads: number): TrialPool {
  const pool = new TrialPool(threads);
  onTestFinished(() => pool.close());
  return pool;
}

function inThisThread(): readonly TrialOutcome[] {
  const run = trial(compileTape(tape), sets, { ...settings, strategy: grid });
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
  }
}

describe('a pool of threads', () => {
  it.each([1, 2, 3])('of %i gives the results of this thread', async (threads) => {
    const pool = aPool(threads);
    const one = request('same.parquet');
    writeTape(one.file, tape);
    expect(await pool.compile([one], unwatched, () => expect.unreachable())).toBe(true);
    const units: TrialUnit[] = sets.map((set) => ({ tape: one, sets: [set], settings }));
    const outcomes: (readonly TrialOutcome[])[] = [];
    const shares: number[] = [];
    const ended = await pool.run(units, { ...unwatched, progress: (share) => shares.push(share) }, (unit, outcome) => {
      outcomes[unit] = outcome;
    });
    expect(ended).toBe(true);
    expect(outcomes.flat()).toEqual(inThisThread());
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('passes an error on as what it is', async () => {
    const pool = aPool(2);
    const none = request('none.parquet');
    writeFileSync(none.file, 'no tape');
    const error = await pool.compile([none], unwatched, () => undefined).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TapeFileError);
    expect(error).toMatchObject({ file: none.file, problem: 'not parquet' });
    expect((error as Error).message).toMatch(/^[^:]+none\.parquet: not a Parquet file/);
    const good = request('grid.parquet');
    writeTape(good.file, tape);
    const finer = { ...good, grid: { tickSize: 0.7, lotSize: 1 } };
    await expect(pool.compile([finer], unwatched, () => undefined)).rejects.toThrow(RangeError);
    const silent = request('silent.parquet');
    const builder = new TapeBuilder({ ...btcUsdPerp, startUs: 0 });
    builder.depth(0, BID, 920_000, 5);
    builder.depth(0, ASK, 920_001, 5);
    writeTape(silent.file, builder.build());
    await expect(pool.compile([silent], unwatched, () => undefined)).rejects.toThrow(
      `${silent.file}: the tape holds no trade: nothing could ever fill`,
    );
  });

  it('ends units under way and begins no other once a stop is requested', async () => {
    const pool = aPool(2);
    const one = request('stopped.parquet');
    writeTape(one.file, tape);
    const stop = { requested: false };
    const units = new Array<TrialUnit>(2_000).fill({ tape: one, sets, settings });
    let done = 0;
    const ended = await pool.run(units, { progress: () => undefined, stop }, () => {
      done++;
      stop.requested = true;
    });
    expect(ended).toBe(false);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(units.length);
  });
});
