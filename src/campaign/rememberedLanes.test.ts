import { describe, expect, it } from 'vitest';
import { NEWEST_RULES } from '../exchange/outcomes.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { GENERATOR_VERSION } from '../market/synthetic/generate.ts';
import { defaultLimits } from '../risk/limits.ts';
import type { MarketSource } from '../study/records.ts';
import type { Watch } from './atOnce.ts';
import type { LaneRun, LaneRunner, LanesRequest, LaneWanted } from './laneRunner.ts';
import { RememberedLanes } from './rememberedLanes.ts';

const market: MarketSource = {
  type: 'synthetic',
  family: 'calm',
  seed: 'remembered',
  generator: GENERATOR_VERSION,
  minutes: 10,
  startPrice: 92_000,
};
const settings: LanesRequest['settings'] = {
  instrument: btcUsdPerp,
  strategy: 'grid',
  capital: 1_000,
  limits: defaultLimits,
  latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
  decisionUs: 1_000_000,
  rules: NEWEST_RULES,
};
const unwatched: Watch = { progress: () => undefined, stop: { requested: false } };

/** A lane whose parameters name it. */
function lane(spreadBps: number, fillModel: LaneWanted['fillModel'] = 'pessimistic'): LaneWanted {
  return { parameters: { spreadBps }, fillModel };
}

function request(lanes: readonly LaneWanted[], more: Partial<LanesRequest> = {}): LanesRequest {
  return { market, settings, lanes, atMostUs: null, withMetrics: false, ...more };
}

/** What a run of the lane gives: blocks that hold its name. */
function resultOf({ parameters, fillModel }: LaneWanted): LaneRun {
  const own = [Number(parameters.spreadBps) + (fillModel === 'optimistic' ? 0.5 : 0)];
  return {
    blocks: { blockSeconds: 60, profit: own, volume: [0], swings: [0], holding: [0] },
    halted: false,
    totals: { volume: 0, fills: 0, profit: own[0] ?? 0, feesPaid: 0, rebates: 0 },
    metrics: null,
  };
}

/** A runner whose requests end when the test says so. */
class Held implements LaneRunner {
  readonly asked: LanesRequest[] = [];
  readonly watches: Watch[] = [];
  readonly #ends: ((runs: readonly LaneRun[] | null | Error) => void)[] = [];

  run(asked: LanesRequest, watch: Watch): Promise<readonly LaneRun[] | null> {
    this.asked.push(asked);
    this.watches.push(watch);
    return new Promise((resolve, reject) => {
      this.#ends.push((end) => (end instanceof Error ? reject(end) : resolve(end)));
    });
  }

  done(nth: number): void {
    this.#ends[nth]?.(this.asked[nth]?.lanes.map(resultOf) ?? null);
  }

  stopped(nth: number): void {
    this.#ends[nth]?.(null);
  }

  failed(nth: number, error: Error): void {
    this.#ends[nth]?.(error);
  }
}

/** Runs what was asked at once. */
class Prompt implements LaneRunner {
  readonly asked: LanesRequest[] = [];

  run(asked: LanesRequest): Promise<readonly LaneRun[]> {
    this.asked.push(asked);
    return Promise.resolve(asked.lanes.map(resultOf));
  }
}

describe('a runner that remembers', () => {
  it('asks for the lanes that are missing, and gives all in the order of the request', async () => {
    const runner = new Prompt();
    const remembered = new RememberedLanes(runner);
    await remembered.run(request([lane(1), lane(2)]), unwatched);
    const lanes = [lane(3), lane(2), lane(2, 'optimistic'), lane(1), lane(3)];
    expect(await remembered.run(request(lanes), unwatched)).toEqual(lanes.map(resultOf));
    expect(await remembered.run(request(lanes), unwatched)).toEqual(lanes.map(resultOf));
    expect(runner.asked.map((one) => one.lanes)).toEqual([
      [lane(1), lane(2)],
      [lane(3), lane(2, 'optimistic')],
    ]);
  });

  it.each<readonly [what: string, more: Partial<LanesRequest>]>([
    ['market', { market: { ...market, seed: 'other' } }],
    ['settings', { settings: { ...settings, capital: 2_000 } }],
    ['length', { atMostUs: 60e6 }],
  ])('takes nothing from a run with another %s', async (_, more) => {
    const runner = new Prompt();
    const remembered = new RememberedLanes(runner);
    await remembered.run(request([lane(1)]), unwatched);
    await remembered.run(request([lane(1)], more), unwatched);
    expect(runner.asked).toEqual([request([lane(1)]), request([lane(1)], more)]);
  });

  it.each<readonly [what: string, more: Partial<LanesRequest>]>([
    ['with metrics', { withMetrics: true }],
    ['over a whole tape', { market: { type: 'whole-tape', file: 'a.parquet' } }],
  ])('keeps nothing of a request %s', async (_, more) => {
    const runner = new Prompt();
    const remembered = new RememberedLanes(runner);
    await remembered.run(request([lane(1)], more), unwatched);
    await remembered.run(request([lane(1)], more), unwatched);
    expect(runner.asked).toHaveLength(2);
  });

  it('runs a lane once for requests that are under way at the same time', async () => {
    const runner = new Held();
    const remembered = new RememberedLanes(runner);
    const first = remembered.run(request([lane(1), lane(2)]), unwatched);
    const second = remembered.run(request([lane(2), lane(3)]), unwatched);
    runner.done(1);
    runner.done(0);
    expect(await first).toEqual([lane(1), lane(2)].map(resultOf));
    expect(await second).toEqual([lane(2), lane(3)].map(resultOf));
    expect(runner.asked.map(({ lanes }) => lanes)).toEqual([[lane(1), lane(2)], [lane(3)]]);
  });

  it.each<readonly [what: string, end: (runner: Held) => void]>([
    ['was stopped', (runner) => runner.stopped(0)],
    ['failed', (runner) => runner.failed(0, new Error('the market is gone'))],
  ])('runs a lane again where the request that ran it %s', async (_, end) => {
    const runner = new Held();
    const remembered = new RememberedLanes(runner);
    const first = remembered.run(request([lane(1)]), unwatched).catch(() => 'failed');
    const second = remembered.run(request([lane(1)]), unwatched);
    end(runner);
    await first;
    await new Promise((resume) => setImmediate(resume));
    runner.done(1);
    expect(await second).toEqual([resultOf(lane(1))]);
    expect(runner.asked).toHaveLength(2);
  });

  it('ends a request that waits for another as soon as its own stop is seen', async () => {
    const runner = new Held();
    const remembered = new RememberedLanes(runner);
    const first = remembered.run(request([lane(1)]), unwatched);
    const stop = { requested: false };
    const second = remembered.run(request([lane(1)]), { ...unwatched, stop });
    await Promise.resolve();
    stop.requested = true;
    runner.watches[0]?.progress(0.5);
    expect(await second).toBeNull();
    runner.done(0);
    expect(await first).toEqual([resultOf(lane(1))]);
  });

  it('counts what is known as done', async () => {
    const runner = new Held();
    const remembered = new RememberedLanes(runner);
    const known = remembered.run(request([lane(1)]), unwatched);
    runner.done(0);
    await known;
    const shares: number[] = [];
    const progress = (share: number): void => void shares.push(share);
    const run = remembered.run(request([lane(1), lane(2)]), { ...unwatched, progress });
    runner.watches[1]?.progress(0.5);
    runner.done(1);
    await run;
    expect(shares).toEqual([0.75, 1]);
  });
});
