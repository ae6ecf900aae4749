/** Checks before any timing that the session and the engine in C give the same results, number by number. */

import type { LaneResult, SessionResult } from '../src/session/result.ts';
import { type LaneRequest, Session, type SessionSettings } from '../src/session/session.ts';
import { CEngine } from './cEngine.ts';
import type { BenchTape } from './tapes.ts';

export interface Agreement {
  readonly events: number;
  readonly fills: number;
  readonly ordersPlaced: number;
  readonly forceCloses: number;
  readonly denied: number;
  readonly riskState: string;
}

/** Runs both on one tape. Throws an Error with the first line that differs. */
export function checkEqual(
  program: string,
  files: string,
  { name, tape }: BenchTape,
  lane: LaneRequest,
  settings: SessionSettings,
): Agreement {
  const session = new Session(tape, [lane], settings);
  session.advance(Number.POSITIVE_INFINITY);
  const result = session.result();
  const acting = result.lanes[0];
  if (acting === undefined) throw new Error(`${name}: the session has no lane`);
  const expected = linesOf(result, acting);
  const found = new CEngine(program, files, tape, lane, settings).result();
  for (let i = 0; i < Math.max(expected.length, found.length); i++) {
    const ours = expected[i]?.join(' ') ?? 'nothing';
    const theirs = found[i] ?? 'nothing';
    if (normalised(ours) === normalised(theirs)) continue;
    throw new Error(`${name}: line ${i + 1} differs.\n  session:  ${ours}\n  engine.c: ${theirs}`);
  }
  return {
    events: result.events,
    fills: acting.fills.length,
    ordersPlaced: acting.counters.ordersPlaced,
    forceCloses: acting.counters.forceCloses,
    denied: deniedOf(acting),
    riskState: acting.riskState,
  };
}

/** Numbers in the shortest notation of their double: equal text means equal bits, except for the sign of zero. */
function normalised(line: string): string {
  return line
    .split(' ')
    .map((word) => (/^[-\d]/.test(word) ? String(Number(word)) : word))
    .join(' ');
}

function linesOf(result: SessionResult, lane: LaneResult): (string | number | undefined)[][] {
  const { fills, samples, counters } = lane;
  const fillLine = (_: unknown, i: number): (string | number | undefined)[] => [
    'fill',
    fills.timeUs[i],
    fills.order[i],
    fills.side[i],
    fills.priceTicks[i],
    fills.lots[i],
    fills.maker[i],
    fills.fee[i],
    fills.midTicks[i],
    fills.inventoryLots[i],
  ];
  const sampleLine = (_: unknown, i: number): (string | number | undefined)[] => [
    'sample',
    samples.profit[i],
    samples.inventoryLots[i],
    samples.paused[i],
    samples.volume[i],
  ];
  const account = {
    events: result.events,
    decisions: counters.decisions,
    ordersPlaced: counters.ordersPlaced,
    ordersCancelled: counters.ordersCancelled,
    ordersRejected: counters.ordersRejected,
    ordersFilled: counters.ordersFilled,
    forceCloses: counters.forceCloses,
    denied: deniedOf(lane),
    riskEvents: lane.riskEvents.length,
    fundingPaid: counters.fundingPaid,
  };
  return [
    ...Array.from({ length: fills.length }, fillLine),
    ...Array.from({ length: samples.length }, sampleLine),
    ...Object.entries(account).map(([name, value]) => ['account', name, value]),
    ['state', lane.riskState],
  ];
}

function deniedOf(lane: LaneResult): number {
  return Object.values(lane.counters.denied).reduce((sum, count) => sum + count, 0);
}
