import { describe, expect, it } from 'vitest';
import { FeedWorld } from '../../testing/feedWorld.ts';
import { binanceFeed } from '../binance/binanceFeed.ts';
import { hyperliquidFeed } from '../hyperliquid/hyperliquidFeed.ts';
import { Feed, type FeedSink } from './feed.ts';
import { Stamps } from './stamps.ts';
import type { VenueFeed } from './venueFeed.ts';

class Heard implements FeedSink {
  hasBook = true;
  readonly messages: object[] = [];
  readonly times: number[] = [];
  readonly losses: string[] = [];
  readonly drops: string[] = [];

  message(_: string, message: object, atUs: number): void {
    this.messages.push(message);
    this.times.push(atUs);
  }
  lost(reason: string, atUs: number): void {
    this.losses.push(reason);
    this.times.push(atUs);
  }
  dropped(reason: string, bytes: number, _: string, atUs: number): void {
    this.drops.push(`${reason}: ${bytes}`);
    this.times.push(atUs);
  }
}

function started(venue: VenueFeed) {
  const world = new FeedWorld();
  const heard = new Heard();
  const feed = new Feed(venue, world.ports, new Stamps(() => world.clock.nowUs()), heard);
  feed.start();
  return { world, heard, feed };
}

const hyperliquid = () => started(hyperliquidFeed('BTC', { wsUrl: 'wss://venue/ws' }));
const book = { channel: 'l2Book', data: { coin: 'BTC' } };
const trades = { channel: 'trades', data: [] };
const types = (sent: readonly string[]): string[] =>
  sent.map((text) => {
    const { method, subscription } = JSON.parse(text);
    return subscription === undefined ? method : `${method} ${subscription.type}`;
  });

describe('a feed of Hyperliquid', () => {
  it('subscribes when it is connected, to the book first', () => {
    const { world } = hyperliquid();
    expect(world.newest.sent).toEqual([]);
    world.newest.events.opened();
    expect(types(world.newest.sent)).toEqual(['subscribe l2Book', 'subscribe bbo', 'subscribe trades']);
    expect(world.newest.url).toBe('wss://venue/ws');
  });

  it('stamps every message later than the one before, also while the clock stands still', () => {
    const { world, heard } = hyperliquid();
    world.newest.events.opened();
    for (let i = 0; i < 3; i++) world.newest.say(book);
    const [first = 0] = heard.times;
    expect(heard.times).toEqual([first, first + 1, first + 2]);
    expect(heard.messages).toEqual([book, book, book]);
  });

  it('is lost when the book is silent for 5 s, whatever else is heard', async () => {
    const { world, heard, feed } = hyperliquid();
    world.newest.events.opened();
    world.newest.say(book);
    for (let i = 0; i < 10; i++) {
      world.newest.say(trades);
      await world.pass(0.5);
    }
    expect(heard.losses).toEqual([]);
    world.newest.say(trades);
    await world.pass(0.5);
    expect(heard.losses).toEqual([expect.stringMatching(/^no l2Book for 5\.[1-5] s$/)]);
    expect(world.sockets[0]?.isCut).toBe(true);
    expect(feed.state()).toMatchObject({ isConnected: false, losses: 1 });
    await world.pass(0.25);
    expect(world.sockets).toHaveLength(2);
    // What still comes over the old connection is not heard.
    world.sockets[0]?.say(book);
    world.sockets[0]?.events.closed('late');
    expect(heard.messages).toHaveLength(12);
    expect(world.sockets).toHaveLength(2);
  });

  it('subscribes anew to trades that are silent for 60 s, and is lost when that is not answered within 10 s', async () => {
    const { world, heard } = hyperliquid();
    const { newest } = world;
    newest.events.opened();
    const quiet = async (seconds: number): Promise<void> => {
      for (let i = 0; i < 2 * seconds; i++) {
        newest.say(book);
        newest.say({ channel: 'bbo', data: {} });
        await world.pass(0.5);
      }
    };
    const answer = (method: string): object => ({
      channel: 'subscriptionResponse',
      data: { method, subscription: { type: 'trades', coin: 'BTC' } },
    });
    newest.say(answer('subscribe'));
    await quiet(61);
    expect(types(newest.sent.slice(3))).toEqual(['ping', 'ping', 'unsubscribe trades', 'subscribe trades']);
    newest.say(answer('subscribe'));
    await quiet(59);
    expect(heard.losses).toEqual([]);
    // Silent again. An answer to the unsubscription alone proves nothing.
    await quiet(3);
    newest.say(answer('unsubscribe'));
    await quiet(12);
    expect(heard.losses).toEqual([
      expect.stringMatching(/^no trades for 7\d\.\d s, and no answer to a new subscription$/),
    ]);
  });

  it('subscribes anew after 10 s where a subscription was not answered at all', async () => {
    const { world, heard } = hyperliquid();
    const { newest } = world;
    newest.events.opened();
    const wait = async (seconds: number): Promise<void> => {
      for (let i = 0; i < 2 * seconds; i++) {
        newest.say(book);
        newest.say({ channel: 'bbo', data: {} });
        await world.pass(0.5);
      }
    };
    await wait(10);
    expect(newest.sent).toHaveLength(3);
    await wait(1);
    expect(types(newest.sent.slice(3))).toEqual(['unsubscribe trades', 'subscribe trades']);
    await wait(10);
    expect(heard.losses).toEqual([expect.stringMatching(/^no trades for 2\d\.\d s, and no answer/)]);
  });

  it('tries again after twice the time each, up to 10 s, at random from half of it on', async () => {
    const waits = async (luck: number): Promise<number[]> => {
      const { world } = hyperliquid();
      world.luck = luck;
      const found: number[] = [];
      for (let i = 0; i < 8; i++) {
        const since = world.seconds;
        world.newest.events.closed('refused');
        const before = world.sockets.length;
        while (world.sockets.length === before) await world.pass(0.025);
        found.push(Math.round((world.seconds - since) * 40) / 40);
      }
      return found;
    };
    expect(await waits(1)).toEqual([0.25, 0.5, 1, 2, 4, 8, 10, 10]);
    expect(await waits(0)).toEqual([0.125, 0.25, 0.5, 1, 2, 4, 5, 5]);
  });

  it('tries soon again after a connection that held', async () => {
    const { world, feed } = hyperliquid();
    for (let i = 0; i < 6; i++) {
      world.newest.events.closed('refused');
      await world.pass(10);
    }
    world.newest.events.opened();
    for (let i = 0; i < 12; i++) {
      world.newest.say(book);
      await world.pass(1);
    }
    world.newest.events.closed('closed with code 1006');
    const before = world.sockets.length;
    await world.pass(0.25);
    expect(world.sockets).toHaveLength(before + 1);
    expect(feed.state()).toMatchObject({ losses: 1, failedTries: 6, lastReason: 'hyperliquid: closed with code 1006' });
  });

  it('gives up a connection that does not open in 10 s', async () => {
    const { world, feed, heard } = hyperliquid();
    await world.pass(11);
    expect(feed.state()).toMatchObject({ failedTries: 1, lastReason: 'hyperliquid: it does not open' });
    expect(heard.losses).toEqual([]);
  });

  it('drops what is no message, and that is no sign of life', async () => {
    const { world, heard } = hyperliquid();
    const { events } = world.newest;
    events.opened();
    world.newest.say(book);
    for (let i = 0; i < 12; i++) {
      events.text('{"channel":"l2Book","data":');
      events.text('7');
      events.binary(new Uint8Array(9));
      events.text(`["${'x'.repeat(5e6)}"]`);
      await world.pass(0.5);
    }
    expect(new Set(heard.drops)).toEqual(
      new Set([
        'messages that are no JSON: 27',
        'messages that are no JSON: 1',
        'binary messages: 9',
        'oversized messages: 5000004',
      ]),
    );
    expect(heard.losses).toEqual([expect.stringContaining('no l2Book')]);
  });

  it('is lost when the program did not run for a while: what lies in the buffers has a wrong time', async () => {
    const { world, heard } = hyperliquid();
    world.newest.events.opened();
    world.newest.say(book);
    await world.pass(1);
    world.freeze(4);
    world.newest.say(book);
    expect(heard.losses).toEqual(['the program did not run for 4.0 s']);
    expect(heard.messages).toHaveLength(1);
    await world.pass(0.25);
    expect(world.sockets).toHaveLength(2);
  });

  it('keeps what the venue says is wrong with a request', () => {
    const { world, feed } = hyperliquid();
    world.newest.events.opened();
    expect(feed.state().lastComplaint).toBeNull();
    world.newest.say({ channel: 'error', data: 'Invalid subscription' });
    world.newest.say(book);
    expect(feed.state().lastComplaint).toBe('Invalid subscription');
  });

  it('hands on nothing after it was stopped, and makes no connection', async () => {
    const { world, heard, feed } = hyperliquid();
    world.newest.events.opened();
    feed.stop();
    world.newest.say(book);
    world.newest.events.closed('gone');
    await world.pass(60);
    expect(heard.messages).toEqual([]);
    expect(world.sockets).toHaveLength(1);
    expect(world.newest.isCut).toBe(true);
  });

  it('makes no connection where a loss makes its owner stop it', async () => {
    const { world, heard, feed } = hyperliquid();
    heard.lost = () => feed.stop();
    world.newest.events.opened();
    world.newest.say(book);
    world.newest.events.closed('gone');
    await world.pass(60);
    expect(world.sockets).toHaveLength(1);
  });
});

const change = (u: number): object => ({ e: 'depthUpdate', s: 'BTCUSDT', u });

describe('a feed of Binance', () => {
  const binance = () => {
    const all = started(binanceFeed('BTCUSDT', { wsUrl: 'wss://streams', restUrl: 'https://rest' }));
    const [depth, market] = all.world.sockets;
    if (depth === undefined || market === undefined) throw new Error('two connections are made');
    depth.events.opened();
    market.events.opened();
    return { ...all, depth, market };
  };

  it('asks for depth and for trades on connections of their own', () => {
    const { depth, market } = binance();
    expect([depth.url, market.url]).toEqual(['wss://streams/public/ws', 'wss://streams/market/ws']);
    expect(depth.sent).toEqual(['{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":1}']);
    expect(market.sent).toEqual([
      '{"method":"SUBSCRIBE","params":["btcusdt@aggTrade"],"id":1}',
      '{"method":"SUBSCRIBE","params":["btcusdt@markPrice@1s"],"id":2}',
    ]);
  });

  it('asks for a snapshot while the book is unknown, but not before the changes begin', async () => {
    const { world, heard, depth } = binance();
    heard.hasBook = false;
    await world.pass(1);
    expect(world.requests).toEqual([]);
    depth.say(change(5));
    await world.pass(0.25);
    expect(world.requests.map(({ url }) => url)).toEqual(['https://rest/fapi/v1/depth?symbol=BTCUSDT&limit=1000']);
    await world.answer({ lastUpdateId: 7 });
    expect(heard.messages.at(-1)).toEqual({ lastUpdateId: 7 });
    // It joined the changes: no more are asked for.
    heard.hasBook = true;
    await world.pass(3);
    expect(world.requests).toEqual([]);
  });

  it('asks less and less often while snapshots do not help, and waits as long as it is told to', async () => {
    const { world, heard, depth, market, feed } = binance();
    for (const id of [1, 2]) market.say({ result: null, id });
    heard.hasBook = false;
    const asked: number[] = [];
    const run = async (seconds: number, status: number, retryAfterUs: number): Promise<void> => {
      for (let i = 0; i < 4 * seconds; i++) {
        depth.say(change(i));
        await world.pass(0.25);
        if (world.requests.length > 0) {
          asked.push(world.seconds);
          await world.answer({ code: -1003 }, status, retryAfterUs);
        }
      }
    };
    await run(20, 503, 0);
    // After 0.5, 1, 2, 4 and 8 s, each at the next look.
    expect(asked).toEqual([0.25, 0.75, 1.75, 3.75, 7.75, 15.75]);
    await run(30, 429, 25e6);
    expect(asked.slice(6)).toEqual([30.75]);
    expect(feed.state()).toMatchObject({ failedSnapshots: 7, losses: 0 });
    expect(feed.state().lastComplaint).toBe('a snapshot was refused (HTTP 429): {"code":-1003}');
  });

  it('asks for a snapshot of a known book too where it is told to, once the changes have begun', async () => {
    const { world, heard, depth, feed } = binance();
    feed.refresh();
    expect(world.requests).toEqual([]);
    depth.say(change(5));
    feed.refresh();
    await world.answer({ lastUpdateId: 5 });
    expect(heard.messages.at(-1)).toEqual({ lastUpdateId: 5 });
  });

  it('leaves out a snapshot that was asked for before the connection was lost', async () => {
    const { world, heard, depth } = binance();
    heard.hasBook = false;
    depth.say(change(5));
    await world.pass(0.25);
    depth.events.closed('closed with code 1001');
    await world.answer({ lastUpdateId: 7 });
    expect(heard.messages).toEqual([change(5)]);
    expect(heard.losses).toEqual(['binance public: closed with code 1001']);
    // Both connections end and begin together.
    await world.pass(1);
    expect(world.sockets.map(({ isCut }) => isCut)).toEqual([true, true, false, false]);
  });

  describe('whose depth is silent for 5 s', () => {
    const silent = async () => {
      const all = binance();
      all.depth.say(change(5));
      await all.world.pass(5.5);
      expect(all.world.requests).toHaveLength(1);
      return all;
    };

    it('goes on where the book of the venue stands still', async () => {
      const { world, heard } = await silent();
      await world.answer({ lastUpdateId: 5 });
      await world.pass(4);
      expect(heard.losses).toEqual([]);
      expect(heard.messages).toEqual([change(5)]);
    });

    it('is lost where that book has moved', async () => {
      const { world, heard } = await silent();
      await world.answer({ lastUpdateId: 6 });
      await world.pass(0.9);
      expect(heard.losses).toEqual([]);
      await world.pass(0.2);
      expect(heard.losses).toEqual(['no depth@100ms, and the book of the venue has moved']);
    });

    it('is lost after 20 s where no snapshot can be had', async () => {
      const { world, heard } = await silent();
      for (let i = 0; i < 56; i++) {
        world.requests.shift()?.answer(new Error('no answer'));
        await world.pass(0.25);
      }
      expect(heard.losses).toEqual([]);
      await world.pass(1);
      expect(heard.losses).toEqual([expect.stringMatching(/^no depth@100ms for 20\.\d s, and no snapshot/)]);
    });

    it('goes on where the change comes a moment after the snapshot that has it', async () => {
      const { world, heard, depth } = await silent();
      await world.answer({ lastUpdateId: 6 });
      depth.say(change(6));
      await world.pass(3);
      expect(heard.losses).toEqual([]);
    });
  });
});
