import { type Fields, fieldsOf, isFields, listOf } from '../fields/jsonFields.ts';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';

/** What a message of Binance is about. `snapshot` is the answer to a REST request for the book. */
export type BinanceKind = 'snapshot' | 'depth' | 'trade' | 'aggTrade' | 'bookTicker' | 'markPriceUpdate' | 'other';

/** One event of Binance, not yet read in ticks and lots. */
export interface BinanceEvent {
  readonly kind: BinanceKind;
  /** The venue's name for it, or a description. */
  readonly name: string;
  /** Upper case; undefined for messages that do not name it: snapshots of USD-M and of spot. */
  readonly symbol: string | undefined;
  /** The name of the stream, which messages of combined streams contain; undefined for raw streams and REST. */
  readonly stream: string | undefined;
  readonly fields: Fields;
}

const KINDS: Readonly<Record<string, BinanceKind>> = {
  depthUpdate: 'depth',
  trade: 'trade',
  aggTrade: 'aggTrade',
  bookTicker: 'bookTicker',
  markPriceUpdate: 'markPriceUpdate',
};

/**
 * The events of one parsed message of Binance spot, USD-M or COIN-M: of a raw stream, a combined stream (`{stream, data}`), or an
 * answer to a request. Throws a {@link MalformedLineError}.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams
 */
export function binanceEvents(message: unknown): readonly BinanceEvent[] {
  if (Array.isArray(message)) return eventsIn(message, undefined);
  const fields = fieldsOf(message, 'the message');
  if (!('data' in fields)) return [eventOf(fields, undefined)];
  const stream = typeof fields.stream === 'string' ? fields.stream : undefined;
  if (Array.isArray(fields.data)) return eventsIn(fields.data, stream);
  return [eventOf(fieldsOf(fields.data, 'data'), stream)];
}

/** Levels a side of a stream of partial depth: `<symbol>@depth5`, 10 or 20; undefined for any other stream. */
export function partialDepthLevels({ stream }: Pick<BinanceEvent, 'stream'>): number | undefined {
  const levels = /@depth(\d+)(@|$)/.exec(stream ?? '')?.[1];
  return levels === undefined ? undefined : Number(levels);
}

function eventsIn(list: readonly unknown[], stream: string | undefined): readonly BinanceEvent[] {
  if (list.length === 0) throw new MalformedLineError('the list of events is empty');
  return listOf(list, 'the message').map((one) => eventOf(fieldsOf(one, 'an event of the list'), stream));
}

function eventOf(fields: Fields, stream: string | undefined): BinanceEvent {
  const of = (kind: BinanceKind, name: string = kind, from: Fields = fields): BinanceEvent => ({
    kind,
    name,
    symbol: symbolOf(from, stream),
    stream,
    fields: from,
  });
  const { e } = fields;
  // Retail price improvement orders, which others cannot trade with, have a stream of their own with the same event name.
  if (e === 'depthUpdate' && stream?.includes('@rpiDepth') === true) return of('other', 'rpiDepth');
  if (typeof e === 'string' && e !== '') return of(KINDS[e] ?? 'other', printable(e, 40));
  if ('lastUpdateId' in fields) {
    // Spot's partial depth has the form of an answer to REST; only the stream's name tells them apart.
    const isPartial = partialDepthLevels({ stream }) !== undefined;
    return of(isPartial ? 'depth' : 'snapshot');
  }
  // Messages of the bookTicker stream of spot do not name their type.
  if ('u' in fields && 'b' in fields && 'B' in fields && 'a' in fields && 'A' in fields) return of('bookTicker');
  // The WebSocket API wraps the answer that REST gives.
  if (isFields(fields.result) && 'lastUpdateId' in fields.result) return of('snapshot', 'snapshot', fields.result);
  if ('error' in fields || ('code' in fields && 'msg' in fields)) return of('other', 'errors of the venue');
  if ('result' in fields || 'ping' in fields || 'pong' in fields) return of('other', 'answers to requests');
  throw new MalformedLineError('it is no event of Binance');
}

function symbolOf(fields: Fields, stream: string | undefined): string | undefined {
  const symbol = fields.s ?? fields.symbol ?? /^([^!@]+)@/.exec(stream ?? '')?.[1];
  return typeof symbol === 'string' && symbol !== '' ? symbol.toUpperCase() : undefined;
}
