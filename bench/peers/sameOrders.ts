/** Whether two engines filled the same orders. */

import type { TapeInMemory } from '../../src/market/compiledTape.ts';
import type { LaneResult } from '../../src/session/result.ts';
import { Session, type SessionSettings } from '../../src/session/session.ts';
import type { PeerOrders } from './hftbacktest.ts';
import type { PeerGridParameters } from './peerGrid.ts';
import { delays, peerLane } from './peerSettings.ts';

/** This package's orders of each set, in one pass. */
export function ownOrders(
  tape: TapeInMemory,
  sets: readonly PeerGridParameters[],
  settings: SessionSettings,
): PeerOrders[] {
  const session = new Session(
    tape,
    sets.map((set, i) => peerLane(set, i + 1)),
    settings,
  );
  session.advance(Number.POSITIVE_INFINITY);
  // What is filled later is told after the last step: hftbacktest's loop does not see it.
  const untilUs = session.elapsedUs - delays.responseUs;
  return session.result().lanes.map((lane) => ordersOf(lane, untilUs));
}

function ordersOf({ fills, counters }: LaneResult, untilUs: number): PeerOrders {
  const rows: number[][] = [];
  for (let i = 0; i < fills.length; i++) {
    const timeUs = fills.timeUs[i] as number;
    if (timeUs > untilUs) continue;
    rows.push([timeUs, fills.side[i] as number, fills.priceTicks[i] as number, fills.lots[i] as number]);
  }
  return { fills: rows, placed: counters.ordersPlaced, rejected: counters.ordersRejected };
}

export interface Agreement {
  readonly ours: number;
  readonly theirs: number;
  /** Fills with the same time, side, price and size. */
  readonly same: number;
  /** Orders sent. */
  readonly placed: readonly [ours: number, theirs: number];
  /** Of those, orders that would have crossed on arrival. */
  readonly refused: readonly [ours: number, theirs: number];
  /** Time of the first fill that only one of them has, µs; null where all are the same. */
  readonly firstUs: number | null;
}

/** Whether all fills and the number of orders are the same. */
export function isWhole({ firstUs, placed }: Agreement): boolean {
  return firstUs === null && placed[0] === placed[1];
}

/** @throws Error for sets that differ although no order was refused: nothing explains that but a fault */
export function checkAgreements(agreements: readonly Agreement[]): void {
  for (const [i, one] of agreements.entries()) {
    if (isWhole(one) || one.refused[0] > 0 || one.refused[1] > 0) continue;
    throw new Error(`set ${i + 1} differs although no order was refused: ${JSON.stringify(one)}`);
  }
}

export function agreement(ours: PeerOrders, theirs: PeerOrders): Agreement {
  const [mine, other] = [ours, theirs].map(({ fills }) => new Set(fills.map((fill) => fill.join(' ')))) as [
    Set<string>,
    Set<string>,
  ];
  const different = [...mine].filter((fill) => !other.has(fill)).concat([...other].filter((fill) => !mine.has(fill)));
  const times = different.map((fill) => Number(fill.split(' ')[0]));
  return {
    ours: ours.fills.length,
    theirs: theirs.fills.length,
    same: [...mine].filter((fill) => other.has(fill)).length,
    placed: [ours.placed, theirs.placed],
    refused: [ours.rejected, theirs.rejected],
    firstUs: times.length === 0 ? null : Math.min(...times),
  };
}
