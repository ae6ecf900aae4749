import { ASK, BID, type BookSide } from '../market/tape.ts';
import { priceTicks, sizeLots } from './grid.ts';
import { MalformedLineError } from './importLog.ts';
import type { TapeGrid } from './importResult.ts';
import { printable } from './printable.ts';

/** Levels of one message, three numbers each: side, price in ticks, lots (0 removes). */
export type Levels = readonly number[];

/** Times of a message, µs since 1970: by the exchange's clock, and of its receipt by the recorder's. */
interface Times {
  readonly timeUs: number;
  readonly receivedUs: number;
}

export interface Snapshot extends Times {
  readonly type: 'snapshot';
  readonly lastUpdateId: number;
  readonly levels: Levels;
}

/** A change of the book. Each names its own first and last update and the last one of the change before it. */
export interface Diff extends Times {
  readonly type: 'diff';
  readonly symbol: string;
  readonly firstUpdateId: number;
  readonly lastUpdateId: number;
  readonly previousUpdateId: number;
  readonly levels: Levels;
}

export interface Trade extends Times {
  readonly type: 'trade';
  readonly symbol: string;
  /** The side of the book that was hit. */
  readonly side: BookSide;
  readonly priceTicks: number;
  readonly lots: number;
  /** False for transfers at the insurance fund or by deleveraging, which no resting order meets. */
  readonly isMarket: boolean;
}

export interface Unused {
  readonly type: 'unused';
  /** The event's name, e.g. bookTicker. */
  readonly name: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** A stamp further than this from the time of receipt is garbage: it would drag the whole tape with it. */
const CLOCK_TOLERANCE_MS = 3_600_000;

/**
 * Reads a line `<local ns> <json>` of a raw recording of Binance USD-M or COIN-M futures: combined-stream messages and
 * REST depth snapshots. Times are the exchange's transaction times `T`.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 * Throws a {@link MalformedLineError}.
 */
export function readBinanceLine(line: string, grid: TapeGrid): Snapshot | Diff | Trade | Unused {
  const space = line.indexOf(' ');
  // Without its last three digits the time in ns fits in a double.
  const receivedUs = Number(line.slice(0, Math.max(0, space - 3)));
  if (space < 4 || !Number.isSafeInteger(receivedUs))
    throw new MalformedLineError('it does not begin with a time of receipt');
  const message = parse(line.slice(space + 1));
  if ('lastUpdateId' in message) {
    return {
      type: 'snapshot',
      ...times(message, receivedUs),
      lastUpdateId: id(message, 'lastUpdateId'),
      levels: levels(message.bids, message.asks, grid),
    };
  }
  const event = fields(message.data, 'data');
  const name = text(event, 'e');
  if (name === 'depthUpdate') {
    return {
      type: 'diff',
      symbol: text(event, 's'),
      ...times(event, receivedUs),
      firstUpdateId: id(event, 'U'),
      lastUpdateId: id(event, 'u'),
      previousUpdateId: id(event, 'pu'),
      levels: levels(event.b, event.a, grid),
    };
  }
  if (name === 'trade') {
    // m: the buyer was the maker, so the aggressor sold.
    if (typeof event.m !== 'boolean') throw new MalformedLineError('m is missing');
    return {
      type: 'trade',
      symbol: text(event, 's'),
      ...times(event, receivedUs),
      side: event.m ? BID : ASK,
      priceTicks: priceTicks(event.p, grid),
      lots: sizeLots(event.q, grid),
      isMarket: event.X === undefined || event.X === 'MARKET',
    };
  }
  return { type: 'unused', name: printable(name, 40) };
}

function parse(json: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new MalformedLineError('not JSON, or cut off');
  }
  return fields(value, 'the message');
}

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) throw new MalformedLineError(`${what} is not an object`);
  return value as Fields;
}

function text(event: Fields, key: string): string {
  const value = event[key];
  if (typeof value !== 'string' || value === '') throw new MalformedLineError(`${key} is missing`);
  return value;
}

function id(event: Fields, key: string): number {
  const value = event[key];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new MalformedLineError(`${key} is not a sequence number`);
  }
  return value;
}

function times(event: Fields, receivedUs: number): Times {
  const value = event.T;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new MalformedLineError('T, the exchange time, is missing');
  }
  if (Math.abs(value - receivedUs / 1000) > CLOCK_TOLERANCE_MS) {
    throw new MalformedLineError(`the exchange time ${value} ms is more than an hour from the time of receipt`);
  }
  return { timeUs: value * 1000, receivedUs };
}

function levels(bids: unknown, asks: unknown, grid: TapeGrid): Levels {
  const read: number[] = [];
  for (const [side, list] of [
    [BID, bids],
    [ASK, asks],
  ] as const) {
    if (!Array.isArray(list)) throw new MalformedLineError(`the ${side === BID ? 'bids' : 'asks'} are missing`);
    for (const level of list) {
      if (!Array.isArray(level)) throw new MalformedLineError('a level is not a pair of price and size');
      read.push(side, priceTicks(level[0], grid), sizeLots(level[1], grid));
    }
  }
  return read;
}
