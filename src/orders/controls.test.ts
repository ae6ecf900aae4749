import { describe, expect, it } from 'vitest';
import { BOTH, OrderWorld } from '../testing/orders/orderWorld.ts';
import { armedEvent } from './arming.ts';
import type { GivenSettings } from './settings.ts';

async function quoting(over: Partial<GivenSettings> = {}): Promise<OrderWorld> {
  const world = new OrderWorld(over);
  await world.pass(2);
  expect(world.venue.openOrders).toHaveLength(2);
  return world;
}

function sides(world: OrderWorld): readonly string[] {
  return world.venue.openOrders.map(({ side }) => side);
}

describe('controls of an order manager', () => {
  it('count a denied quote once for as long as it is wanted, by code', async () => {
    const world = await quoting();
    // 50 lots are 49.95, 60 more than an order may have.
    world.manager.want([...BOTH, { side: 'buy', priceTicks: 9990, lots: 60 }]);
    await world.pass(3);
    expect(world.manager.view().denials).toEqual({ size: 1 });
    world.manager.want(BOTH);
    await world.pass(1);
    world.manager.want([
      { side: 'buy', priceTicks: 9890, lots: 10 },
      ...BOTH,
      { side: 'buy', priceTicks: 9990, lots: 60 },
    ]);
    await world.pass(1);
    expect(world.manager.view().denials).toEqual({ size: 2, collar: 1 });
  });

  it('send the same order again after 500 ms at the earliest', async () => {
    const world = new OrderWorld();
    while (world.venue.openOrders.length === 0) await world.pass(0.05);
    world.venue.fill(world.resting[0] ?? null, 10);
    await world.pass(2);
    const bids = world.events.flatMap((event) =>
      event.type === 'sending' && event.orders.some(({ side }) => side === 'buy') ? [event.atMs] : [],
    );
    expect(bids).toHaveLength(2);
    expect((bids[1] ?? 0) - (bids[0] ?? 0)).toBe(500);
    expect(world.manager.view().denials).toEqual({ duplicate: 1 });
  });

  it('pause a side for five minutes after ten of its orders were filled within a minute', async () => {
    const world = await quoting({ mostPositionLots: 200 });
    const fillBid = (lots: number): void =>
      world.venue.fill(world.venue.openOrders.find(({ side }) => side === 'buy')?.clientId ?? null, lots);
    // Ten fills of one order are one.
    for (let i = 0; i < 10; i++) fillBid(1);
    for (let i = 0; i < 8; i++) {
      await world.pass(1);
      fillBid(10);
    }
    await world.pass(2);
    expect(sides(world)).toContain('buy');
    fillBid(1);
    await world.pass(299);
    expect(sides(world)).toEqual(['sell']);
    expect(world.manager.view().denials).toMatchObject({ 'repeated-fills': 1 });
    await world.pass(3);
    expect(sides(world).toSorted()).toEqual(['buy', 'sell']);
  });

  it('HALT after 30 s without a market in a session, and not outside of one', async () => {
    const world = await quoting();
    world.silence();
    await world.pass(29);
    expect(world.manager.view().state).toBe('ACTIVE');
    await world.pass(2);
    expect(world.manager.view()).toMatchObject({ state: 'HALTED', code: 'stale-market' });
    const idle = await quoting();
    idle.manager.endSession();
    idle.silence();
    await idle.pass(60);
    expect(idle.manager.view().state).toBe('ACTIVE');
    expect(idle.resting).toEqual([]);
  });

  it('do not take a minute in which the machine slept for a dead market', async () => {
    const world = await quoting();
    world.nowMs += 60_000;
    await world.pass(3);
    expect(world.manager.view().state).toBe('ACTIVE');
    expect(world.resting).toHaveLength(2);
  });

  it('leave nothing at the venue while no watchdog watches, and read the account before they quote again', async () => {
    const world = await quoting();
    world.manager.watched(false);
    await world.pass(1);
    expect(world.resting).toEqual([]);
    expect(world.manager.view().blocks.map(([block]) => block)).toEqual(['no-watchdog']);
    const readings = world.venue.requests.filter((one) => one === 'account').length;
    world.manager.watched(true);
    await world.pass(2);
    expect(world.resting).toHaveLength(2);
    expect(world.venue.requests.filter((one) => one === 'account').length).toBeGreaterThan(readings);
  });

  it('do not wait for the next step when the watchdog ends', async () => {
    const world = new OrderWorld({ stepMs: 1000 });
    await world.pass(4.3);
    expect(world.resting).toHaveLength(2);
    world.manager.watched(false);
    await world.pass(0.1);
    expect(world.resting).toEqual([]);
  });

  it('warn when the clocks are more than 1 s apart', async () => {
    const world = await quoting();
    world.venueAheadMs = 900;
    await world.pass(2);
    expect(world.manager.view().warnings).toEqual([]);
    world.venueAheadMs = -1100;
    await world.pass(1);
    expect(world.manager.view()).toMatchObject({
      state: 'ACTIVE',
      warnings: [['clock', "the venue's clock is -1.1 s off ours"]],
    });
    expect(world.resting).toHaveLength(2);
  });

  it('warn when half of the messages are used', async () => {
    const world = await quoting({ messages: { perSecond: 4, burst: 8, perRun: 4 } });
    expect(world.manager.view()).toMatchObject({
      state: 'ACTIVE',
      warnings: [['message-budget', '2 of 4 messages were sent']],
    });
  });

  it('say that requests would leave too quickly', async () => {
    // 0.8 of the burst are for orders: the first pair leaves, and the next after 10 s.
    const world = await quoting({ messages: { perSecond: 0.1, burst: 1.25, perRun: null } });
    world.venue.fill(world.resting[0] ?? null, 10);
    await world.pass(2);
    expect(sides(world)).toEqual(['sell']);
    expect(world.manager.view().denials).toEqual({ 'message-rate': 1 });
  });

  it('only shrink a position that is above its limit', async () => {
    const world = new OrderWorld();
    world.venue.placeByHand('buy', 9000, 130);
    world.venue.fill(null, 130, false);
    await world.pass(2);
    expect(world.manager.view()).toMatchObject({ state: 'REDUCING', code: 'position-limit', denials: { reducing: 1 } });
    expect(sides(world)).toEqual(['sell']);
    for (let i = 0; i < 3; i++) {
      world.venue.fill(world.resting[0] ?? null, 10);
      await world.pass(2);
    }
    expect(world.manager.view()).toMatchObject({ state: 'ACTIVE', positionLots: 100 });
  });

  it('cancel every order when the ledger throws on a fill', async () => {
    const world = await quoting();
    world.manager.book.ledger.add = () => {
      throw new Error('profit is undefined');
    };
    world.venue.fill(world.resting[0] ?? null, 4);
    await world.pass(1);
    expect(world.resting).toEqual([]);
    expect(world.manager.view()).toMatchObject({
      state: 'HALTED',
      code: 'accounting',
      text: 'the own fills cannot be counted: profit is undefined',
      liveOrders: 0,
    });
    const stop = world.manager.stop();
    await world.pass(10);
    expect(await stop).toBe(false);
  });

  it('cancel every order when the position cannot be read', async () => {
    const world = await quoting();
    Object.defineProperty(world.manager.book.ledger, 'positionLots', {
      get: () => {
        throw new Error('no position');
      },
    });
    await world.pass(1);
    expect(world.resting).toEqual([]);
    expect(world.events).toContainEqual(expect.objectContaining({ type: 'state', state: 'HALTED', code: 'fault' }));
  });
});

/** Long 100 lots of 0.01 from 99.90, fee 0.02 %: with the mid at M the session has made M − 99.90 − 0.01998. Capital 1,000. */
async function long(over: Partial<GivenSettings> = {}): Promise<OrderWorld> {
  const world = await quoting(over);
  // The order of 10 lots would serve a quote of 50.
  world.manager.want([]);
  await world.pass(2);
  world.manager.want([{ side: 'buy', priceTicks: 9990, lots: 50 }]);
  await world.pass(2);
  for (let i = 0; i < 2; i++) {
    world.venue.fill(world.resting[0] ?? null, 50);
    await world.pass(2);
  }
  expect(world.manager.view().positionLots).toBe(100);
  return world;
}

async function at(world: OrderWorld, midTicks: number) {
  world.midTicks = midTicks;
  await world.pass(1);
  const { state, code, warnings, profit } = world.manager.view();
  return { state, code, warns: warnings.map(([warning]) => warning), profit };
}

describe('loss tiers', () => {
  it('warn at 1 % of the capital, REDUCE at 1.5 %, HALT at 2 %, with fees and the open position', async () => {
    const world = await long();
    expect((await at(world, 10_000)).profit.session).toBeCloseTo(0.08002, 9);
    const active = { state: 'ACTIVE', code: '' };
    expect(await at(world, 8992)).toMatchObject({ ...active, warns: [] });
    expect(await at(world, 8991)).toMatchObject({ ...active, warns: ['loss-session'] });
    expect(await at(world, 8492)).toMatchObject(active);
    expect(await at(world, 8491)).toMatchObject({ state: 'REDUCING', code: 'loss-session' });
    // It stays REDUCING until the session is over.
    expect(await at(world, 9900)).toMatchObject({ state: 'REDUCING' });
    expect(await at(world, 7992)).toMatchObject({ state: 'REDUCING' });
    expect(await at(world, 7991)).toMatchObject({ state: 'HALTED', code: 'loss-session' });
    expect(world.manager.view().text).toBe('the session has lost 20.01, 2.00 % of the capital of 1000');
  });

  it('a stop loss of the strategy may be tighter, never looser', async () => {
    const world = await long({ losses: { haltSession: 0.005 } });
    expect(await at(world, 9492)).toMatchObject({ state: 'ACTIVE' });
    expect(await at(world, 9491)).toMatchObject({ state: 'HALTED', code: 'loss-session' });
    expect(() => new OrderWorld({ losses: { haltSession: 0.021 } })).toThrow(
      'the loss limit "haltSession" is above 0 and at most 0.02 of the capital, not 0.021',
    );
    expect(() => new OrderWorld({ losses: { warn: Number.NaN } })).toThrow('"warn"');
    expect(() => new OrderWorld({ capital: 0 })).toThrow('"capital" is a positive number, not 0');
  });

  it('a payment of funding counts once, whether the stream or the account tells it, and none of before the beginning', async () => {
    const world = new OrderWorld();
    world.venue.pay(-500, false);
    await world.pass(2);
    world.venue.pay(-10);
    expect(await at(world, 10_000)).toMatchObject({ warns: ['loss-session'], profit: { session: -10, day: -10 } });
    world.venue.pay(4, false);
    // The account is read every 5 s, and asked for funding once a minute.
    await world.pass(66);
    expect(world.manager.view().profit.session).toBe(-6);
    world.restart();
    await world.pass(8);
    expect(world.manager.view().profit.session).toBe(-6);
  });

  it('payments of a week in which the program was away are counted, those that it knew once', async () => {
    const world = new OrderWorld();
    await world.pass(2);
    world.venue.pay(-10);
    await world.pass(1);
    for (let day = 0; day < 7; day++) {
      world.nowMs += 24 * 3_600_000;
      world.venue.pay(-1, false);
    }
    world.nowMs += 48 * 3_600_000;
    world.restart();
    await world.pass(8);
    expect(world.manager.book.ledger.funding).toBe(-17);
  });

  it('funding is read on from where a reading had to end', async () => {
    const world = new OrderWorld();
    const since: (number | undefined)[] = [];
    const { account } = world.venue;
    const untilMs = 1_799_000_000_000;
    world.venue.account = async (fillsMs, paymentsMs) => {
      since.push(paymentsMs);
      const read = await account.call(world.venue, fillsMs, paymentsMs);
      return paymentsMs === undefined || since.length > 2 ? read : { ...read, paymentsUntilVenueMs: untilMs };
    };
    await world.pass(20);
    const asked = since.filter((one) => one !== undefined);
    expect(asked.slice(1, 3)).toEqual([untilMs, untilMs]);
    expect(asked).toHaveLength(3);
  });

  it('fills while no session runs are said, with what they made, and those within one are not', async () => {
    const world = await quoting();
    world.venue.fill(world.resting[0] ?? null, 1);
    await world.pass(1);
    expect(world.manager.view().warnings).toEqual([]);
    world.manager.endSession();
    // Before the cancel arrives: 4 lots of 0.01 at 99.90, a dime below the mid, with a fee of 2 bps; 2 at 100.10.
    const [bid = null, ask = null] = world.resting;
    world.venue.fill(bid, 4);
    world.venue.fill(ask, 2, false);
    await world.pass(6);
    const words =
      'came while no session ran and count in the profit of none; by the middle of the market then, and less fees,';
    // 0.004 + 0.002 − 0.0007992 − 0.0004004.
    expect(world.manager.view().warnings).toEqual([
      ['late-fills', `2 fills, 6 lots in all, ${words} they made 0.0048 in quote currency`],
    ]);
    expect(world.events.flatMap((event) => (event.type === 'warned' ? [event.text] : []))).toEqual([
      // 0.004 − 0.0007992.
      `1 fill, 4 lots in all, ${words} they made 0.0032 in quote currency`,
      `2 fills, 6 lots in all, ${words} they made 0.0048 in quote currency`,
    ]);
  });

  it('fills of orders that a killed program left are said, whether the market is known by then or not', async () => {
    const world = await quoting();
    world.venue.fill(world.resting[0] ?? null, 3, false);
    world.silence();
    world.restart();
    world.manager.endSession();
    await world.pass(8);
    expect(world.manager.view().warnings).toEqual([
      ['late-fills', '1 fill, 3 lots in all, came while no session ran and count in the profit of none'],
    ]);
    expect(world.manager.view().positionLots).toBe(3);
  });

  it('a killed program that starts again counts from the same beginning', async () => {
    const world = await long();
    await at(world, 8491);
    world.midTicks = 9000;
    world.restart();
    await world.pass(2);
    expect(world.manager.view()).toMatchObject({ state: 'REDUCING', code: 'loss-session' });
    expect(world.manager.view().profit.session).toBeCloseTo(90 - 99.9 - 0.01998, 9);
    expect(world.manager.view().profit.day).toBeCloseTo(90 - 99.9 - 0.01998, 9);
    world.manager.endSession();
    world.manager.beginSession();
    expect(await at(world, 9000)).toMatchObject({ state: 'ACTIVE', warns: [], profit: { session: 0 } });
  });

  it('HALTED holds over a new start until a person arms it, and losses count anew from then on', async () => {
    const world = await long();
    await at(world, 7900);
    for (let i = 0; i < 2; i++) {
      world.restart();
      expect(await at(world, 10_000)).toMatchObject({ state: 'HALTED', code: 'loss-session' });
      expect(world.resting).toEqual([]);
    }
    world.midTicks = 7900;
    world.events.push(armedEvent(world.events, 'Ann', 'the position is hedged elsewhere', world.nowMs));
    world.restart();
    expect(await at(world, 7900)).toMatchObject({ state: 'ACTIVE', warns: [], profit: { session: 0, day: 0 } });
    expect(await at(world, 5901)).toMatchObject({ state: 'REDUCING' });
    expect(await at(world, 5900)).toMatchObject({ state: 'HALTED', code: 'loss-session' });
  });

  it('with the halt a person takes the position that is there as a new beginning', async () => {
    const world = await quoting();
    // A person closes or opens a position at the venue: of none of our orders.
    world.venue.placeByHand('buy', 9000, 30);
    world.venue.fill(null, 30);
    await world.pass(30);
    expect(world.manager.view()).toMatchObject({ state: 'HALTED', code: 'position-mismatch' });
    world.events.push(armedEvent(world.events, 'Ann', 'the position is mine', world.nowMs));
    world.restart();
    await world.pass(30);
    expect(world.manager.view()).toMatchObject({ state: 'ACTIVE', positionLots: 30, profit: { session: 0, day: 0 } });
    expect(world.venue.openOrders.length).toBeGreaterThan(0);
  });

  it('arming needs a halt, a name and a reason', async () => {
    const world = await quoting();
    expect(() => armedEvent(world.events, 'Ann', 'why not', 0)).toThrow('nothing is HALTED');
    world.manager.halt('fault', 'a fault of the program');
    expect(() => armedEvent(world.events, ' ', 'it is right again', 0)).toThrow('who arms');
    expect(() => armedEvent(world.events, 'Ann', '', 0)).toThrow('why the program may go on');
  });

  it('HALT when the sessions of a day have lost 4 % together, and the next day begins anew', async () => {
    const next = async (world: OrderWorld): Promise<void> => {
      world.manager.endSession();
      world.manager.beginSession();
      await world.pass(1);
    };
    const lost = async (): Promise<OrderWorld> => {
      const world = await long();
      for (const midTicks of [8600, 7300]) {
        expect(await at(world, midTicks)).toMatchObject({ state: 'ACTIVE' });
        await next(world);
      }
      return world;
    };
    const world = await lost();
    expect(await at(world, 5992)).toMatchObject({ state: 'ACTIVE' });
    expect(await at(world, 5991)).toMatchObject({ state: 'HALTED', code: 'loss-day' });
    // The time of the test begins at 08:00 UTC.
    const other = await lost();
    other.nowMs += 16 * 3_600_000;
    await other.pass(2);
    expect(other.manager.view().profit.day).toBe(0);
    expect(await at(other, 5991)).toMatchObject({ state: 'ACTIVE' });
  });
});
