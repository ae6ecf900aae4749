/**
 * ccxt's streams of one market behind the seam of a socket: what it hands out becomes plain JSON messages of our own, so that feed,
 * watchdog, capture and importer treat it like the messages of a venue.
 */

import type { FeedSocket, OpenSocket, SocketEvents } from '../feed/ports.ts';
import { ccxtVersion } from '../instruments/ccxtMarkets.ts';
import { plainLine } from '../plainLine.ts';
import { type CcxtStreams, type CcxtTrade, ccxtStreams } from './ccxtStreams.ts';
import { ShownBook } from './shownBook.ts';

const SHOWN_CHARACTERS = 200;

export interface CcxtSource {
  readonly id: string;
  /** ccxt's symbol, or the venue's. */
  readonly symbol: string;
  /** Both empty for the venue's own. */
  readonly addresses: { readonly restUrl: string; readonly wsUrl: string };
}

/** @param connect makes the client of ccxt */
export function ccxtSocket(source: CcxtSource, connect: Connect = ccxtStreams): OpenSocket {
  return (_, events) => new CcxtSocket(source, connect, events);
}

type Connect = (id: string, addresses: CcxtSource['addresses']) => Promise<CcxtStreams>;

class CcxtSocket implements FeedSocket {
  readonly #source: CcxtSource;
  readonly #events: SocketEvents;
  readonly #shown = new ShownBook();
  /** Trades that were handed on. */
  readonly #seen = new WeakSet<CcxtTrade>();
  #hasTrades = false;
  #hasShown = false;
  #client: CcxtStreams | undefined;
  /** ccxt's symbol, and how many base units a size of 1 is. */
  #market: { readonly symbol: string; readonly unit: number } | undefined;
  #isOver = false;

  constructor(source: CcxtSource, connect: Connect, events: SocketEvents) {
    this.#source = source;
    this.#events = events;
    this.#begin(connect).catch((error: unknown) => this.#fail(error));
  }

  /** @param text `{"subscribe": "book"}` or `{"subscribe": "trades"}`; a book that is known is sent again as a whole */
  send(text: string): void {
    const { subscribe: channel } = JSON.parse(text) as { readonly subscribe: 'book' | 'trades' };
    // A book answers for itself. An answer of ours must not make a mute one look alive.
    if (channel === 'trades') this.#say({ channel: 'answer', to: channel });
    else if (this.#hasShown) this.#showWhole();
  }

  cut(): void {
    this.#isOver = true;
    if (this.#client === undefined) return;
    // Closing alone waits for an answer, which a mute venue does not give.
    for (const { connection } of Object.values(this.#client.clients)) connection?.terminate?.();
    this.#client.close().catch(() => undefined);
  }

  async #begin(connect: Connect): Promise<void> {
    const { id, symbol, addresses } = this.#source;
    const client = await connect(id, addresses);
    if (this.#isOver) return;
    this.#client = client;
    client.log = (...words) => this.#complain(words.map(String).join(' '));
    await client.loadMarkets();
    if (this.#isOver) return;
    const market = client.market(symbol);
    // A size is in contracts. tune counts base units, and contracts of inverse ones.
    const unit = market.inverse === true ? 1 : (market.contractSize ?? 1);
    this.#market = { symbol: market.symbol, unit };
    this.#events.opened();
    this.#say({ channel: 'market', symbol: market.symbol, id: market.id, sizeUnit: unit, ccxt: ccxtVersion() });
    const failed = (error: unknown): void => this.#fail(error);
    this.#watch(() => client.watchOrderBook(market.symbol)).catch(failed);
    this.#watch(() => client.watchTrades(market.symbol)).catch(failed);
  }

  /** Whatever wakes it, both are looked at: ccxt tells nobody of what it merges while nobody waits. */
  async #watch(next: () => Promise<unknown>): Promise<void> {
    while (!this.#isOver) {
      await next();
      if (this.#isOver) return;
      // Trades first: the change of the book already contains them.
      this.#showTrades();
      this.#showBook();
    }
  }

  #showTrades(): void {
    const { symbol, unit } = this.#market ?? { symbol: '', unit: 1 };
    const kept = this.#client?.trades[symbol] ?? [];
    const fresh: CcxtTrade[] = [];
    for (let i = kept.length - 1; i >= 0; i--) {
      const trade = kept[i];
      if (trade === undefined || this.#seen.has(trade)) break;
      this.#seen.add(trade);
      fresh.unshift(trade);
    }
    if (fresh.length === 0) return;
    if (this.#hasTrades && fresh.length === kept.length) {
      this.#fail(new Error('more trades came at once than ccxt keeps'));
      return;
    }
    const trades = fresh.map(({ id, timestamp, side, price, amount }) => ({
      id: id ?? null,
      timeMs: timestamp ?? null,
      side: side ?? null,
      price: price ?? null,
      size: typeof amount === 'number' ? amount * unit : null,
    }));
    // The first ones may be of the past: some venues send their newest trades with each subscription.
    this.#say({ channel: 'trades', isFirst: !this.#hasTrades, trades });
    this.#hasTrades = true;
  }

  #showBook(): void {
    const book = this.#book();
    if (book === undefined || (book.bids.length === 0 && book.asks.length === 0)) return;
    if (!this.#hasShown) {
      this.#showWhole();
      return;
    }
    const { bids, asks } = this.#shown.difference(book);
    if (bids.length + asks.length > 0) this.#say({ channel: 'book', kind: 'changes', ...this.#stamped(bids, asks) });
  }

  #showWhole(): void {
    const book = this.#book();
    if (book === undefined) return;
    const [bid, ask] = [book.bids[0]?.[0], book.asks[0]?.[0]];
    if (this.#hasShown && bid !== undefined && ask !== undefined && bid > ask) {
      // ccxt does not find this out. A new client begins with a new snapshot.
      this.#fail(new Error('the book of ccxt is crossed'));
      return;
    }
    this.#hasShown = true;
    const { bids, asks } = this.#shown.whole(book);
    this.#say({ channel: 'book', kind: 'snapshot', ...this.#stamped(bids, asks) });
  }

  #book() {
    return this.#client?.orderbooks[this.#market?.symbol ?? ''];
  }

  #stamped(bids: readonly (readonly [number, number])[], asks: readonly (readonly [number, number])[]) {
    const unit = this.#market?.unit ?? 1;
    const inUnits = (levels: typeof bids) => levels.map(([price, size]) => [price, size * unit]);
    const { timestamp, nonce } = this.#book() ?? {};
    return { timeMs: timestamp ?? null, nonce: nonce ?? null, bids: inUnits(bids), asks: inUnits(asks) };
  }

  #complain(text: string): void {
    this.#say({ channel: 'complaint', text: plainLine(text, SHOWN_CHARACTERS) });
  }

  #say(message: object): void {
    if (!this.#isOver) this.#events.text(JSON.stringify(message));
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    const words = error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error);
    this.#events.closed(plainLine(words.split('\n')[0] ?? '', SHOWN_CHARACTERS));
  }
}
