/** A lane whose orders are at a venue: what it was told, at the moments at which it was told, gives its decisions again. */

import { describe, expect, it } from 'vitest';
import type { OrderDesk, SentOrder, Told } from '../../src/exchange/venueLane.ts';
import { compileTape } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { createRng } from '../../src/market/rng.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import type { LaneResult } from '../../src/session/result.ts';
import { type LaneRequest, Session } from '../../src/session/session.ts';
import { grid } from '../../src/strategy/grid/grid.ts';
import { busyGrids } from './recordedStrategy.ts';

const MINUTES = 10;
const tape = compileTape(generateMarket({ family: 'bursty', seed: 'venue', minutes: MINUTES, instrument: btcUsdPerp }));
const [parameters = expect.fail('there are some')] = busyGrids;
const silent: OrderDesk = { send: () => undefined };

function sessionWith(desk: OrderDesk, others: readonly LaneRequest[] = []): Session {
  const lane: LaneRequest = { version: 1, role: 'acting', fillModel: 'pessimistic', parameters, desk };
  return new Session(tape, [lane, ...others], {
    instrument: btcUsdPerp,
    strategy: grid,
    capital: 1000,
    limits: defaultLimits,
    latency: { feedUs: 0, orderUs: 150_000, responseUs: 50_000 },
    decisionUs: 500_000,
    durationUs: MINUTES * 60e6,
  });
}

interface Working extends SentOrder {
  readonly arrivesUs: number;
  isWanted: boolean;
  isAccepted: boolean;
}

/** A venue that takes orders after a while, refuses some, and fills or cancels the others when it likes. */
class MoodyVenue implements OrderDesk {
  readonly #rng = createRng('moody');
  #orders: Working[] = [];

  send(localUs: number, place: readonly SentOrder[], cancel: readonly number[]): void {
    for (const order of place)
      this.#orders.push({ ...order, arrivesUs: localUs + 80_000, isWanted: true, isAccepted: false });
    for (const order of this.#orders) if (cancel.includes(order.slot)) order.isWanted = false;
  }

  /** What happens up to a moment. */
  until(nowUs: number): Omit<Told, 'atUs'>[] {
    const due = this.#orders.filter(({ arrivesUs }) => arrivesUs <= nowUs);
    return due.flatMap((order) => {
      const told = this.#happens(order);
      if (told === null) return [];
      if (told.accepted === undefined) this.#orders = this.#orders.filter((one) => one !== order);
      return [told];
    });
  }

  #happens(working: Working): Omit<Told, 'atUs'> | null {
    const { slot, order, priceTicks, lots } = working;
    const luck = this.#rng.uniform();
    if (!working.isAccepted) {
      working.isAccepted = luck > 0.1;
      return working.isAccepted ? { accepted: [slot] } : { rejected: [slot] };
    }
    if (!working.isWanted) return { ended: [slot], cancelAnswered: [slot] };
    if (luck < 0.9) return null;
    return { ended: [slot], fills: [{ slot, order, side: slot < 32 ? 0 : 1, priceTicks, lots, fee: 0.01 }] };
  }
}

/** Runs a session in steps, with news that come a little after each. */
function played(stepUs: number): { readonly lane: LaneResult; readonly told: readonly Told[] } {
  const venue = new MoodyVenue();
  const session = sessionWith(venue);
  const told: Told[] = [];
  const tell = (one: Told): void => {
    told.push(one);
    session.tell(one);
  };
  tell({ atUs: 1, position: -3 });
  for (let nowUs = 0; nowUs < MINUTES * 60e6; nowUs += stepUs) {
    session.runTo(nowUs);
    for (const [i, one] of venue.until(nowUs).entries()) tell({ atUs: nowUs + 1 + 500 * i, ...one });
  }
  session.runTo(Number.POSITIVE_INFINITY);
  return { lane: onlyLane(session), told };
}

function onlyLane(session: Session): LaneResult {
  return session.result().lanes[0] ?? expect.fail('it has a lane');
}

describe('a lane whose orders are at a venue', () => {
  const { lane, told } = played(250_000);

  it('decides the same again from what it was told, in one run and in slices', () => {
    expect(lane.fills.length).toBeGreaterThan(20);
    expect(lane.counters.ordersRejected).toBeGreaterThan(1);
    for (const sliceUs of [Number.POSITIVE_INFINITY, 777_777]) {
      const again = sessionWith(silent);
      for (const one of told) again.tell(one);
      if (Number.isFinite(sliceUs)) for (let us = sliceUs; us < MINUTES * 60e6; us += sliceUs) again.runTo(us);
      again.runTo(Number.POSITIVE_INFINITY);
      expect(onlyLane(again)).toEqual(lane);
    }
  });

  it('decides something else where one thing that it was told is left out', () => {
    const firstFill = told.findIndex(({ fills }) => fills !== undefined);
    const again = sessionWith(silent);
    for (const [i, one] of told.entries()) if (i !== firstFill) again.tell(one);
    again.runTo(Number.POSITIVE_INFINITY);
    expect(onlyLane(again).digest).not.toBe(lane.digest);
  });

  it('begins with the position that was there, which is worth nothing then and is no trade', () => {
    const session = sessionWith(silent);
    session.tell({ atUs: 1, position: 40 });
    session.runTo(1e6);
    const { samples, fills } = onlyLane(session);
    expect(samples.inventoryLots[0]).toBe(40);
    expect(fills.length).toBe(0);
    expect(samples.volume[0]).toBe(0);
    // 40 lots of 0.001 BTC: what the mid moved in the first second is all that they can have earned.
    expect(Math.abs(samples.profit[0] ?? Number.NaN)).toBeLessThan(0.04 * 50);
  });

  it('leaves the lanes of the simulated exchange beside it as they are', () => {
    const twin: LaneRequest = { version: 1, role: 'shadow', fillModel: 'pessimistic', parameters };
    const together = sessionWith(silent, [twin]);
    for (const one of told) together.tell(one);
    together.runTo(Number.POSITIVE_INFINITY);
    const alone = sessionWith(silent, [twin]);
    alone.runTo(Number.POSITIVE_INFINITY);
    expect(together.result().lanes[1]?.digest).toBe(alone.result().lanes[1]?.digest);
    expect(together.result().lanes[0]).toEqual(lane);
  });

  it('refuses news of a moment that has passed', () => {
    const session = sessionWith(silent);
    session.runTo(2e6);
    expect(() => session.tell({ atUs: 2e6, ended: [0] })).toThrow('news of 2000000 µs come too late');
    session.tell({ atUs: 2e6 + 1 });
    expect(() => session.tell({ atUs: 2e6 })).toThrow(RangeError);
  });
});
