import { describe, expect, it } from 'vitest';
import { BOTH, OrderWorld } from '../testing/orders/orderWorld.ts';
import { OwnBook } from './book.ts';
import type { Quote } from './quote.ts';

/** Below the bid that is quoted. */
const MOVED: Quote = { side: 'buy', priceTicks: 9980, lots: 10 };

async function quoting(): Promise<OrderWorld> {
  const world = new OrderWorld();
  await world.pass(2);
  expect(world.venue.openOrders.map(({ side, priceTicks }) => [side, priceTicks])).toEqual([
    ['buy', 9990],
    ['sell', 10_010],
  ]);
  return world;
}

describe('an order manager', () => {
  it('reads the account before it places its first order', async () => {
    const { venue } = await quoting();
    expect(venue.requests.indexOf('account')).toBeLessThan(venue.requests.indexOf('place'));
  });

  it('has an order on the tape before it leaves', async () => {
    const world = new OrderWorld();
    await world.pass(0.1);
    const place = world.venue.place.bind(world.venue);
    const known: boolean[] = [];
    world.venue.place = (orders, until) => {
      known.push(
        world.events.some((event) => event.type === 'sending' && event.orders[0]?.clientId === orders[0]?.clientId),
      );
      return place(orders, until);
    };
    await world.pass(2);
    expect(known).toEqual([true]);
  });

  it('sends an order once it is on the disk, and cancels meanwhile', async () => {
    const world = await quoting();
    world.diskIsSlow = true;
    world.manager.want([MOVED]);
    await world.pass(0.5);
    // Both were cancelled, and the new one waits.
    expect(world.resting).toEqual([]);
    expect(world.manager.view().liveOrders).toBe(1);
    world.flushAll();
    await world.pass(0.1);
    expect(world.venue.openOrders).toMatchObject([{ side: 'buy', priceTicks: 9980 }]);
  });

  it('does not send an order that is no longer wanted when it is on the disk', async () => {
    const world = await quoting();
    world.diskIsSlow = true;
    world.manager.want([MOVED]);
    await world.pass(0.5);
    const sent = world.venue.requests.filter((one) => one === 'place').length;
    world.manager.want([]);
    world.flushAll();
    await world.pass(1);
    expect(world.venue.requests.filter((one) => one === 'place')).toHaveLength(sent);
    expect(world.events).toContainEqual(
      expect.objectContaining({ type: 'rejected', text: 'not sent: it is no longer wanted' }),
    );
    expect(world.manager.view()).toMatchObject({ state: 'ACTIVE', liveOrders: 0 });
  });

  it.each([
    ['the disk refuses it', (world: OrderWorld) => world.flushAll('it is broken'), 'own-tape'],
    ['a person halts meanwhile', (world: OrderWorld) => world.manager.halt('force-close', 'by hand'), 'force-close'],
  ])('sends no order where %s, and is HALTED', async (_, happens, code) => {
    const world = await quoting();
    world.diskIsSlow = true;
    world.manager.want([MOVED]);
    await world.pass(0.5);
    happens(world);
    world.flushAll();
    await world.pass(1);
    expect(world.resting).toEqual([]);
    expect(world.manager.view()).toMatchObject({ state: 'HALTED', code, liveOrders: 0 });
  });

  it('sends no order that was on the disk only after the market fell silent', async () => {
    const world = await quoting();
    world.diskIsSlow = true;
    world.manager.want([MOVED]);
    await world.pass(0.5);
    world.manager.marketLost('its book is unknown');
    world.flushAll();
    await world.pass(0.2);
    expect(world.resting).toEqual([]);
    expect(world.manager.view().liveOrders).toBe(0);
  });

  it('asks for an order whose answer was lost, and keeps it: nothing is sent twice', async () => {
    const world = new OrderWorld();
    await world.pass(0.1);
    world.venue.isMute = true;
    world.venue.moods.place.push('lose');
    await world.pass(2);
    expect(world.venue.openOrders).toHaveLength(2);
    expect(world.venue.requests.filter((one) => one === 'place')).toHaveLength(1);
    expect(world.venue.requests).toContain('find');
    expect(world.manager.view().liveOrders).toBe(2);
  });

  it('keeps the slot of a lost order until the venue can no longer take it', async () => {
    const world = new OrderWorld();
    world.venue.moods.place.push('drop');
    // It leaves after 0.5 s. The venue may take it for 2.5 s, and 0.5 s more are waited for.
    await world.pass(3);
    expect(world.manager.view().liveOrders).toBe(2);
    expect(world.venue.openOrders).toHaveLength(0);
    await world.pass(3);
    expect(world.venue.openOrders).toHaveLength(2);
  });

  it('finds fills that the stream did not tell', async () => {
    const world = await quoting();
    world.venue.fill(world.resting[0] ?? null, 10, false);
    await world.pass(6);
    expect(world.manager.view()).toMatchObject({ state: 'ACTIVE', positionLots: 10 });
    expect(world.manager.book.ledger.cash).toBeCloseTo(-10 * 0.01 * 99.9 * 1.0002, 9);
  });

  it('REDUCES and then HALTS where the position is not the one of its fills, and touches no order of a person', async () => {
    const world = await quoting();
    world.venue.placeByHand('buy', 9000, 5);
    world.venue.fill(null, 5, false);
    world.venue.placeByHand('sell', 11_000, 7);
    await world.pass(10);
    expect(world.manager.view()).toMatchObject({ state: 'HALTED', code: 'position-mismatch' });
    const states = world.events.flatMap((event) => (event.type === 'state' ? [event.state] : []));
    expect(states).toEqual(['REDUCING', 'HALTED']);
    expect(world.resting).toEqual([null]);
  });

  it('starts again after it was killed with what it had and what happened since', async () => {
    const world = await quoting();
    world.venue.fill(world.resting[0] ?? null, 4);
    world.venue.moods.place.push('lose');
    world.venue.fill(world.resting[1] ?? null, 3, false);
    world.restart();
    world.manager.want([]);
    for (let i = 0; i < 2; i++) {
      await world.pass(5);
      expect(world.manager.view()).toMatchObject({ state: 'ACTIVE', positionLots: 1, liveOrders: 0, blocks: [] });
      expect(world.manager.book.ledger.count).toBe(2);
      expect(world.resting).toEqual([]);
      world.restart();
      world.manager.want([]);
    }
    const opened = world.events.filter(({ type }) => type === 'opened');
    expect(opened).toHaveLength(1);
  });

  it('reads a long tape again without the orders that it had forgotten, and with the same ledger', async () => {
    const world = await quoting();
    // An hour in which the quotes move every 10 s, and every sixth is filled.
    for (let i = 0; i < 360; i++) {
      const lower = i % 2;
      world.manager.want(BOTH.map(({ priceTicks, ...quote }) => ({ ...quote, priceTicks: priceTicks - lower })));
      await world.pass(9);
      if (i % 6 === 0) world.venue.fill(world.resting[i % 4 === 0 ? 0 : 1] ?? null, 1);
      await world.pass(1);
    }
    const { outbox, ledger } = world.manager.book;
    const replayed = new OwnBook({ append: () => undefined, flush: () => Promise.resolve() }, 0.01, () => 0);
    replayed.replay(world.events);
    expect(outbox.size).toBeLessThan(40);
    expect(replayed.outbox.size).toBe(outbox.size);
    expect(replayed.outbox.live.map(({ clientId }) => clientId)).toEqual(outbox.live.map(({ clientId }) => clientId));
    expect(ledger.count).toBe(60);
    for (const name of ['count', 'positionLots', 'cash', 'fees', 'newestMs'] as const) {
      expect(replayed.ledger[name]).toBe(ledger[name]);
    }
    expect(replayed.foreignFills).toEqual([]);
  });

  it('begins with the position that is there, and says so on its tape', async () => {
    const world = new OrderWorld();
    world.venue.placeByHand('buy', 9000, 5);
    world.venue.fill(null, 5, false);
    await world.pass(2);
    expect(world.manager.view()).toMatchObject({ state: 'ACTIVE', positionLots: 5 });
    expect(world.events).toContainEqual(expect.objectContaining({ type: 'opened', positionLots: 5, tradeIds: ['1'] }));
  });

  it('pulls its quotes when the market is silent for 5 s, and reads the account before it quotes again', async () => {
    const world = await quoting();
    world.silence();
    await world.pass(6);
    expect(world.resting).toEqual([]);
    expect(world.manager.view().blocks.map(([block]) => block)).toContain('stale-market');
  });

  it('pulls its quotes after the program did not run for a while', async () => {
    const world = await quoting();
    world.nowMs += 20_000;
    const before = world.venue.requests.length;
    await world.pass(3);
    const since = world.venue.requests.slice(before);
    expect(since).toContain('cancel');
    expect(since.indexOf('account')).toBeLessThan(since.indexOf('place'));
    expect(since.indexOf('account')).toBeGreaterThanOrEqual(0);
  });

  it('reads the account again before it quotes when a maintenance is over', async () => {
    const world = await quoting();
    world.venue.drop(true, true);
    await world.pass(6.9);
    expect(world.manager.view().blocks.map(([block]) => block)).toEqual(['paused']);
    const before = world.venue.requests.length;
    await world.pass(1);
    expect(world.venue.requests.slice(before)).toEqual(['account', 'place']);
  });

  it('HALTS after five rejected orders in a row', async () => {
    const world = new OrderWorld();
    world.venue.refusal = 'no margin';
    await world.pass(10);
    expect(world.manager.view()).toMatchObject({ state: 'HALTED', code: 'reject-streak' });
    expect(world.venue.requests.filter((one) => one === 'place').length).toBeLessThanOrEqual(3);
  });

  it('waits after it was told that it asks too often', async () => {
    const world = new OrderWorld();
    world.venue.moods.place.push('limit');
    await world.pass(0.7);
    expect(world.manager.view().blocks.map(([block]) => block)).toContain('limited');
    const before = world.venue.requests.length;
    await world.pass(0.5);
    expect(world.venue.requests).toHaveLength(before);
    await world.pass(3);
    expect(world.resting).toHaveLength(2);
  });

  it('sends nothing where the tape cannot be written, and still cancels what rests', async () => {
    const world = await quoting();
    world.diskIsFull = true;
    world.venue.fill(world.resting[0] ?? null, 10);
    await world.pass(2);
    expect(world.resting).toEqual([]);
    expect(world.manager.view()).toMatchObject({ state: 'HALTED', code: 'own-tape', positionLots: 10 });
    expect(await stopped(world)).toBe(false);
  });

  it('cancels all of its orders when it stops, although the first tries fail, and takes the dead man back', async () => {
    const world = await quoting();
    expect(world.venue.deadManMs).toBe(60_000);
    world.venue.moods.cancel.push('drop', 'lose');
    expect(await stopped(world)).toBe(true);
    expect(world.resting).toEqual([]);
    expect(world.venue.deadManMs).toBeNull();
  });

  it('takes the dead man back while a person has orders: it would cancel them', async () => {
    const world = await quoting();
    world.venue.placeByHand('sell', 11_000, 7);
    await world.pass(7);
    expect(world.venue.deadManMs).toBeNull();
    expect(world.manager.view().foreignOrders).toHaveLength(1);
  });

  it('pulls its quotes while the private stream is lost', async () => {
    const world = await quoting();
    world.venue.drop(false);
    await world.pass(2);
    expect(world.resting).toEqual([]);
    world.venue.drop(true);
    await world.pass(3);
    expect(world.resting).toHaveLength(2);
  });

  it('cancels at once what is not wanted any more, and places what waited for room in one request', async () => {
    const world = new OrderWorld({ stepMs: 1000, mostOrdersPerSide: 3 });
    const quotes = (offTicks: number): Quote[] =>
      [0, 1, 2].map((i) => ({ side: 'buy', priceTicks: 9990 - offTicks - 10 * i, lots: 10 }));
    world.manager.want(quotes(0));
    await world.pass(3);
    expect(world.venue.openOrders.map(({ priceTicks }) => priceTicks)).toEqual([9990, 9980, 9970]);
    const before = world.venue.requests.length;
    const beganMs = world.nowMs;
    world.manager.want(quotes(1));
    // Two looks at the timers of this world, of 50 ms each; the next regular step is further away.
    await world.pass(0.05);
    expect(world.venue.requests.slice(before)).toEqual(['cancel']);
    await world.pass(0.1);
    expect(world.venue.requests.slice(before)).toEqual(['cancel', 'place']);
    expect(world.venue.openOrders.map(({ priceTicks }) => priceTicks)).toEqual([9989, 9979, 9969]);
    expect(world.nowMs - beganMs).toBeLessThan(1000);
  });

  it('does not act anew on what it was told before', async () => {
    const world = new OrderWorld({ stepMs: 1000 });
    await world.pass(3);
    const looks = world.timersMade;
    for (let i = 0; i < 10; i++) world.manager.want([...BOTH]);
    expect(world.timersMade).toBe(looks);
  });

  it('puts what comes at the same moment on its tape with one write', async () => {
    const world = new OrderWorld();
    world.venue.isMute = true;
    await world.pass(2);
    const accepted = world.writes.filter(([first]) => first?.type === 'accepted');
    expect(accepted.map((events) => events.length)).toEqual([2]);
    world.venue.isMute = false;
    world.manager.want([]);
    await world.pass(1);
    const ended = world.writes.filter(([first]) => first?.type === 'ended' || first?.type === 'cancelAnswered');
    expect(ended.map((events) => events.length)).toEqual([2]);
  });

  it('keeps what has ended for two minutes once the account was right, and a fill of an older order is not lost', async () => {
    const world = await quoting();
    world.venue.fill(world.resting[0] ?? null, 4);
    for (let minute = 0; minute < 10; minute++) {
      for (const off of [0, 1]) {
        world.manager.want(BOTH.map((quote) => ({ ...quote, priceTicks: quote.priceTicks + off })));
        await world.pass(30);
      }
    }
    expect(world.events.filter(({ type }) => type === 'sending').length).toBeGreaterThan(15);
    // Two quotes moved every 30 s: those of two minutes, of the time until the next reading, and those that are open.
    expect(world.manager.book.outbox.size).toBeLessThanOrEqual(14);
    expect(world.manager.book.outbox.size).toBeGreaterThanOrEqual(8);
    world.venue.fill(world.resting[0] ?? null, 1, false);
    await world.pass(6);
    expect(world.manager.view()).toMatchObject({ state: 'ACTIVE', positionLots: world.venue.positionLots });
  });

  describe.each([3_600_000, -3_600_000])('when the clock of the machine is set by %d ms', (ms) => {
    it('pulls its quotes until the clocks agree, and is not HALTED for a market that it hears', async () => {
      const world = await quoting();
      world.setClock(ms);
      await world.pass(2);
      expect(world.resting).toEqual([]);
      await world.pass(60);
      expect(world.manager.view()).toMatchObject({ state: 'ACTIVE', blocks: [['clock', expect.any(String)]] });
      world.setClock(-ms);
      await world.pass(3);
      expect(world.resting).toHaveLength(2);
    });

    it('waits for an order without an answer as long as ever: the venue may take it for 2.5 s', async () => {
      const world = new OrderWorld();
      world.venue.moods.place.push('drop');
      await world.pass(1);
      expect(world.manager.view().liveOrders).toBe(2);
      world.setClock(ms);
      // It left at 0.5 s; half a second more, and two for a venue whose clock is behind.
      await world.pass(1.9);
      expect(world.manager.view().liveOrders).toBe(2);
      await world.pass(4);
      expect(world.manager.view().liveOrders).toBe(0);
      expect(await stopped(world)).toBe(true);
    });
  });
});

async function stopped(world: OrderWorld): Promise<boolean> {
  const stop = world.manager.stop();
  await world.pass(10);
  return stop;
}
