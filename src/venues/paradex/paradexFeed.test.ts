import { describe, expect, it } from 'vitest';
import { FeedWorld } from '../../testing/feedWorld.ts';
import { bookFrame, fundingFrame, heartbeatFrame, tradeFrame } from '../../testing/recordings/paradexFrames.ts';
import { Feed } from '../feed/feed.ts';
import { Stamps } from '../feed/stamps.ts';
import { paradexFeed } from './paradexFeed.ts';

const AT = { market: 'BTC-USD-PERP', timeUs: 1_795_000_000_000_000, sequence: 5 } as const;
const BOOK = 'order_book.BTC-USD-PERP.deltas';
const book = bookFrame({ ...AT, type: 'delta', bids: [], asks: [] });
const trade = tradeFrame({ ...AT, id: 1, side: 1, price: '1', size: '1' });

function opened() {
  const world = new FeedWorld();
  const messages: string[] = [];
  const drops: string[] = [];
  const losses: string[] = [];
  const sink = {
    hasBook: true,
    message: (text: string) => void messages.push(text),
    lost: (reason: string) => void losses.push(reason),
    dropped: (reason: string, bytes: number, beginning: string) => void drops.push(`${reason}, ${bytes}: ${beginning}`),
  };
  const feed = new Feed(
    paradexFeed('BTC-USD-PERP', { wsUrl: 'wss://venue/v1' }),
    world.ports,
    new Stamps(() => world.clock.nowUs()),
    sink,
  );
  feed.start();
  const { newest } = world;
  newest.events.opened();
  const hear = (frame: Uint8Array): void => newest.events.binary(frame);
  const sent = (): string[] =>
    newest.sent.map((text) => {
      const { method, params } = JSON.parse(text);
      return `${method} ${params.channel}`;
    });
  for (const id of [1, 2, 3]) newest.say({ jsonrpc: '2.0', result: { channel: 'as named' }, id });
  return { world, feed, sink, messages, drops, losses, hear, sent, newest };
}

describe('a feed of Paradex', () => {
  it('asks for SBE, and for the book first', () => {
    const { newest } = opened();
    expect(newest.url).toBe('wss://venue/v1?sbeSchemaId=1&sbeSchemaVersion=1');
    expect(newest.sent).toEqual([
      `{"jsonrpc":"2.0","method":"subscribe","params":{"channel":"${BOOK}"},"id":1}`,
      '{"jsonrpc":"2.0","method":"subscribe","params":{"channel":"trades.BTC-USD-PERP"},"id":2}',
      '{"jsonrpc":"2.0","method":"subscribe","params":{"channel":"funding_data.BTC-USD-PERP"},"id":3}',
    ]);
  });

  it('hands frames on as base64 in JSON, and knows of which channel they are', async () => {
    const { world, feed, messages, hear } = opened();
    await world.pass(2);
    hear(book);
    await world.pass(1);
    hear(fundingFrame({ ...AT, index: '1' }));
    expect(messages.slice(3).map((text) => Buffer.from(JSON.parse(text).binary, 'base64'))).toEqual([
      Buffer.from(book),
      Buffer.from(fundingFrame({ ...AT, index: '1' })),
    ]);
    expect(feed.state().agesUs).toEqual({ [BOOK]: 1e6, 'trades.BTC-USD-PERP': 3e6, 'funding_data.BTC-USD-PERP': 0 });
  });

  it('leaves out frames that are none of its schema or too long, and counts them', () => {
    const { drops, hear, feed } = opened();
    hear(Uint8Array.of(1, 2, 3));
    hear(new Uint8Array(4 * 2 ** 20 + 1));
    expect(drops).toEqual(['binary messages, 3: AQID', expect.stringMatching(/^oversized messages, 4194305: AAAA/)]);
    expect(feed.state().unreadable).toBe(2);
  });

  it('takes a heartbeat as a sign of life of every channel, for a minute at most', async () => {
    const { world, hear, sent, losses, feed } = opened();
    hear(book);
    for (let i = 0; i < 59; i++) {
      hear(heartbeatFrame());
      await world.pass(1);
    }
    expect(sent()).toHaveLength(3);
    expect(feed.state().agesUs[BOOK]).toBe(59e6);
    for (let i = 0; i < 2; i++) {
      hear(heartbeatFrame());
      await world.pass(1);
    }
    expect(sent().slice(3, 5)).toEqual([`unsubscribe ${BOOK}`, `subscribe ${BOOK}`]);
    expect(losses).toEqual([]);
  });

  it('asks for a book that is silent, with no heartbeat either, after 5 s; an answer without a snapshot is none', async () => {
    const { world, hear, sent, losses, newest } = opened();
    hear(book);
    const wait = async (seconds: number): Promise<void> => {
      for (let i = 0; i < seconds; i++) {
        hear(trade);
        await world.pass(1);
      }
    };
    await wait(6);
    expect(sent().slice(3)).toEqual([`unsubscribe ${BOOK}`, `subscribe ${BOOK}`]);
    newest.say({ jsonrpc: '2.0', result: { channel: BOOK }, id: 1 });
    await wait(9);
    expect(losses).toEqual([]);
    await wait(2);
    expect(losses).toEqual([
      expect.stringMatching(/^no order_book\.BTC-USD-PERP\.deltas for 1\d\.\d s, and no answer/),
    ]);
  });

  it('asks for trades that are silent for 60 s; the end of a subscription is no answer, and the next one is', async () => {
    const { world, hear, sent, losses, newest } = opened();
    const wait = async (seconds: number): Promise<void> => {
      for (let i = 0; i < seconds; i++) {
        hear(book);
        hear(fundingFrame({ ...AT, index: '1' }));
        await world.pass(1);
      }
    };
    await wait(62);
    expect(sent().slice(3)).toEqual(['unsubscribe trades.BTC-USD-PERP', 'subscribe trades.BTC-USD-PERP']);
    const [end, begin] = newest.sent.slice(3).map((text) => JSON.parse(text).id);
    newest.say({ jsonrpc: '2.0', result: { channel: 'trades.BTC-USD-PERP' }, id: begin });
    await wait(62);
    newest.say({ jsonrpc: '2.0', result: { channel: 'trades.BTC-USD-PERP' }, id: end });
    expect(losses).toEqual([]);
    await wait(10);
    expect(losses).toEqual([expect.stringMatching(/^no trades\.BTC-USD-PERP for 7\d\.\d s, and no answer/)]);
  });

  it('subscribes to the book anew while it is unknown: soon, and less and less often', async () => {
    const { world, hear, sent, sink } = opened();
    const asked: number[] = [];
    hear(book);
    await world.pass(9);
    hear(book);
    sink.hasBook = false;
    for (let i = 0; i < 196; i++) {
      hear(book);
      const before = sent().length;
      await world.pass(0.25);
      if (sent().length > before) asked.push(world.seconds - 9);
    }
    // At the next look, then after 5, 10 and 20 s; at most every 30 s.
    expect(asked).toEqual([0.25, 5.25, 15.25, 35.25]);
    expect(sent().slice(3, 5)).toEqual([`unsubscribe ${BOOK}`, `subscribe ${BOOK}`]);
  });

  it('keeps what the venue says is wrong with a request', () => {
    const { newest, feed } = opened();
    newest.say({ jsonrpc: '2.0', error: { code: -32602, message: 'invalid channel' }, id: 1 });
    expect(feed.state().lastComplaint).toBe('{"code":-32602,"message":"invalid channel"}');
  });
});
