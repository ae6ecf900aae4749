/** `tune worker` and `tune sweep --queue` as programs, with a real server: what a sweep comes to while workers are killed and paused. */

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { answers } from '../../src/shapes/answers.ts';
import { NO_REDIS, redisServer, type TestServer } from '../../src/testing/redisServer.ts';
import { aWorkspace, type RunningTune, tune, tuneRunning } from '../cli/tune.ts';

const LEASE = ['--lease', '1'];
const PARAMETERS = ['--param', 'spreadBps=1:4:0.1', '--param', 'levels=3,4'];

if (NO_REDIS !== null) console.log(`skipped: workers as programs, because ${NO_REDIS}`);

/** Names of units that a worker told of in lines that hold the text. */
function units(err: string, text: string): Set<string> {
  const told = err.split('\n').filter((line) => line.includes(text));
  return new Set(told.map((line) => /Unit ([0-9a-f]{12})/.exec(line)?.[1] ?? ''));
}

/** Resolves when what a program has said satisfies the condition. */
async function until(program: RunningTune, isSo: (err: string) => boolean): Promise<void> {
  while (!isSo(program.said())) await new Promise((resume) => setTimeout(resume, 20));
}

describe.skipIf(NO_REDIS !== null)('workers', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await redisServer();
  });
  afterAll(() => server.close());

  /** A workspace with two tapes, and a folder that it shares with workers. */
  function withTapes(minutes: number): { folder: string; tapes: string[]; queue: string[] } {
    const folder = aWorkspace();
    tune(folder, ['start', '--sessions', '2', '--minutes', String(minutes)]);
    mkdirSync(join(folder, 'shared'));
    const tapes = [1, 2].flatMap((n) => ['--tape', `runs/default-000${n}/tape.parquet`]);
    return { folder, tapes, queue: ['--queue', server.address, '--tape-store', join(folder, 'shared')] };
  }

  async function aWorker(queue: readonly string[]): Promise<RunningTune> {
    const worker = tuneRunning(aWorkspace(), ['--json', 'worker', ...queue, '--threads', '1', ...LEASE]);
    await worker.shows('Working for');
    return worker;
  }

  it('one of which is killed and one paused beyond its lease give the results of one machine, byte for byte', {
    timeout: 180_000,
  }, async () => {
    const { folder, tapes, queue } = withTapes(60);
    const sweep = ['--json', 'sweep', ...PARAMETERS, ...tapes];
    const alone = tune(folder, [...sweep, '--output', 'alone']);
    expect(alone.code, alone.err).toBe(0);
    const [killed, paused, lasting] = [await aWorker(queue), await aWorker(queue), await aWorker(queue)];
    const queued = tuneRunning(folder, [...sweep, ...queue, '--output', 'queued']);
    // A worker says that a unit is done just before it tells the queue: it is killed with a unit in its hands.
    await killed.shows(' lanes over ');
    killed.child.kill('SIGKILL');
    await paused.shows(' lanes over ');
    paused.child.kill('SIGSTOP');
    await until(lasting, (err) => units(err, 'was not heard of').size === 2);
    paused.child.kill('SIGCONT');
    const { code, out, err } = await queued.ended;
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toHaveLength(62);
    expect(out).toBe(alone.out);
    const files = ['results.csv', 'heatmap.svg'];
    for (const file of files) {
      expect(readFileSync(join(folder, 'queued', file), 'utf8')).toBe(
        readFileSync(join(folder, 'alone', file), 'utf8'),
      );
    }
    await paused.shows('its lease ran out here');
    paused.child.kill('SIGTERM');
    lasting.child.kill('SIGINT');
    const ends = [await paused.ended, await lasting.ended];
    expect(ends.map((end) => end.code)).toEqual([0, 0]);
    const did = ends.map((end) => {
      const answer: unknown = JSON.parse(end.out);
      expect(answers.worker?.shape.safeParse(answer).success).toBe(true);
      return answer as { finished: number; leasesLost: number };
    });
    expect(did[0]?.leasesLost).toBe(1);
    expect(did[1]?.finished).toBeGreaterThan(0);
    // The same sweep again finds every unit done, without any worker.
    const again = tune(folder, [...sweep, ...queue, '--output', 'again']);
    expect(again.out).toBe(alone.out);
  });

  it('a unit that kills its worker three times is set aside and named', { timeout: 180_000 }, async () => {
    const { folder, queue } = withTapes(240);
    const sweep = ['sweep', '--param', 'spreadBps=2', '--tape', 'runs/default-0001/tape.parquet'];
    const connection = new Redis(server.port, '127.0.0.1', { maxRetriesPerRequest: null });
    onTestFinished(() => connection.disconnect());
    const queued = tuneRunning(folder, [...sweep, ...queue], { TUNE_WORKERS_WAIT_MINUTES: '2' });
    await queued.shows('No worker is at');
    const name = (await connection.keys('mmtune:lanes-*:meta')).map((key) => key.split(':')[1] ?? '');
    expect(name).toHaveLength(1);
    const waiting = new Queue(name[0] ?? '', { connection, prefix: 'mmtune' });
    while ((await waiting.getWaitingCount()) !== 1) await new Promise((resume) => setTimeout(resume, 20));
    const id = (await waiting.getWaiting())[0]?.id ?? '';
    const starts = async (): Promise<number> => (await waiting.getJob(id))?.attemptsStarted ?? 0;
    for (let death = 1; death <= 3; death++) {
      const worker = await aWorker(queue);
      while ((await starts()) !== death) await new Promise((resume) => setTimeout(resume, 5));
      worker.child.kill('SIGKILL');
      await worker.ended;
    }
    const last = await aWorker(queue);
    const { code, err } = await queued.ended;
    expect(code).toBe(1);
    expect(err).toMatch(/One unit was set aside at redis:\/\/127\.0\.0\.1:\d+ after 3 tries each:/);
    expect(err).toMatch(/unit [0-9a-f]{12}: 2 lanes over .*tape\.parquet: its worker ended or stood still each time/);
    last.child.kill('SIGTERM');
    expect((await last.ended).code).toBe(0);
  });

  it('keep what is done when the queue is lost in the middle of a sweep', { timeout: 180_000 }, async () => {
    const own = await redisServer();
    onTestFinished(() => own.close());
    const { folder, tapes } = withTapes(60);
    const queue = ['--queue', own.address, '--tape-store', join(folder, 'shared')];
    const sweep = ['--json', 'sweep', ...PARAMETERS, ...tapes];
    const impatient = { TUNE_WORKERS_PATIENCE_SECONDS: '1' };
    const worker = tuneRunning(aWorkspace(), ['worker', ...queue, '--threads', '1'], impatient);
    await worker.shows('Working for');
    const queued = tuneRunning(folder, [...sweep, ...queue, '--output', 'queued'], impatient);
    await until(worker, (err) => units(err, ' lanes over ').size >= 4);
    await own.kill();
    const cut = await queued.ended;
    expect(cut.code).toBe(1);
    expect(cut.err).toContain(`the queue at ${own.address} has not answered for 1 s`);
    expect(cut.err).toContain('the same command goes on with them');
    const ended = await worker.ended;
    expect([ended.code, ended.err]).toEqual([1, expect.stringContaining('has not answered for 1 s')]);
    // With the server back, the same command comes to the results of one machine.
    await own.startAgain();
    const other = await aWorker(queue);
    const again = tune(folder, [...sweep, ...queue, '--output', 'queued']);
    expect(again.out).toBe(tune(folder, [...sweep, '--output', 'alone']).out);
    other.child.kill('SIGTERM');
    await other.ended;
  });
});
