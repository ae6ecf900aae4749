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

/** @param said takes what it says */
async function aWorker(server: TestServer, folder: string, code: Code, said: string[]): Promise<QueueWorker> {
  const options = {
    ...{ server: await connect(server), code, threads: 2, leaseMs: 5_000 },
    cache: new TapeCache({
      ...{ folder: join(folder, 'cache'), mostBytes: 1e9, store: new SharedFolder(join(folder, 'shared')) },
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
