/** The touch of the fake venue's book, by the feeds of this project and the smallest reading of their messages. */

import { binanceFeed } from '../../src/venues/binance/binanceFeed.ts';
import { Feed, type FeedSink } from '../../src/venues/feed/feed.ts';
import { realPorts } from '../../src/venues/feed/realPorts.ts';
import { Stamps } from '../../src/venues/feed/stamps.ts';
import { hyperliquidFeed } from '../../src/venues/hyperliquid/hyperliquidFeed.ts';

export interface Touch {
  readonly bid: number;
  readonly ask: number;
  readonly venueMs: number;
}

interface Heard {
  touch(touch: Touch): void;
  lost(reason: string): void;
}

type Level = readonly [price: string, size: string];

export function openMarket(venue: 'hyperliquid' | 'binance', url: string, wsUrl: string, heard: Heard): () => void {
  const plan =
    venue === 'binance'
      ? binanceFeed('SOLUSDT', { restUrl: url, wsUrl })
      : hyperliquidFeed('SOL', { wsUrl: `${wsUrl}/ws` });
  const sink = venue === 'binance' ? new BinanceTouch(heard) : new HyperliquidTouch(heard);
  const ports = realPorts();
  const feed = new Feed(plan, ports, new Stamps(() => ports.clock.nowUs()), sink);
  feed.start();
  return () => feed.stop();
}

class HyperliquidTouch implements FeedSink {
  readonly #heard: Heard;
  readonly hasBook = true;

  constructor(heard: Heard) {
    this.#heard = heard;
  }
  message(
    _: string,
    { channel, data }: { channel?: unknown; data?: { levels: { px: string }[][]; time: number } },
  ): void {
    if (channel !== 'l2Book' || data === undefined) return;
    const [bid, ask] = [Number(data.levels[0]?.[0]?.px), Number(data.levels[1]?.[0]?.px)];
    if (bid < ask) this.#heard.touch({ bid, ask, venueMs: data.time });
    else this.#heard.lost('the book is crossed');
  }
  lost(reason: string): void {
    this.#heard.lost(reason);
  }
  dropped(): void {}
}

interface BinanceMessage {
  readonly e?: unknown;
  readonly E?: number;
  readonly U?: number;
  readonly u?: number;
  readonly pu?: number;
  readonly b?: readonly Level[];
  readonly a?: readonly Level[];
  readonly lastUpdateId?: number;
  readonly bids?: readonly Level[];
  readonly asks?: readonly Level[];
}

class BinanceTouch implements FeedSink {
  readonly #heard: Heard;
  readonly #sides = [new Map<number, number>(), new Map<number, number>()] as const;
  #last = 0;
  hasBook = false;

  constructor(heard: Heard) {
    this.#heard = heard;
  }
  message(_: string, message: BinanceMessage): void {
    if (message.lastUpdateId !== undefined) {
      for (const side of this.#sides) side.clear();
      this.#last = message.lastUpdateId;
      this.hasBook = true;
      this.#set(message.bids, message.asks);
    } else if (message.e === 'depthUpdate' && this.hasBook) {
      const { U = 0, u = 0, pu = 0 } = message;
      if (u <= this.#last) return;
      if (pu !== this.#last && !(U <= this.#last)) {
        this.lost('a message was missed');
        return;
      }
      this.#last = u;
      this.#set(message.b, message.a);
    } else return;
    const [bid, ask] = [Math.max(...this.#sides[0].keys()), Math.min(...this.#sides[1].keys())];
    if (bid < ask && message.E !== undefined) this.#heard.touch({ bid, ask, venueMs: message.E });
    else this.lost('the book is crossed');
  }
  lost(reason: string): void {
    this.hasBook = false;
    this.#heard.lost(reason);
  }
  dropped(): void {}

  #set(bids: readonly Level[] = [], asks: readonly Level[] = []): void {
    for (const [i, levels] of [bids, asks].entries()) {
      for (const [price, size] of levels) {
        if (Number(size) === 0) this.#sides[i]?.delete(Number(price));
        else this.#sides[i]?.set(Number(price), Number(size));
      }
    }
  }
}
