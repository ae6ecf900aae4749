import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { knownVenues } from '../knownVenues.ts';
import { streamPlans } from './streamPlans.ts';
import { framesPerSecond, type StreamEvents } from './streamRate.ts';

const HYPERLIQUID = streamPlans.hyperliquid;
const BOOK = '{"channel":"l2Book","data":{}}';

/** A stream that the test speaks for, and what becomes of the count. */
function aStream(stop = new AbortController().signal) {
  const sent: string[] = [];
  let events: StreamEvents | undefined;
  let closed = 0;
  let url = '';
  const rate = framesPerSecond({
    venue: 'hyperliquid',
    address: 'ws://127.0.0.1:9/ws',
    plan: { ...HYPERLIQUID, path: '?a=1' },
    open: (opened, given) => {
      url = opened;
      events = given;
      return { send: (text) => void sent.push(text), close: () => void closed++ };
    },
    stop,
  });
  rate.catch(() => undefined);
  return { rate, sent, events: events ?? expect.unreachable(), url, ends: () => closed };
}

describe('the rate of a stream', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is the number of frames of the book in the four seconds after the first', async () => {
    const { rate, events, sent, url, ends } = aStream();
    expect(url).toBe('ws://127.0.0.1:9/ws?a=1');
    events.opened();
    expect(sent).toEqual([HYPERLIQUID.subscribe]);
    events.frame('{"channel":"subscriptionResponse"}');
    await vi.advanceTimersByTimeAsync(6000);
    events.frame(BOOK);
    for (let i = 0; i < 8; i++) {
      await vi.advanceTimersByTimeAsync(499);
      events.frame(BOOK);
      events.frame('{"channel":"trades"}');
    }
    await vi.advanceTimersByTimeAsync(499);
    expect(await rate).toBe(2);
    expect(ends()).toBe(1);
  });

  it('is 0 where only one frame comes', async () => {
    const { rate, events } = aStream();
    events.frame(BOOK);
    await vi.advanceTimersByTimeAsync(4000);
    expect(await rate).toBe(0);
  });

  it('is not known where no book comes, or the connection ends', async () => {
    const silent = aStream();
    silent.events.opened();
    await vi.advanceTimersByTimeAsync(8000);
    await expect(silent.rate).rejects.toThrow('hyperliquid streams no book within 8 s');
    expect(silent.ends()).toBe(1);
    const cut = aStream();
    cut.events.frame(BOOK);
    cut.events.closed('closed with code 1006');
    await expect(cut.rate).rejects.toThrow('hyperliquid ends its stream: closed with code 1006');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is no longer waited for when the user stops', async () => {
    const stop = new AbortController();
    const { rate, ends } = aStream(stop.signal);
    stop.abort();
    await expect(rate).rejects.toMatchObject({ fault: 'stopped' });
    expect(ends()).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the stream of every known venue', () => {
  it('is declared', () => {
    expect(Object.keys(streamPlans).toSorted()).toEqual(knownVenues.map(({ name }) => name).toSorted());
  });

  it('tells frames of the book from others', () => {
    const sbe = (template: number): Uint8Array => {
      // Within a larger buffer, as frames may be.
      const bytes = new Uint8Array(12).subarray(2);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      view.setUint16(2, template, true);
      view.setUint16(4, 1, true);
      return bytes;
    };
    const others = ['{"result":null,"id":1}', '{"type":"connected"}', new Uint8Array(3), sbe(2), ''];
    const books: Readonly<Record<string, string | Uint8Array>> = {
      hyperliquid: BOOK,
      binance: '{"e":"depthUpdate","E":1}',
      'binance-coinm': '{"e":"depthUpdate","E":1}',
      'binance-spot': '{"e":"depthUpdate","E":1}',
      paradex: sbe(3),
      lighter: '{"channel":"order_book:1","type":"update/order_book"}',
    };
    for (const [venue, plan] of Object.entries(streamPlans)) {
      expect([venue, plan.isBook(books[venue] ?? '')]).toEqual([venue, true]);
      expect([venue, others.filter(plan.isBook)]).toEqual([venue, []]);
    }
  });
});
