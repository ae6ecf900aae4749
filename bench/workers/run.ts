/**
 * `npm run bench:workers`: how much faster two worker processes are than one, what a queue costs beside threads, and how much memory
 * units take at the server. Prints and writes bench/WORKERS.md. Needs redis-server.
 */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { type LaneRunner, type LanesRequest, runAll } from '../../src/campaign/laneRunner.ts';
import { setRequest, setTotals } from '../../src/campaign/setRequest.ts';
import { thisCode } from '../../src/machines/code.ts';
import { queueAddress } from '../../src/machines/queueAddress.ts';
import { QueueLanes } from '../../src/machines/queueLanes.ts';
import { QueueServer } from '../../src/machines/queueServer.ts';
import { SharedFolder } from '../../src/machines/stores/sharedFolder.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { writeTape } from '../../src/recordings/tapeFile/writeTape.ts';
import { grid } from '../../src/strategy/grid/grid.ts';
import { defaultParameters } from '../../src/strategy/parameters.ts';
import { NO_REDIS, redisServer, type TestServer } from '../../src/testing/redisServer.ts';
import { ThreadLanes } from '../../src/workers/threadLanes.ts';
import { KeptMarkets } from '../../src/workspace/keptMarkets.ts';
import { alignedTable } from '../alignedTable.ts';
import { machine } from '../machine.ts';
import { show, spreadOf } from '../median.ts';
import { sessionSettings } from '../settings.ts';

const RESULTS = fileURLToPath(new URL('../WORKERS.md', import.meta.url));
const TUNE = fileURLToPath(new URL('../../bin/tune.js', import.meta.url));
const ROUNDS = 5;
const TAPES = 4;
const TARGET = 1.7;
const UNWATCHED = { progress: (): void => undefined, stop: { requested: false } };

interface Size {
  readonly minutes: number;
  /** Sets of parameters in a unit. */
  readonly sets: number;
  readonly units: number;
}

const SIZES: readonly Size[] = [
  { minutes: 720, sets: 16, units: 16 },
  { minutes: 120, sets: 16, units: 8 },
  { minutes: 30, sets: 16, units: 16 },
  { minutes: 30, sets: 1, units: 32 },
];

/** A queue of its own with some worker processes, each with one thread. */
interface Group {
  readonly server: TestServer;
  readonly lanes: QueueLanes;
  close(): Promise<void>;
}

async function group(workers: number, folder: string): Promise<Group> {
  const server = await redisServer();
  const shared = join(folder, 'shared');
  const ends: (() => Promise<void>)[] = [];
  for (let i = 0; i < workers; i++)
    ends.push(await workerProcess(server, shared, mkdtempSync(join(folder, 'worker-'))));
  const connection = await QueueServer.connect(queueAddress(server.address, undefined), 60_000, console.error);
  const lanes = await QueueLanes.open({
    ...{ server: connection, code: thisCode(), folder, store: new SharedFolder(shared), waitMs: 60_000 },
    notify: console.error,
  });
  const close = async (): Promise<void> => {
    await lanes.close();
    for (const end of ends) await end();
    await server.close();
  };
  return { server, lanes, close };
}

/** Resolves with its end once it takes units. */
function workerProcess({ address }: TestServer, shared: string, folder: string): Promise<() => Promise<void>> {
  const args = ['worker', '--queue', address, '--tape-store', shared, '--threads', '1'];
  const child = spawn(process.execPath, [TUNE, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`a worker ended with code ${code}`)));
    child.stderr.on('data', (text: Buffer) => {
      if (text.includes('Working for')) resolve(end);
    });
  });
}

let nth = 0;

/** Different in each round, because a queue gives a unit that was run before without running it. */
function requests({ sets, units }: Size, files: readonly string[]): LanesRequest[] {
  const { durationUs: _, strategy, ...settings } = sessionSettings(btcUsdPerp, 0);
  const parameters = defaultParameters(grid.parameters);
  return Array.from({ length: units }, (__, unit) => {
    const capital = 1_000 + ++nth / 1_000;
    const all = Array.from({ length: sets }, (___, set) => ({ ...parameters, spreadBps: 1 + set / 10 }));
    const file = files[unit % files.length] as string;
    const laneSettings = { ...settings, capital, strategy: strategy.name };
    return setRequest({ type: 'whole-tape', file }, all, laneSettings, setTotals);
  });
}

async function timeMs(runner: LaneRunner, work: readonly LanesRequest[]): Promise<number> {
  const startedMs = performance.now();
  await runAll(runner, work, UNWATCHED, () => undefined);
  return performance.now() - startedMs;
}

async function usedBytes({ port }: TestServer): Promise<number> {
  const redis = new Redis(port, '127.0.0.1');
  const info = await redis.info('memory');
  redis.disconnect();
  return Number(/used_memory:(\d+)/.exec(info)?.[1]);
}

async function measured(
  size: Size,
  folder: string,
  groups: readonly [Group, Group],
  threads: ThreadLanes,
): Promise<string[]> {
  const files = Array.from({ length: TAPES }, (_, i) => {
    const file = join(folder, `${size.minutes}-${size.sets}-${i}.parquet`);
    const { minutes } = size;
    writeTape(
      file,
      generateMarket({ family: 'switching', seed: `workers ${i} ${size.sets}`, minutes, instrument: btcUsdPerp }),
    );
    return file;
  });
  const [one, two] = groups;
  // Warm-up: tapes are fetched and compiled, code is compiled.
  for (const runner of [one.lanes, two.lanes, threads])
    for (let i = 0; i < 2; i++) await timeMs(runner, requests(size, files));
  const before = await usedBytes(two.server);
  const ofOne: number[] = [];
  const ratios: number[] = [];
  const toThreads: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const oneMs = await timeMs(one.lanes, requests(size, files));
    const twoMs = await timeMs(two.lanes, requests(size, files));
    const threadsMs = await timeMs(threads, requests(size, files));
    ofOne.push(oneMs / size.units);
    ratios.push(oneMs / twoMs);
    toThreads.push(twoMs / threadsMs);
  }
  const bytes = ((await usedBytes(two.server)) - before) / (ROUNDS * size.units);
  const ratio = spreadOf(ratios);
  return [
    `${2 * size.sets} lanes, ${size.minutes} min`,
    `${show(spreadOf(ofOne), 0)} ms`,
    `${show(ratio, 2)}${ratio.median < TARGET ? ' ✗' : ''}`,
    show(spreadOf(toThreads), 2),
    `${(bytes / 1000).toFixed(0)} kB`,
  ];
}

async function run(folder: string): Promise<void> {
  mkdirSync(join(folder, 'shared'));
  const groups = [await group(1, folder), await group(2, folder)] as const;
  const threads = new ThreadLanes({
    threads: 2,
    workspace: { folder, compiledFolder: folder },
    kept: new KeptMarkets(0),
  });
  const about = machine();
  const rows: string[][] = [];
  for (const size of SIZES) {
    const row = await measured(size, folder, groups, threads);
    console.log(row.join(' | '));
    rows.push(row);
  }
  for (const { close } of groups) await close();
  await threads.close();
  const lines = [
    '# Workers at a queue',
    '',
    `Written by \`npm run bench:workers\`. Worker processes with one thread each, a redis-server and the program that sends the units, all on one machine. Medians of ${ROUNDS} readings (least–greatest), in alternating runs, after warm-up. Target: two workers are at least ${TARGET} times as fast as one; ✗ marks a miss.`,
    '',
    ...about,
    '',
    ...alignedTable(
      [
        'a unit',
        'time of a unit, one worker',
        'two workers, times as fast',
        'time beside two threads',
        'memory of a finished unit',
      ],
      rows,
    ),
  ];
  writeFileSync(RESULTS, `${lines.join('\n')}\n`);
}

if (NO_REDIS !== null) throw new Error(NO_REDIS);
const folder = mkdtempSync(join(tmpdir(), 'mmtune-bench-'));
try {
  await run(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
