/**
 * Tests that every implementation of the LaneRunner port must pass, whether it runs lanes in this process, on threads or on other
 * machines. The test file of each implementation calls {@link describeLaneRunner}.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type LaneMarket,
  type LaneRun,
  type LaneRunner,
  type LanesRequest,
  type LaneWanted,
  runAll,
} from '../campaign/laneRunner.ts';
import { blocksOf } from '../evaluation/blocks.ts';
import { measure } from '../evaluation/measure.ts';
import { NEWEST_ENGINE } from '../exchange/engine.ts';
import { NEWEST_RULES } from '../exchange/outcomes.ts';
import { MAX_LANES } from '../exchange/replay.ts';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { GENERATOR_VERSION, generateMarket } from '../market/synthetic/generate.ts';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import { writeTape } from '../recordings/tapeFile/writeTape.ts';
import { defaultLimits } from '../risk/limits.ts';
import { Session } from '../session/session.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface RunnerUnderTest {
  readonly runner: LaneRunner;
  close(): Promise<void>;
}

const MINUTES = 20;
const settings = {
  instrument: btcUsdPerp,
  strategy: 'grid',
  capital: 1_000,
  limits: defaultLimits,
  latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
  decisionUs: 1_000_000,
  rules: NEWEST_RULES,
  engine: NEWEST_ENGINE,
};
const plain = defaultParameters(grid.parameters);
const lanes: readonly LaneWanted[] = [1, 2, 3].flatMap((spreadBps) => {
  const parameters: Parameters = { ...plain, spreadBps };
  return [
    { parameters, fillModel: 'pessimistic' },
    { parameters, fillModel: 'optimistic' },
  ];
});
const trending = {
  type: 'synthetic',
  family: 'trending',
  seed: 'runner',
  generator: GENERATOR_VERSION,
  minutes: MINUTES,
  startPrice: 92_000,
} as const satisfies LaneMarket;
const unwatched = { progress: (): void => undefined, stop: { requested: false } };

/** Requests over one market, each with another capital, so that no two of them have the same result. */
function different(count: number): LanesRequest[] {
  return Array.from({ length: count }, (_, i) => request(trending, { settings: { ...settings, capital: 1_000 + i } }));
}

function request(market: LaneMarket, more: Partial<LanesRequest> = {}): LanesRequest {
  return { market, settings, lanes, atMostUs: null, withMetrics: false, ...more };
}

/** The result of each of {@link lanes} in a session that runs it alone over the trending market. Computed once for each length. */
function alone(minutes: number): readonly Omit<LaneRun, 'halted'>[] {
  const known = sessions.get(minutes) ?? sessionsOf(minutes);
  sessions.set(minutes, known);
  return known;
}

const sessions = new Map<number, readonly Omit<LaneRun, 'halted'>[]>();

function sessionsOf(minutes: number): Omit<LaneRun, 'halted'>[] {
  const { seed, startPrice } = trending;
  const tape = compileTape(
    generateMarket({ family: 'trending', seed, minutes: MINUTES, startPrice, instrument: btcUsdPerp }),
  );
  return lanes.map((lane) => {
    const durationUs = minutes * 60e6;
    const session = new Session(tape, [{ ...lane, version: 1, role: 'acting' }], {
      ...settings,
      strategy: grid,
      durationUs,
    });
    session.advance(minutes * 60);
    const { lanes: results, midTicks } = session.result();
    const [only] = results;
    if (only === undefined) throw new Error('the session has one lane');
    const metrics = measure(only, midTicks, btcUsdPerp);
    const { volume, fills, profit, feesPaid, rebates } = metrics;
    const totals = { volume, fills, profit, feesPaid, rebates };
    return { blocks: blocksOf(only.samples), totals, metrics };
  });
}

/** `make` gives a runner over the tapes and markets of a workspace. */
export function describeLaneRunner(
  implementation: string,
  make: (workspace: Pick<Workspace, 'folder' | 'compiledFolder'>) => RunnerUnderTest | Promise<RunnerUnderTest>,
): void {
  describe(`${implementation}: a runner of lanes`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'lanes-'));
    const tape = join(folder, 'recorded.parquet');
    let made: RunnerUnderTest;
    beforeAll(async () => {
      writeTape(tape, generateMarket({ family: 'calm', seed: 'file', minutes: MINUTES, instrument: btcUsdPerp }));
      made = await make({ folder, compiledFolder: join(folder, 'compiled') });
    });
    afterAll(async () => {
      await made.close();
      rmSync(folder, { recursive: true });
    });
    const piece = (fromMinute: number, toMinute: number): LaneMarket => ({
      type: 'tape',
      file: 'recorded.parquet',
      sha256: hashFile(tape),
      fromUs: fromMinute * 60e6,
      toUs: toMinute * 60e6,
    });

    test('gives each lane the result of a session that runs it alone', async () => {
      const runs = await made.runner.run(request(trending, { withMetrics: true }), unwatched);
      expect(runs).toEqual(alone(MINUTES).map((one) => ({ ...one, halted: false })));
    });

    test('leaves metrics out unless they are requested', async () => {
      const runs = await made.runner.run(request(trending), unwatched);
      expect(runs).toEqual(alone(MINUTES).map((one) => ({ ...one, halted: false, metrics: null })));
    });

    test('runs up to the requested time, at most to the end of the market', async () => {
      const short = await made.runner.run(request(trending, { atMostUs: 7 * 60e6 }), unwatched);
      expect(short?.map(({ blocks }) => blocks)).toEqual(alone(7).map(({ blocks }) => blocks));
      const whole = await made.runner.run(request(trending, { atMostUs: 600 * 60e6 }), unwatched);
      expect(whole?.map(({ blocks }) => blocks)).toEqual(alone(MINUTES).map(({ blocks }) => blocks));
    });

    test('reports which lanes were halted by risk', async () => {
      const strict = {
        ...settings,
        limits: { ...defaultLimits, lossWarnPct: 1e-6, lossReducePct: 2e-6, lossHaltPct: 3e-6 },
      };
      const runs = await made.runner.run(request(trending, { settings: strict }), unwatched);
      expect(runs?.some(({ halted }) => halted)).toBe(true);
    });

    test('gives requests that run at the same time the results that they have one after another', async () => {
      const markets: LaneMarket[] = [
        trending,
        { ...trending, seed: 'other' },
        piece(0, 10),
        { type: 'whole-tape', file: tape },
        trending,
        piece(10, 20),
      ];
      const inTurn: unknown[] = [];
      for (const market of markets) inTurn.push(await made.runner.run(request(market), unwatched));
      const atOnce = await Promise.all(markets.map((market) => made.runner.run(request(market), unwatched)));
      expect(atOnce).toEqual(inTurn);
      expect(new Set(inTurn.map((runs) => JSON.stringify(runs))).size).toBe(5);
    });

    test('requests and results are plain data: JSON does not change them', async () => {
      const asked = request(piece(0, 10), { withMetrics: true });
      const runs = await made.runner.run(JSON.parse(JSON.stringify(asked)) as LanesRequest, unwatched);
      expect(JSON.parse(JSON.stringify(runs))).toEqual(runs);
      expect(runs).toEqual(await made.runner.run(asked, unwatched));
    });

    test('reports progress, rising to 1', async () => {
      const shares: number[] = [];
      const watch = { ...unwatched, progress: (share: number): void => void shares.push(share) };
      const all = [trending, piece(0, 20), trending].map((market) => request(market));
      expect(await runAll(made.runner, all, watch, () => undefined)).toBe(true);
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      expect(shares.at(-1)).toBeCloseTo(1, 9);
    });

    test('starts no work after a stop is requested, and returns null', async () => {
      const shares: number[] = [];
      const watch = { stop: { requested: true }, progress: (share: number): void => void shares.push(share) };
      // This market cannot be made, so any attempt to run would throw.
      expect(await made.runner.run(request({ ...trending, generator: 0 }), watch)).toBeNull();
      expect(shares).toEqual([]);
    });

    test('ends soon after a stop is requested, keeps what was completed, and can run again afterwards', async () => {
      const stop = { requested: false };
      let done = 0;
      let stoppedMs = 0;
      const ended = await runAll(made.runner, different(500), { ...unwatched, stop }, () => {
        done++;
        if (!stop.requested) stoppedMs = performance.now();
        stop.requested = true;
      });
      expect(ended).toBe(false);
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(10);
      expect(performance.now() - stoppedMs).toBeLessThan(2_000);
      expect(await made.runner.run(request(trending), unwatched)).toHaveLength(lanes.length);
    });

    test.each<readonly [why: string, market: LaneMarket, name: string, message: string]>([
      ['of an unknown generator', { ...trending, generator: 0 }, 'MarketError', 'was made by generator 0'],
      [
        'of a tape that has changed',
        { type: 'tape', file: 'recorded.parquet', sha256: 'another', fromUs: 0, toUs: 60e6 },
        'MarketError',
        'has changed since the session',
      ],
      [
        'of a tape that does not exist',
        { type: 'whole-tape', file: join(folder, 'gone.parquet') },
        'TapeFileError',
        'gone.parquet',
      ],
    ])('passes on unchanged the error of a market %s', async (_, market, name, message) => {
      const error = await made.runner.run(request(market), unwatched).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name, message: expect.stringContaining(message) as string });
      expect(await made.runner.run(request(trending), unwatched)).toHaveLength(lanes.length);
    });

    test('stops the other requests when one fails', async () => {
      const bad = request({ ...trending, generator: 0 });
      const many = [request(trending), bad, ...different(200)];
      let done = 0;
      await expect(runAll(made.runner, many, unwatched, () => void done++)).rejects.toThrow('generator 0');
      expect(done).toBeLessThan(10);
    });

    test('refuses more lanes than one replay can hold', async () => {
      const many = new Array<LaneWanted>(MAX_LANES + 1).fill({ parameters: plain, fillModel: 'pessimistic' });
      await expect(made.runner.run(request(trending, { lanes: many }), unwatched)).rejects.toThrow(RangeError);
    });
  });
}
