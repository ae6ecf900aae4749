/** A venue on this machine that plays a small market over Paradex's wire, with faults by script. Its frames are written by hand. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  bookFrame,
  FrameBytes,
  type FrameLevel,
  frame,
  fundingFrame,
  heartbeatFrame,
  tradeFrame,
} from '../../src/testing/recordings/paradexFrames.ts';
import { BENCH_GRID } from './benchVenue.ts';
import type { FastTime } from './fastTime.ts';
import type { PlayedMarket, SentBook } from './recordedRun.ts';

export const MARKET = 'SOL-USD-PERP';
const BOOK = `order_book.${MARKET}.deltas`;
const TRADES = `trades.${MARKET}`;
const FUNDING = `funding_data.${MARKET}`;
const LEVELS = 20;
const FRAMES_A_SECOND = 10;

type Row = {
  readonly at: number;
  readonly kind: 'level' | 'trade';
  readonly side: 0 | 1;
  readonly ticks: number;
  readonly lots: number;
};

/** What goes wrong, when (seconds of the market). */
export type Fault =
  /** Connections are cut. */
  | { readonly at: number; readonly do: 'drop' }
  /** Connections stay open, and nothing is sent or answered. */
  | { readonly at: number; readonly do: 'silence'; readonly seconds: number }
  /** The next frames of the book are lost. */
  | { readonly at: number; readonly do: 'gap'; readonly frames: number }
  /** Whatever can be wrong with a message. */
  | { readonly at: number; readonly do: 'garbage' }
  /** The subscription to the book is forgotten; everything else goes on. */
  | { readonly at: number; readonly do: 'forget' };

export interface ParadexServer extends PlayedMarket {
  /** Requests in the order in which they came. */
  readonly requests: readonly string[];
}

/** Time by which the market is played. */
export type PlayedTime = Pick<FastTime, 'ports' | 'seconds' | 'onStep'>;

export interface ParadexOptions {
  readonly time: PlayedTime;
  readonly seconds: number;
  readonly faults?: readonly Fault[];
  /** Whether the market stands still for this time. */
  readonly still?: readonly [from: number, to: number];
  readonly heartbeats?: boolean;
  readonly captureFileUs?: number;
}

/** Ends with the test. */
export async function aParadexServer(options: ParadexOptions): Promise<ParadexServer> {
  const { time, seconds, still = [0, 0], captureFileUs = 3600e6 } = options;
  const rows = marketRows(seconds).filter(({ at }) => at < still[0] || at >= still[1]);
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (!request.url?.endsWith('?sbeSchemaId=1&sbeSchemaVersion=1')) socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    else sockets.handleUpgrade(request, socket, head, (opened) => venue.connected(opened));
  });
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  const venue = new Venue(rows, options);
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    http.close();
  });
  const since = time.seconds;
  time.onStep((now) => venue.step(now - since));
  const { port } = http.address() as AddressInfo;
  return {
    venue: 'paradex',
    symbol: MARKET,
    addresses: { restUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}/v1` },
    played: rows.filter(({ kind }) => kind === 'trade').map(({ side, ticks, lots }) => `${side} ${ticks}x${lots}`),
    sent: venue.sent,
    captureFileUs,
    seconds: () => time.seconds - since,
    isOver: () => time.seconds - since > seconds + 1,
    requests: venue.requests,
  };
}

class Venue {
  readonly sent: SentBook[] = [];
  readonly requests: string[] = [];
  readonly #rows: readonly Row[];
  readonly #time: PlayedTime;
  readonly #hasHeartbeats: boolean;
  readonly #clients = new Map<WebSocket, Set<string>>();
  readonly #book = [new Map<number, number>(), new Map<number, number>()] as const;
  #faults: readonly Fault[];
  #row = 0;
  #trade = 0;
  #sequence = 1000;
  #seconds = 0;
  #frames = 0;
  #beats = 0;
  #silentUntil = 0;
  #lostFrames = 0;

  constructor(rows: readonly Row[], { time, faults = [], heartbeats = true }: ParadexOptions) {
    this.#rows = rows;
    this.#time = time;
    this.#faults = faults;
    this.#hasHeartbeats = heartbeats;
    this.#play(0);
  }

  connected(socket: WebSocket): void {
    this.#clients.set(socket, new Set());
    socket.on('message', (data) => this.#answer(socket, String(data)));
    socket.on('close', () => this.#clients.delete(socket));
  }

  step(seconds: number): void {
    this.#seconds = seconds;
    for (const fault of this.#faults.filter(({ at }) => at <= seconds)) this.#fail(fault);
    this.#faults = this.#faults.filter(({ at }) => at > seconds);
    while (this.#frames < seconds * FRAMES_A_SECOND) this.#play(++this.#frames / FRAMES_A_SECOND);
    while (this.#beats < seconds) {
      this.#beats++;
      if (this.#hasHeartbeats) this.#send(undefined, heartbeatFrame());
      const index = (5 + this.#beats / 1e4).toFixed(8);
      this.#send(FUNDING, fundingFrame({ ...this.#at(), sequence: this.#beats, index }));
    }
  }

  /** Trades first, as their changes of the book come after them. */
  #play(until: number): void {
    const due: Row[] = [];
    for (let row = this.#rows[this.#row]; row !== undefined && row.at <= until; row = this.#rows[this.#row]) {
      this.#row++;
      due.push(row);
    }
    for (const { kind, side, ticks, lots } of due) {
      if (kind !== 'trade') continue;
      const id = ++this.#trade;
      const taker = side === 1 ? 1 : 2;
      this.#send(
        TRADES,
        tradeFrame({ ...this.#at(), sequence: id, id, side: taker, price: priceOf(ticks), size: sizeOf(lots) }),
      );
    }
    const changed = due.filter(({ kind }) => kind === 'level');
    for (const { side, ticks, lots } of changed) {
      if (lots === 0) this.#book[side].delete(ticks);
      else this.#book[side].set(ticks, lots);
    }
    if (changed.length === 0) return;
    this.#sequence++;
    if (this.#lostFrames > 0) {
      this.#lostFrames--;
      return;
    }
    const levels = (of: number): FrameLevel[] => {
      const last = new Map(changed.filter(({ side }) => side === of).map(({ ticks, lots }) => [ticks, lots]));
      return [...last].map(([ticks, lots]) => [priceOf(ticks), sizeOf(lots)]);
    };
    this.#sendBook('delta', levels(0), levels(1));
  }

  #sendBook(type: 'snapshot' | 'delta', bids: FrameLevel[], asks: FrameLevel[], to?: WebSocket): void {
    const bytes = bookFrame({ ...this.#at(), sequence: this.#sequence, type, bids, asks });
    const book = ([0, 1] as const).map((side) =>
      this.#shown(side)
        .slice(0, LEVELS)
        .map(([t, l]) => `${t}x${l}`)
        .join(' '),
    );
    this.sent.push({ key: Buffer.from(bytes).toString('base64'), atSeconds: this.#seconds, book: book.join(' | ') });
    if (to === undefined) this.#send(BOOK, bytes);
    else to.send(bytes);
  }

  #shown(side: 0 | 1): [number, number][] {
    return [...this.#book[side]].sort(([a], [b]) => (side === 0 ? b - a : a - b));
  }

  #at() {
    return { market: MARKET, timeUs: Math.floor(this.#time.ports.clock.nowUs()) };
  }

  /** To those who subscribed to the channel; without one to everybody. */
  #send(channel: string | undefined, data: Uint8Array | string): void {
    if (this.#seconds < this.#silentUntil) return;
    for (const [socket, channels] of this.#clients) {
      if (channel === undefined || channels.has(channel)) socket.send(data);
    }
  }

  #answer(socket: WebSocket, text: string): void {
    const { method, params, id } = JSON.parse(text) as { method: string; params: { channel: string }; id: number };
    this.requests.push(`${method} ${params.channel}`);
    if (this.#seconds < this.#silentUntil) return;
    const channels = this.#clients.get(socket) ?? new Set();
    const isWrong = (method === 'subscribe') === channels.has(params.channel);
    if (isWrong)
      socket.send(
        JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32600, message: 'invalid subscribe request' } }),
      );
    if (isWrong) return;
    if (method === 'subscribe') channels.add(params.channel);
    else channels.delete(params.channel);
    socket.send(JSON.stringify({ jsonrpc: '2.0', result: { channel: params.channel }, usIn: 1, usDiff: 1, id }));
    if (method !== 'subscribe' || params.channel !== BOOK) return;
    const levels = (side: 0 | 1) => this.#shown(side).map(([t, l]): FrameLevel => [priceOf(t), sizeOf(l)]);
    this.#sendBook('snapshot', levels(0), levels(1), socket);
  }

  #fail(fault: Fault): void {
    if (fault.do === 'drop') for (const socket of this.#clients.keys()) socket.terminate();
    else if (fault.do === 'silence') this.#silentUntil = fault.at + fault.seconds;
    else if (fault.do === 'gap') this.#lostFrames = fault.frames;
    else if (fault.do === 'forget') for (const channels of this.#clients.values()) channels.delete(BOOK);
    else for (const rubbish of this.#rubbish()) this.#send(undefined, rubbish);
  }

  /** A text, three bytes, another schema, a frame that is cut off, an unknown template, a frame of 6 MB. */
  #rubbish(): (string | Uint8Array)[] {
    const whole = bookFrame({
      ...this.#at(),
      sequence: this.#sequence + 1,
      type: 'delta',
      bids: [['1', '1']],
      asks: [],
    });
    return [
      'no JSON {',
      Uint8Array.of(1, 2, 3),
      frame(3, new FrameBytes().i64(1), { schema: 7 }).done(),
      whole.subarray(0, whole.length - 20),
      frame(99, new FrameBytes().i64(1)).done(),
      new Uint8Array(6 * 2 ** 20),
    ];
  }
}

function priceOf(ticks: number): string {
  return (ticks * BENCH_GRID.tick).toFixed(2);
}

function sizeOf(lots: number): string {
  return (lots * BENCH_GRID.lot).toFixed(2);
}

/** A market of so many seconds: 25 levels a side, a few changes in each tenth of a second, trades at the best prices. */
function marketRows(seconds: number): Row[] {
  let state = 12345;
  const below = (n: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const book = [new Map<number, number>(), new Map<number, number>()] as const;
  const rows: Row[] = [];
  const set = (at: number, side: 0 | 1, ticks: number, lots: number): void => {
    if (lots === 0) book[side].delete(ticks);
    else book[side].set(ticks, lots);
    rows.push({ at, kind: 'level', side, ticks, lots });
  };
  for (let i = 0; i < 25; i++) {
    set(0, 0, 9999 - i, 100 + below(900));
    set(0, 1, 10001 + i, 100 + below(900));
  }
  for (let tenth = 1; tenth < seconds * FRAMES_A_SECOND; tenth++) {
    const at = (tenth - 0.5) / FRAMES_A_SECOND;
    const [bid, ask] = [Math.max(...book[0].keys()), Math.min(...book[1].keys())];
    const side = below(2) === 0 ? 0 : 1;
    const touch = side === 0 ? bid : ask;
    if (below(3) === 0) {
      const resting = book[side].get(touch) ?? 0;
      const lots = 1 + below(Math.min(resting, 300));
      rows.push({ at, kind: 'trade', side, ticks: touch, lots });
      set(at, side, touch, resting - lots);
      // The side moves with its last levels, so that the book stays as deep as it was.
      if (resting === lots) set(at, side, side === 0 ? touch - 25 : touch + 25, 100 + below(900));
    }
    const spread = Math.min(...book[1].keys()) - Math.max(...book[0].keys());
    if (spread > 2) {
      const inside = side === 0 ? Math.max(...book[0].keys()) + 1 : Math.min(...book[1].keys()) - 1;
      set(at, side, inside, 100 + below(900));
    }
    set(at, side, side === 0 ? touch - 3 - below(20) : touch + 3 + below(20), 100 + below(900));
  }
  return rows;
}
