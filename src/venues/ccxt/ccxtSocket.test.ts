import { describe, expect, it } from 'vitest';
import { ccxtSocket } from './ccxtSocket.ts';
import type { CcxtBook, CcxtMarketTerms, CcxtStreams, CcxtTrade } from './ccxtStreams.ts';

const SYMBOL = 'BTC/USDT:USDT';

/** ccxt's client as far as it is used: its book and trades are in the hands of the test, and `wake` resolves what waits. */
class HandStreams implements CcxtStreams {
  readonly urls = { api: {} };
  readonly has = {};
  readonly orderbooks: Record<string, CcxtBook> = {};
  readonly trades: Record<string, CcxtTrade[]> = {};
  readonly clients = { one: { connection: { terminate: () => void this.ended.push('terminated') } } };
  readonly ended: string[] = [];
  readonly #terms: Partial<CcxtMarketTerms>;
  #waiting: { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }[] = [];
  log: CcxtStreams['log'] = () => undefined;

  constructor(terms: Partial<CcxtMarketTerms>) {
    this.#terms = terms;
  }

  loadHttpProxyAgent = () => Promise.resolve();
  loadMarkets = () => Promise.resolve();
  market = () => ({ symbol: SYMBOL, id: 'BTCUSDT', ...this.#terms });
  watchOrderBook = () => new Promise((resolve, reject) => void this.#waiting.push({ resolve, reject }));
  watchTrades = () => new Promise((resolve, reject) => void this.#waiting.push({ resolve, reject }));
  async close(): Promise<void> {
    this.ended.push('closed');
  }

  async wake(book: CcxtBook, ...trades: readonly CcxtTrade[]): Promise<void> {
    this.orderbooks[SYMBOL] = book;
    this.trades[SYMBOL] = [...(this.trades[SYMBOL] ?? []), ...trades];
    for (const { resolve } of this.#waiting.splice(0, 1)) resolve(undefined);
    await settled();
  }

  async fail(error: Error): Promise<void> {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

async function opened(terms: Partial<CcxtMarketTerms> = {}) {
  const streams = new HandStreams(terms);
  const said: { channel: string; [key: string]: unknown }[] = [];
  const closed: string[] = [];
  const open = ccxtSocket({ id: 'x', symbol: SYMBOL, addresses: { restUrl: '', wsUrl: '' } }, async () => streams);
  const socket = open('', {
    opened: () => undefined,
    text: (text) => void said.push(JSON.parse(text)),
    binary: () => expect.unreachable(),
    closed: (reason) => void closed.push(reason),
  });
  await settled();
  const of = (channel: string) => said.filter((message) => message.channel === channel);
  return { streams, socket, said, closed, of };
}

const BOOK: CcxtBook = { bids: [[100, 1]], asks: [[101, 2]], timestamp: 1_795_000_000_000, nonce: 7 };
const trade = (id: string, amount = 1): CcxtTrade => ({ id, timestamp: 5, side: 'buy', price: 101, amount });

describe('streams of ccxt', () => {
  it('become messages: what the market is, the book as a snapshot and then its changes, trades before the book', async () => {
    const { streams, said } = await opened();
    await streams.wake(BOOK);
    await streams.wake({ ...BOOK, bids: [[100, 3]], nonce: 8 }, trade('a'));
    expect(said.map(({ ccxt: _, ...message }) => message)).toEqual([
      { channel: 'market', symbol: SYMBOL, id: 'BTCUSDT', sizeUnit: 1 },
      { channel: 'book', kind: 'snapshot', timeMs: 1_795_000_000_000, nonce: 7, bids: [[100, 1]], asks: [[101, 2]] },
      { channel: 'trades', isFirst: true, trades: [{ id: 'a', timeMs: 5, side: 'buy', price: 101, size: 1 }] },
      { channel: 'book', kind: 'changes', timeMs: 1_795_000_000_000, nonce: 8, bids: [[100, 3]], asks: [] },
    ]);
    await streams.wake(BOOK, trade('b'), trade('c'));
    expect(said.filter(({ channel }) => channel === 'trades').at(-1)).toMatchObject({
      isFirst: false,
      trades: [{ id: 'b' }, { id: 'c' }],
    });
  });

  it('count sizes in base units, and those of inverse contracts in contracts', async () => {
    const linear = await opened({ contractSize: 0.01 });
    await linear.streams.wake(BOOK, trade('a', 5));
    expect(linear.of('book')[0]).toMatchObject({ bids: [[100, 0.01]], asks: [[101, 0.02]] });
    expect(linear.of('trades')[0]).toMatchObject({ trades: [{ size: 0.05 }] });
    const inverse = await opened({ contractSize: 100, inverse: true });
    await inverse.streams.wake(BOOK);
    expect(inverse.of('book')[0]).toMatchObject({ bids: [[100, 1]] });
  });

  it('show the whole book again where it is asked for, and end where it is crossed then', async () => {
    const { streams, socket, of, closed } = await opened();
    for (const channel of ['book', 'trades']) socket.send(JSON.stringify({ subscribe: channel }));
    expect(of('answer')).toEqual([{ channel: 'answer', to: 'trades' }]);
    expect(of('book')).toEqual([]);
    await streams.wake(BOOK);
    socket.send('{"subscribe":"book"}');
    expect(of('book').map(({ kind, bids }) => [kind, bids])).toEqual(Array(2).fill(['snapshot', [[100, 1]]]));
    await streams.wake({ ...BOOK, bids: [[102, 1]] });
    expect(closed).toEqual([]);
    socket.send('{"subscribe":"book"}');
    expect(closed).toEqual(['Error: the book of ccxt is crossed']);
  });

  it('end where ccxt kept none of the trades that were known: some between may be missing', async () => {
    const { streams, closed } = await opened();
    await streams.wake(BOOK, trade('a'));
    streams.trades[SYMBOL] = [];
    await streams.wake(BOOK, trade('x'), trade('y'));
    expect(closed).toEqual(['Error: more trades came at once than ccxt keeps']);
  });

  it('end with what ccxt says went wrong, on one line', async () => {
    const { streams, closed } = await opened();
    await streams.fail(new RangeError('nonce is behind\n  at somewhere'));
    expect(closed[0]).toBe('RangeError: nonce is behind');
  });

  it('hand on as a complaint what ccxt would print on the console', async () => {
    const { streams, of } = await opened();
    streams.log(new Date(0), 'onMessage JSON.parse', new Error('no JSON'));
    expect(of('complaint')[0]?.text).toMatch(/onMessage JSON\.parse Error: no JSON$/);
  });

  it('say nothing any more after they were cut, and end their sockets at once', async () => {
    const { streams, socket, said } = await opened();
    await streams.wake(BOOK);
    const before = said.length;
    socket.cut();
    expect(streams.ended).toEqual(['terminated', 'closed']);
    await streams.wake({ ...BOOK, bids: [] });
    expect(said).toHaveLength(before);
  });
});
