/** The digest of a lane tells apart versions that sent other orders, also where nothing filled. */

import { describe, expect, it } from 'vitest';
import { NEWEST_ENGINE, OLDEST_ENGINE } from '../exchange/engine.ts';
import { defaultLimits } from '../risk/limits.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import { aTape, roundNumbers } from '../testing/tape.ts';
import type { LaneResult } from './result.ts';
import { SendDigest, sendLocalUs } from './sendDigest.ts';
import { Session, type SessionSettings } from './session.ts';

/** Ten minutes of a market that quotes and does not trade. */
const quiet = aTape().quotes(9_999, 5, 10_001, 5).quietUntil(600).compiled();

function lanesWith(spreadsBps: readonly number[], changes: Partial<SessionSettings> = {}): readonly LaneResult[] {
  const session = new Session(
    quiet,
    spreadsBps.map((spreadBps, i) => ({
      version: i + 1,
      parameters: { ...defaultParameters(grid.parameters), spreadBps },
      role: 'shadow',
      fillModel: 'pessimistic',
    })),
    {
      instrument: roundNumbers,
      strategy: grid,
      capital: 10_000,
      limits: { ...defaultLimits, stalePullSeconds: 900, staleHaltSeconds: 1_000 },
      latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
      decisionUs: 1_000_000,
      durationUs: 600e6,
      ...changes,
    },
  );
  session.advance(600);
  return session.result().lanes;
}

describe('two versions with spreads of 18 and 20 bps that have no fills', () => {
  it('have other digests, and one version the same again', () => {
    const [a, b, again] = lanesWith([18, 20, 18]);
    for (const lane of [a, b]) {
      expect(lane?.fills.length).toBe(0);
      expect(lane?.counters.ordersPlaced).toBeGreaterThan(0);
    }
    expect(a?.digest).not.toBe(b?.digest);
    expect(again?.digest).toBe(a?.digest);
  });

  it('have the same digest with the oldest engine, which covers fills and samples alone', () => {
    const [a, b] = lanesWith([18, 20], { engine: OLDEST_ENGINE });
    expect(a?.digest).toBe(b?.digest);
  });

  it('an engine that is unknown is refused', () => {
    expect(() => lanesWith([18], { engine: NEWEST_ENGINE + 1 })).toThrow(
      'engine 4 is unknown: this program knows 1 to 3',
    );
  });
});

interface Sent {
  readonly localUs: number;
  readonly place: readonly [number, number];
  readonly cancel: readonly [number, number];
  /** By slot; asks begin at slot 32. */
  readonly ticks: Readonly<Record<number, number>>;
  readonly lots: Readonly<Record<number, number>>;
  readonly takeLots: number;
}

function digestOf(...sends: readonly Sent[]): string {
  const digest = new SendDigest();
  const bySlot = (values: Readonly<Record<number, number>>): Int32Array =>
    Int32Array.from({ length: 64 }, (_, slot) => values[slot] ?? 0);
  for (const { localUs, place, cancel, ticks, lots, takeLots } of sends) {
    sendLocalUs[0] = localUs;
    digest.add(Int32Array.from(place), Int32Array.from(cancel), bySlot(ticks), bySlot(lots), takeLots);
  }
  return digest.column().join(' ');
}

/** Two bids and an ask are placed, and two orders cancelled. */
const sent: Sent = {
  localUs: 1_000_000,
  place: [0b11, 0b1],
  cancel: [0b100, 0b10],
  ticks: { 0: 9_980, 1: 9_975, 32: 10_020 },
  lots: { 0: 10, 1: 11, 32: 12 },
  takeLots: 0,
};

describe('the digest of what was sent', () => {
  it.each<[string, Partial<Sent>]>([
    ['the time', { localUs: 1_000_001 }],
    ['a fraction of the time', { localUs: 1_000_000.5 }],
    ['the price of a bid', { ticks: { ...sent.ticks, 1: 9_974 } }],
    ['the price of an ask', { ticks: { ...sent.ticks, 32: 10_021 } }],
    ['the size of a bid', { lots: { ...sent.lots, 0: 9 } }],
    ['the size of an ask', { lots: { ...sent.lots, 32: 13 } }],
    ['which bids are placed', { place: [0b1, 0b1] }],
    [
      'the slot of a bid',
      { place: [0b11, 0b10], ticks: { ...sent.ticks, 33: 10_020 }, lots: { ...sent.lots, 33: 12 } },
    ],
    ['the side of an order', { place: [0b111, 0], ticks: { ...sent.ticks, 2: 10_020 }, lots: { ...sent.lots, 2: 12 } }],
    ['what is cancelled', { cancel: [0b100, 0b110] }],
    ['the side of what is cancelled', { cancel: [0b110, 0] }],
    ['what is taken', { takeLots: 1 }],
    ['the sign of what is taken', { takeLots: -1 }],
  ])('differs by %s', (_, change) => {
    expect(digestOf({ ...sent, ...change })).not.toBe(digestOf(sent));
    expect(digestOf(sent, { ...sent, ...change }, sent)).not.toBe(digestOf(sent, sent, sent));
  });

  it('differs by the order and the number of sends, and not by slots that are not sent', () => {
    const other = { ...sent, localUs: 2_000_000 };
    expect(digestOf(sent, other)).not.toBe(digestOf(other, sent));
    expect(digestOf(sent)).not.toBe(digestOf(sent, sent));
    expect(digestOf({ ...sent, ticks: { ...sent.ticks, 40: 5 } })).toBe(digestOf(sent));
  });
});
