/**
 * (h) Every strategy with one lane, and with 32 lanes in one pass against 32 passes of one lane. User time of the processor, in turns:
 * other programs on the machine disturb it less than wall time.
 */

import { NEWEST_RULES } from '../src/exchange/outcomes.ts';
import { MAX_LANES } from '../src/exchange/replay.ts';
import { compileTape, type TapeInMemory } from '../src/market/compiledTape.ts';
import { btcUsdPerp, type Instrument } from '../src/market/instrument.ts';
import { generateMarket } from '../src/market/synthetic/generate.ts';
import { type LaneRequest, Session, type SessionSettings } from '../src/session/session.ts';
import { strategyNamed } from '../src/strategy/catalog.ts';
import { checkParameters, defaultParameters, type Parameters } from '../src/strategy/parameters.ts';
import { ROUNDS, type Spread, spreadOf } from './median.ts';
import { odds } from './odds.ts';
import { sessionSettings } from './settings.ts';
import { userMs } from './userTime.ts';

const MINUTES = 60;
/** The family that is nearest to recordings. */
const FAMILY = 'bursty';

interface Subject {
  readonly strategy: string;
  readonly binary?: true;
  /** Changes to the defaults without which nothing is quoted on this market. */
  readonly changes: Parameters;
  /** Changes of the lanes of one pass, from 0 to 31. */
  readonly lane: (i: number) => Parameters;
}

const tenths = (from: number, i: number): number => Number((from + i / 10).toFixed(1));
const subjects: readonly Subject[] = [
  { strategy: 'grid', changes: {}, lane: (i) => ({ spreadBps: tenths(1, i) }) },
  { strategy: 'tiered', changes: { liquidityFloorUsd: 1000 }, lane: (i) => ({ floorBps: tenths(1, i) }) },
  { strategy: 'regime', changes: {}, lane: (i) => ({ minOffsetBps: tenths(1, i) }) },
  { strategy: 'fade', changes: {}, lane: (i) => ({ baseEdge: 5 + i }) },
  {
    strategy: 'spread',
    binary: true,
    changes: { targetSpread: 0.001, adjustmentPerContract: 0.0001 },
    lane: (i) => ({ targetSpread: Number((0.001 * (i + 1)).toFixed(3)) }),
  },
];

export interface StrategySpeed {
  readonly strategy: string;
  /** Of one lane, so that a reader sees that it quotes. */
  readonly orders: number;
  readonly fills: number;
  readonly mevPerSecond: Spread;
  /** Speed as a share of that of `grid`, reading by reading. */
  readonly ofGrid: Spread;
  /** Time of 32 passes over that of one pass of 32 lanes. */
  readonly onePass: Spread;
}

export function strategySpeeds(): StrategySpeed[] {
  const tapeOf = (instrument: Instrument, startPrice: number): TapeInMemory =>
    compileTape(generateMarket({ family: FAMILY, seed: 'bench/strategies', minutes: MINUTES, instrument, startPrice }));
  const [perp, binary] = [tapeOf(btcUsdPerp, 92_000), tapeOf(odds, 0.52)];
  const works = subjects.map((subject) => workOf(subject, subject.binary === true ? binary : perp));
  const readings = works.map(() => ({ one: [] as number[], together: [] as number[], apart: [] as number[] }));
  for (const { one, together, apart } of works) for (const run of [one, one, together, apart]) run();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, work] of works.entries()) {
      const to = readings[i] as (typeof readings)[number];
      to.one.push(userMs(work.one, work.repeats) / work.repeats);
      to.together.push(userMs(work.together));
      to.apart.push(userMs(work.apart));
    }
  }
  const grid = readings[0]?.one ?? [];
  return works.map(({ strategy, events, orders, fills }, i) => {
    const { one, together, apart } = readings[i] as (typeof readings)[number];
    return {
      strategy,
      orders,
      fills,
      mevPerSecond: spreadOf(one.map((ms) => events / (ms * 1e3))),
      ofGrid: spreadOf(one.map((ms, round) => (grid[round] as number) / ms)),
      onePass: spreadOf(apart.map((ms, round) => ms / (together[round] as number))),
    };
  });
}

interface Work {
  readonly strategy: string;
  readonly events: number;
  readonly orders: number;
  readonly fills: number;
  /** Runs of one lane in a reading. */
  readonly repeats: number;
  readonly one: () => void;
  readonly together: () => void;
  readonly apart: () => void;
}

function workOf({ strategy, binary, changes, lane }: Subject, tape: TapeInMemory): Work {
  const kind = strategyNamed(strategy);
  const base = { ...defaultParameters(kind.parameters), ...changes };
  const settings: SessionSettings = {
    ...sessionSettings(binary === true ? odds : btcUsdPerp, tape.endUs),
    strategy: kind,
    rules: NEWEST_RULES,
  };
  const laneWith = (parameters: Parameters, version: number): LaneRequest => {
    const problems = checkParameters(kind.parameters, parameters);
    if (problems.length > 0) throw new RangeError(problems.map(({ message }) => message).join('\n'));
    return { version, parameters, role: version === 1 ? 'acting' : 'shadow', fillModel: 'pessimistic' };
  };
  const lanes = Array.from({ length: MAX_LANES }, (_, i) => laneWith({ ...base, ...lane(i) }, i + 1));
  const run = (requests: readonly LaneRequest[]): Session => {
    const session = new Session(tape, requests, settings);
    session.advance(Number.POSITIVE_INFINITY);
    return session;
  };
  const own = [laneWith(base, 1)];
  const [result] = run(own).result().lanes;
  const once = userMs(() => run(own));
  return {
    strategy,
    events: tape.length,
    orders: result?.counters.ordersPlaced ?? 0,
    fills: result?.fills.length ?? 0,
    repeats: Math.max(1, Math.ceil(100 / once)),
    one: () => void run(own),
    together: () => void run(lanes),
    apart: () => {
      for (const request of lanes) run([request]);
    },
  };
}
