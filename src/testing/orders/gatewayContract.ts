/** What every gateway does, whatever venue is behind it. */

import { expect, it, vi } from 'vitest';
import type { Gateway, NewOrder, News } from '../../orders/gateway.ts';
import { ticksOf } from '../../orders/priceGrid.ts';

export interface GatewayWorld {
  readonly gateway: Gateway;
  /** Prices of a buy that rests, of one that would take, and of a sell that rests. */
  readonly prices: { readonly bid: number; readonly crossingBid: number; readonly ask: number };
  /** Whether the venue refuses an order that comes too late to the ms. */
  readonly refusesLateOrders: boolean;
  /** The venue answers before it acts: a cancel is `unresolved`, and an order that would take is accepted and ends by itself. */
  readonly answersFirst?: boolean;
  /** The venue cannot cancel everything after a time: the gateway says so. */
  readonly hasNoDeadMan?: boolean;
  /** Where the gateway places no orders: puts one at the venue in another way. */
  readonly rest?: (order: NewOrder) => Promise<void>;
  /** Fills are told with the account alone. */
  readonly tellsNoFills?: boolean;
  /** Fills the oldest open order. */
  fillOldest(): Promise<void>;
  close(): Promise<void>;
}

let ids = Date.now() * 1000;
function clientId(): string {
  return `c0ffee02${(ids++).toString(16).padStart(24, '0')}`;
}

export function describeGateway(open: () => Promise<GatewayWorld>): void {
  const soon = (): number => Date.now() + 5000;
  const orderOf = ({ gateway: { grid } }: GatewayWorld, side: 'buy' | 'sell', price: number): NewOrder => ({
    clientId: clientId(),
    side,
    priceTicks: ticksOf(grid, side, price),
    lots: 20,
    isReduceOnly: false,
  });

  /** Has orders rest at the venue. A gateway that places none says so for each. */
  const rests = async ({ gateway, rest }: GatewayWorld, orders: readonly NewOrder[]): Promise<void> => {
    const placed = await gateway.place(orders, soon());
    const kind = rest === undefined ? 'accepted' : 'rejected';
    expect(placed.map((answer) => answer.kind)).toEqual(orders.map(() => kind));
    for (const order of orders) await rest?.(order);
  };

  /** Waits for what the venue does after its answer. */
  const untilEnded = async ({ gateway }: GatewayWorld, id: string): Promise<void> => {
    await vi.waitFor(async () => expect(await gateway.find(id)).toMatchObject({ isOpen: false }), 5000);
  };

  it('places, finds, lists and cancels', async () => {
    const world = await open();
    try {
      const { gateway, prices } = world;
      const [buy, sell] = [orderOf(world, 'buy', prices.bid), orderOf(world, 'sell', prices.ask)];
      await rests(world, [buy, sell]);
      expect(await gateway.find(buy.clientId)).toMatchObject({ isOpen: true, filledLots: 0 });
      const { openOrders, positionLots, pause } = await gateway.account(0);
      expect(openOrders.map(({ venueId: _, ...order }) => order)).toEqual(
        [buy, sell].map(({ clientId: id, side, priceTicks, lots }) => ({
          clientId: id,
          side,
          priceTicks,
          leftLots: lots,
        })),
      );
      expect([positionLots, pause]).toEqual([0, null]);
      const unknownYet = [{ kind: 'unresolved', text: expect.stringMatching(/./) }];
      const first = world.answersFirst === true ? unknownYet : [{ kind: 'cancelled' }];
      expect(await gateway.cancel([buy.clientId])).toEqual(first);
      await untilEnded(world, buy.clientId);
      // One that is gone says nothing about the other.
      const both = await gateway.cancel([buy.clientId, sell.clientId]);
      if (world.answersFirst === true) {
        expect(['not-open', 'unresolved']).toContain(both[0]?.kind);
        expect(both.slice(1)).toEqual(unknownYet);
      } else expect(both).toEqual([{ kind: 'not-open' }, { kind: 'cancelled' }]);
      await untilEnded(world, sell.clientId);
      expect(await gateway.find(sell.clientId)).toMatchObject({ isOpen: false, filledLots: 0 });
      expect(await gateway.find(clientId())).toBe('unknown');
      expect((await gateway.account(0)).openOrders).toEqual([]);
    } finally {
      await world.close();
    }
  });

  it('answers each order of a batch for itself, and takes nothing from the book', async () => {
    const world = await open();
    try {
      const { gateway, prices } = world;
      const orders = [orderOf(world, 'buy', prices.crossingBid), orderOf(world, 'buy', prices.bid)];
      const [crossing, resting] = await gateway.place(orders, soon());
      if (world.rest !== undefined) {
        for (const answer of [crossing, resting]) expect(answer).toMatchObject({ kind: 'rejected', why: 'refused' });
        expect((await gateway.account(0)).openOrders).toEqual([]);
        return;
      }
      if (world.answersFirst === true) {
        expect(crossing).toMatchObject({ kind: 'accepted' });
        await untilEnded(world, orders[0]?.clientId ?? '');
        expect((await gateway.account(0)).fills).toEqual([]);
      } else expect(crossing).toMatchObject({ kind: 'rejected', why: 'post-only' });
      expect(resting).toMatchObject({ kind: 'accepted' });
      if (world.refusesLateOrders) {
        const [late] = await gateway.place([orderOf(world, 'buy', prices.bid)], Date.now() - 1000);
        expect(late).toMatchObject({ kind: 'rejected', why: 'clock' });
      }
      expect((await gateway.account(0)).openOrders).toHaveLength(1);
    } finally {
      await world.close();
    }
  });

  it('tells of a fill over the stream and with the account under the same trade id', async () => {
    const world = await open();
    try {
      const { gateway, prices } = world;
      const heard: News[] = [];
      const stop = gateway.listen((news) => heard.push(news));
      const until = async (is: (news: News) => boolean): Promise<News> => {
        for (let i = 0; i < 1000; i++) {
          const found = heard.find(is);
          if (found !== undefined) return found;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        throw new Error(`not heard; heard ${JSON.stringify(heard)}`);
      };
      await until(({ kind }) => kind === 'connected');
      const sell = orderOf(world, 'sell', prices.ask);
      await rests(world, [sell]);
      await until((news) => news.kind === 'order' && news.clientId === sell.clientId && news.isOpen);
      await world.fillOldest();
      const told = world.tellsNoFills === true ? undefined : await until(({ kind }) => kind === 'fill');
      await until((news) => news.kind === 'order' && news.clientId === sell.clientId && !news.isOpen);
      const { fills, positionLots } = await gateway.account(0);
      expect(positionLots).toBe(-20);
      expect(fills).toMatchObject([{ clientId: sell.clientId, side: 'sell', lots: 20, price: prices.ask }]);
      expect(fills[0]?.fee).toBeGreaterThan(0);
      const [{ venueMs: _, ...fill } = {}] = fills;
      if (told === undefined) expect(heard.map(({ kind }) => kind)).not.toContain('fill');
      else expect(told).toMatchObject({ kind: 'fill', fill });
      expect(await gateway.find(sell.clientId)).toMatchObject({ isOpen: false, filledLots: 20 });
      stop();
    } finally {
      await world.close();
    }
  });

  it('arms the dead man and takes it back, or says why the venue cannot do it', async () => {
    const world = await open();
    try {
      if (world.hasNoDeadMan === true) {
        expect(await world.gateway.armDeadMan(30_000)).toMatch(/./);
        return;
      }
      expect(await world.gateway.armDeadMan(30_000)).toBeNull();
      expect(await world.gateway.armDeadMan(null)).toBeNull();
    } finally {
      await world.close();
    }
  });
}
