import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type LanesRequest, runAll } from '../campaign/laneRunner.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { GENERATOR_VERSION, generateMarket } from '../market/synthetic/generate.ts';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import { writeTape } from '../recordings/tapeFile/writeTape.ts';
import { defaultLimits } from '../risk/limits.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import type { SyntheticSource } from '../study/records.ts';
import { describeLaneRunner } from '../testing/laneRunnerContract.ts';
import { NO_REDIS, redisServer, type TestServer } from '../testing/redisServer.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import type { Code } from './code.ts';
import { PREFIX, queueName } from './names.ts';
import { queueAddress } from './queueAddress.ts';
import { QueueLanes } from './queueLanes.ts';
import { QueueServer } from './queueServer.ts';
import { QueueWorker } from './queueWorker.ts';
import { SharedFolder } from './stores/sharedFolder.ts';
import { TapeCache } from './stores/tapeCache.ts';
import type { TapeStore } from './stores/tapeStore.ts';
import { sentUnit } from './unit.ts';

const CODE: Code = { hash: 'a1'.repeat(32), about: 'tune of the tests' };
const unwatched = { progress: (): void => undefined, stop: { requested: false } };
const ignored = (): void => undefined;

function testDirectory(): string {
  const folder = mkdtempSync(join(tmpdir(), 'queue-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function connect({ address }: TestServer, patienceMs = 60_000): Promise<QueueServer> {
  return QueueServer.connect(queueAddress(address, undefined), patienceMs, ignored);
}

/**
 * @param said takes what it says
 * @param store of tapes, where it is not the shared folder
 */
async function aWorker(
  server: TestServer,
  folder: string,
  code: Code,
  said: string[],
  {
    threads = 2,
    leaseMs = 5_000,
    store,
  }: { readonly threads?: number; readonly leaseMs?: number; readonly store?: TapeStore } = {},
): Promise<QueueWorker> {
  const options = {
    ...{ server: await connect(server), code, threads, leaseMs },
    cache: new TapeCache({
      ...{ folder: join(folder, 'cache'), mostBytes: 1e9, store: store ?? new SharedFolder(join(folder, 'shared')) },
    }),
    say: (text: string) => void said.push(text),
  };
  return QueueWorker.start(options, ignored);
}

interface Sides {
  readonly lanes: QueueLanes;
  readonly worker: QueueWorker;
  readonly said: string[];
  close(): Promise<void>;
}

/** A program and a worker at one queue, which share a folder of tapes. */
async function bothSides(server: TestServer, folder: string, code: Code = CODE): Promise<Sides> {
  const said: string[] = [];
  const shared = join(folder, 'shared');
  mkdirSync(shared, { recursive: true });
  const worker = await aWorker(server, folder, code, said);
  const lanes = await QueueLanes.open({
    ...{ server: await connect(server), code, folder, waitMs: 60_000, notify: ignored },
    store: new SharedFolder(shared),
  });
  const close = async (): Promise<void> => {
    await lanes.close();
    await worker.stop();
  };
  return { lanes, worker, said, close };
}

const market: SyntheticSource = {
  type: 'synthetic',
  family: 'calm',
  seed: 'queue',
  generator: GENERATOR_VERSION,
  minutes: 2,
  startPrice: 92_000,
};
const request: LanesRequest = {
  market,
  settings: {
    instrument: btcUsdPerp,
    strategy: 'grid',
    capital: 1_000,
    limits: defaultLimits,
    latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
    decisionUs: 1_000_000,
  },
  lanes: [{ parameters: defaultParameters(grid.parameters), fillModel: 'pessimistic' }],
  atMostUs: null,
  withMetrics: false,
};

/** Some seconds of work. */
const manyLanes = Array.from({ length: 32 }, (_, i) => ({
  parameters: { ...defaultParameters(grid.parameters), spreadBps: 1 + i / 10 },
  fillModel: 'pessimistic' as const,
}));

if (NO_REDIS !== null) console.log(`skipped: lanes on a queue, because ${NO_REDIS}`);
else {
  describeLaneRunner('a queue with a worker', async ({ folder }) => {
    const server = await redisServer();
    const sides = await bothSides(server, folder);
    const close = async (): Promise<void> => {
      await sides.close();
      await server.close();
    };
    return { runner: sides.lanes, close };
  });
}

describe.skipIf(NO_REDIS !== null)('lanes on a queue', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await redisServer();
  });
  afterAll(() => server.close());

  it('run a unit that is wanted twice once, also for a program that comes later', async () => {
    const folder = testDirectory();
    const code = { ...CODE, hash: 'b2'.repeat(32) };
    const first = await bothSides(server, folder, code);
    const both = await Promise.all([first.lanes.run(request, unwatched), first.lanes.run(request, unwatched)]);
    expect(both[0]).toHaveLength(1);
    expect(both[1]).toEqual(both[0]);
    await first.close();
    const later = await bothSides(server, folder, code);
    expect(await later.lanes.run(request, unwatched)).toEqual(both[0]);
    await later.close();
    expect([...first.said, ...later.said].filter((text) => text.includes('1 lanes over the calm market'))).toHaveLength(
      1,
    );
  });

  it('are refused where the workers run other code', async () => {
    const folder = testDirectory();
    const other = { hash: 'c3'.repeat(32), about: 'tune of yesterday' };
    const sides = await bothSides(server, folder, other);
    const opened = connect(server).then((connection) =>
      QueueLanes.open({
        ...{ server: connection, code: CODE, folder, store: null, waitMs: 60_000, notify: ignored },
      }),
    );
    await expect(opened).rejects.toThrow(
      /run other code than this program[\s\S]*tune of the tests, code a1a1a1a1a1a1[\s\S]*tune of yesterday, code c3c3c3c3c3c3/,
    );
    await sides.close();
  });

  it('a worker refuses a unit that was made for other code, although it lies in its queue', async () => {
    const folder = testDirectory();
    const code = { ...CODE, hash: 'd4'.repeat(32) };
    const sides = await bothSides(server, folder, code);
    const { id, text } = sentUnit({ ...request, format: 1, code: CODE.hash, market });
    const connection = await connect(server);
    const queue = new Queue(queueName(code), { connection: connection.connection(), prefix: PREFIX });
    const reason = async (jobId: string, data: string): Promise<string> => {
      const job = await queue.add('lanes', data, { jobId, attempts: 3 });
      for (;;) {
        if (await job.isFailed()) return (await queue.getJob(jobId))?.failedReason ?? '';
        await new Promise((done) => setTimeout(done, 20));
      }
    };
    expect(await reason(id, text)).toContain(`unit ${id} is for code ${CODE.hash}, and this worker is ${code.hash}`);
    // Nor does it take a unit whose content is not that of its name.
    const changed = text.replace('"capital":1000', '"capital":9000');
    expect(changed).not.toBe(text);
    expect(await reason('e5'.repeat(32), changed)).toContain('its content has another hash');
    connection.close();
    await sides.close();
  });

  it('end with an error where no worker comes', async () => {
    const notices: string[] = [];
    const lanes = await QueueLanes.open({
      ...{
        server: await connect(server),
        folder: '.',
        store: null,
        waitMs: 1,
        notify: (text: string) => notices.push(text),
      },
      code: { ...CODE, hash: 'f6'.repeat(32) },
    });
    await expect(lanes.run(request, unwatched)).rejects.toThrow(/no worker came to redis:\/\/127\.0\.0\.1:\d+ within/);
    expect(notices.join()).toContain('tune worker --queue redis://127.0.0.1:');
    await lanes.close();
  });

  it('want a store for tapes', async () => {
    const lanes = await QueueLanes.open({
      ...{ server: await connect(server), code: CODE, folder: '.', store: null, waitMs: 60_000, notify: ignored },
    });
    const file = join(import.meta.dirname, 'queueLanes.test.ts');
    const run = lanes.run({ ...request, market: { type: 'whole-tape', file } }, unwatched);
    await expect(run).rejects.toThrow(`${file}: workers could not have this tape: name a store`);
    await lanes.close();
  });

  it('set a unit aside that fails three times, name it, and run the others to their end', async () => {
    const folder = testDirectory();
    const sides = await bothSides(server, folder, { ...CODE, hash: '17'.repeat(32) });
    const tape = join(folder, 'lost.parquet');
    writeTape(tape, generateMarket({ family: 'calm', seed: 'lost', minutes: 2, instrument: btcUsdPerp }));
    const overTape: LanesRequest = { ...request, market: { type: 'whole-tape', file: tape } };
    expect(await sides.lanes.run(overTape, unwatched)).toHaveLength(1);
    // The tape is gone where workers look for it, after it was shared.
    for (const place of ['shared', 'cache']) {
      rmSync(join(folder, place), { recursive: true });
      mkdirSync(join(folder, place));
    }
    const more = { ...overTape, lanes: [...request.lanes, ...request.lanes] };
    const seeds = ['one', 'two', 'three'].map((seed) => ({ ...request, market: { ...market, seed } }));
    let done = 0;
    const all = runAll(sides.lanes, [more, ...seeds], unwatched, () => void done++);
    const error = await all.catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(
      /One unit was set aside at redis:\/\/127\.0\.0\.1:\d+ after 3 tries each:\n {2}unit [0-9a-f]{12}: 2 lanes over \S+lost\.parquet: tape [0-9a-f]{64} is not in \S+shared\n/,
    );
    expect(done).toBe(seeds.length);
    expect(sides.said.filter((text) => /failed \(try [123] of 3\)/.test(text))).toHaveLength(3);
    // The same request tries it again, once the tape is back.
    copyFileSync(tape, join(folder, 'shared', `${hashFile(tape)}.parquet`));
    expect(await sides.lanes.run(more, unwatched)).toHaveLength(2);
    await sides.close();
  });

  it('a worker that is asked to end gives its unit back, to be run by another', async () => {
    const folder = testDirectory();
    const code = { ...CODE, hash: '28'.repeat(32) };
    const sides = await bothSides(server, folder, code);
    const connection = await connect(server);
    const queue = new Queue(queueName(code), { connection: connection.connection(), prefix: PREFIX });
    const long: LanesRequest = { ...request, market: { ...market, minutes: 120 }, lanes: manyLanes };
    const run = sides.lanes.run(long, unwatched);
    while ((await queue.getActiveCount()) === 0) await new Promise((resume) => setTimeout(resume, 10));
    expect(await sides.worker.stop()).toEqual({ finished: 0, givenBack: 1, failed: 0, leasesLost: 0 });
    expect(sides.said.join()).toMatch(/Unit [0-9a-f]{12} is given back\./);
    const [job] = await queue.getWaiting();
    expect(job?.attemptsMade).toBe(0);
    const other = await aWorker(server, folder, code, []);
    expect(await run).toHaveLength(manyLanes.length);
    expect(await other.stop()).toEqual({ finished: 1, givenBack: 0, failed: 0, leasesLost: 0 });
    await sides.lanes.close();
    connection.close();
  });

  it('a worker that comes late, its lease lost, writes nothing over the results that were taken', async () => {
    const [folder, slowFolder] = [testDirectory(), testDirectory()];
    const code = { ...CODE, hash: '4a'.repeat(32) };
    mkdirSync(join(folder, 'shared'));
    const shared = new SharedFolder(join(folder, 'shared'));
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const slowStore: TapeStore = {
      shown: shared.shown,
      has: (sha256) => shared.has(sha256),
      share: (sha256, file) => shared.share(sha256, file),
      fetch: async (...asked) => {
        await held;
        return shared.fetch(...asked);
      },
    };
    // Its lease is so long that it does not look after it in this test, and with one thread it cannot take the unit twice.
    const slowSaid: string[] = [];
    const slow = await aWorker(server, slowFolder, code, slowSaid, { threads: 1, leaseMs: 600_000, store: slowStore });
    const lanes = await QueueLanes.open({
      ...{ server: await connect(server), code, folder, store: shared, waitMs: 60_000, notify: ignored },
    });
    const tape = join(folder, 'tape.parquet');
    writeTape(tape, generateMarket({ family: 'calm', seed: 'late', minutes: 2, instrument: btcUsdPerp }));
    const connection = await connect(server);
    const redis = connection.connection();
    const queue = new Queue(queueName(code), { connection: redis, prefix: PREFIX });
    const overTape: LanesRequest = { ...request, market: { type: 'whole-tape', file: tape } };
    const first = lanes.run(overTape, unwatched);
    while ((await queue.getActiveCount()) === 0) await new Promise((resume) => setTimeout(resume, 10));
    const [{ id = '' } = {}] = await queue.getActive();
    // What happens at the server when the lease runs out; the next look for such units is due at once.
    const ofQueue = (key: string): string => `${PREFIX}:${queueName(code)}:${key}`;
    expect(await redis.del(ofQueue(`${id}:lock`), ofQueue('stalled-check'))).toBe(2);
    const other = await aWorker(server, folder, code, [], { leaseMs: 1_000 });
    const runs = await first;
    expect(runs).toHaveLength(1);
    const [taken = '', ...more] = await redis.keys(`mmtune:result:${id}*`);
    expect(more).toEqual([]);
    // Another content, so that it shows when it is written again.
    await redis.set(taken, 'as it was taken', 'KEEPTTL');
    letGo();
    while (!slowSaid.join().includes('its lease ran out here')) await new Promise((resume) => setTimeout(resume, 10));
    expect(slowSaid.join()).toContain('1 lanes over tape');
    expect(await redis.get(taken)).toBe('as it was taken');
    expect(await slow.stop()).toEqual({ finished: 0, givenBack: 0, failed: 0, leasesLost: 1 });
    expect(await other.stop()).toEqual({ finished: 1, givenBack: 0, failed: 0, leasesLost: 0 });
    await lanes.close();
    connection.close();
  });

  it('bring a campaign to the same end as its own process', async () => {
    const plan = { ...smallPlan, sessions: 7 };
    const inProcess = new SmallStudy();
    await inProcess.run(inProcess.begin(plan));
    const sides = await bothSides(server, testDirectory(), { ...CODE, hash: '39'.repeat(32) });
    const queued = new SmallStudy();
    await queued.run(queued.begin(plan), { lanes: sides.lanes });
    await sides.close();
    const left = ({ ports: { journal } }: SmallStudy): unknown => ({
      digests: journal.lanes().map(({ digest }) => digest),
      proposals: journal.proposals().map(({ hash, race, status, outcome }) => ({ hash, race, status, outcome })),
    });
    expect(left(queued)).toEqual(left(inProcess));
    expect(sides.said.filter((text) => text.includes(' lanes over ')).length).toBeGreaterThan(4);
  });

  it('wait for a server that comes back, and go on', async () => {
    const own = await redisServer();
    const sides = await bothSides(own, testDirectory());
    await sides.lanes.run(request, unwatched);
    await own.kill();
    const during = sides.lanes.run({ ...request, atMostUs: 60e6 }, unwatched);
    await own.startAgain();
    expect(await during).toHaveLength(1);
    await sides.close();
    await own.close();
  });

  it('end with an error that names the server when it stays away', async () => {
    const own = await redisServer();
    const lanes = await QueueLanes.open({
      ...{ server: await connect(own, 1_500), code: CODE, folder: '.', store: null, waitMs: 60_000, notify: ignored },
    });
    const run = lanes.run(request, unwatched);
    await own.kill();
    await expect(run).rejects.toThrow(/redis:\/\/127\.0\.0\.1:\d+ has not answered for 2 s\. Units that were finished/);
    await expect(lanes.run(request, unwatched)).rejects.toThrow('has not answered');
    await lanes.close();
    await own.close();
  });
});
