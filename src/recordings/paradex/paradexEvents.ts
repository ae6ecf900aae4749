/** What the frames of Paradex's public channels say, as far as a tape needs it: book, trades, funding. Schema 1, versions 0 and later. */

import { MalformedLineError } from '../fields/malformedLine.ts';
import { SbeReader } from './sbeReader.ts';

const SCHEMA = 1;

export interface ParadexTrade {
  readonly kind: 'trade';
  readonly market: string;
  /** By the clock of the matching engine, µs since 1970. */
  readonly timeUs: number;
  readonly id: bigint;
  readonly side: 'buy' | 'sell';
  readonly price: number | null;
  readonly size: number | null;
  /** 1 fill, 2 liquidation, 5 RPI, 6 block. */
  readonly type: number;
}

export interface ParadexBook {
  readonly kind: 'book';
  readonly market: string;
  readonly timeUs: number;
  readonly sequence: number;
  readonly isSnapshot: boolean;
  /** Price, size, price, size … A size of 0 removes the level. */
  readonly bids: readonly number[];
  readonly asks: readonly number[];
}

export interface ParadexFunding {
  readonly kind: 'funding';
  readonly market: string;
  readonly timeUs: number;
  /** What a long of one unit has paid since the market began, in quote currency. It changes all the time. */
  readonly index: number | null;
}

/** A frame that makes no rows. */
export interface ParadexOther {
  readonly kind: 'other';
  readonly name: string;
}

export type ParadexEvent = ParadexTrade | ParadexBook | ParadexFunding | ParadexOther;

const OTHERS: Readonly<Record<number, string>> = {
  2: 'bbo',
  4: 'markets_summary',
  6: 'funding comparisons',
  40: 'heartbeats',
};

/** Reads a frame. A block that is longer than known is of a later version. Throws a `MalformedLineError`. */
export function paradexEvent(frame: Uint8Array): ParadexEvent {
  const reader = new SbeReader(frame);
  const { template, schema } = reader.header;
  if (schema !== SCHEMA) throw new MalformedLineError(`the frame is of schema ${schema}`);
  switch (template) {
    case 1:
      return tradeOf(reader);
    case 3:
      return bookOf(reader);
    case 5:
      return fundingOf(reader);
    default:
      return { kind: 'other', name: OTHERS[template] ?? `frames of the unknown template ${template}` };
  }
}

// Places within the block. Trade: ts 0, seq 8, tradeId 16, side 24, price 25, size 33, createdAt 41, tradeType 49.
function tradeOf(reader: SbeReader): ParadexTrade {
  reader.requireBlock(50);
  const side = reader.uint8(24);
  if (side !== 1 && side !== 2) throw new MalformedLineError(`side ${side} is neither buy nor sell`);
  return {
    kind: 'trade',
    timeUs: reader.whole(41),
    id: reader.id(16),
    side: side === 1 ? 'buy' : 'sell',
    price: reader.decimal(25),
    size: reader.decimal(33),
    type: reader.uint8(49),
    market: reader.text(),
  };
}

// Book: ts 0, seq 8, pkgType 16; then best prices and the spread, up to 89.
function bookOf(reader: SbeReader): ParadexBook {
  reader.requireBlock(89);
  const packageType = reader.uint8(16);
  if (packageType > 1) throw new MalformedLineError(`a book of type ${packageType} is neither snapshot nor delta`);
  const [timeUs, sequence] = [reader.whole(0), reader.whole(8)];
  const [bids, asks] = [reader.pairs(), reader.pairs()];
  return { kind: 'book', timeUs, sequence, isSnapshot: packageType === 0, bids, asks, market: reader.text() };
}

// Funding: ts 0, seq 8, rate 16, index 24, createdAt 32, premium 40, rate8h 48, periodHours 56; version 1 adds impactPremium 58.
function fundingOf(reader: SbeReader): ParadexFunding {
  reader.requireBlock(58);
  return { kind: 'funding', timeUs: reader.whole(0), index: reader.decimal(24), market: reader.text() };
}
