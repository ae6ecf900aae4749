/**
 * The capture of a live feed: text, one line for each message as it was received,
 *
 *     <time of receipt, ns since 1970> <the message, JSON>
 *
 * and between them notes of the recorder in the same form, as objects with the key `mmtune`. A file begins with the note
 * `capture`, which says what market it is of. With the notes a capture tells all that the recorder knew, so that importing it
 * gives the recorder's tape again, row for row.
 */

import { type FeedVenue, isFeedVenue } from '../../market/feedVenue.ts';
import { ASK, BID } from '../../market/tape.ts';
import { type Fields, isFields } from '../fields/jsonFields.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { OwnSize } from './ownSizes.ts';

const CAPTURE_VERSION = 1;

/** What a file of a capture is of. */
export interface CaptureHead {
  readonly venue: FeedVenue;
  /** As the venue writes it. */
  readonly symbol: string;
  readonly tickSize: number;
  readonly lotSize: number;
  /** When the recording began, µs since 1970. It tells apart the recordings of one market. */
  readonly startUs: number;
  /** Which file of the recording, from 1. */
  readonly part: number;
}

export type CaptureNote =
  | ({ readonly mmtune: 'capture' } & CaptureHead)
  /** Messages were lost, so that the book is unknown from here. */
  | { readonly mmtune: 'lost'; readonly reason: string }
  /** A message that was no market data, and is not in the capture. */
  | { readonly mmtune: 'dropped'; readonly reason: string; readonly bytes: number; readonly beginning: string }
  /** From here on so much of a level of the public book is of our own orders: price and size in units, size 0 for none. */
  | { readonly mmtune: 'own'; readonly side: 'buy' | 'sell'; readonly price: number; readonly size: number }
  /** The recording was ended in order. */
  | { readonly mmtune: 'sealed' };

/** A line of a capture, with its line break. @param atUs µs since 1970 */
export function captureLine(atUs: number, json: string): string {
  // A line break inside JSON is white space between values: inside a text it is written as \n.
  return `${atUs}000 ${/[\r\n]/.test(json) ? json.replaceAll(/[\r\n]+/g, ' ') : json}\n`;
}

export function noteLine(atUs: number, note: CaptureNote): string {
  const version = note.mmtune === 'capture' ? { version: CAPTURE_VERSION } : {};
  return captureLine(atUs, JSON.stringify({ ...note, ...version }));
}

/** What a note says of own orders, in steps of the grid; undefined where it says nothing that can be read. */
export function ownSizeIn({ side, price, size }: Fields, { tickSize, lotSize }: TapeGrid): OwnSize | undefined {
  if ((side !== 'buy' && side !== 'sell') || typeof price !== 'number' || typeof size !== 'number') return undefined;
  return {
    side: side === 'buy' ? BID : ASK,
    priceTicks: Math.round(price / tickSize),
    lots: Math.round(size / lotSize),
  };
}

/** Whether a message of a recording is a note of a recorder. */
export function isNote(message: unknown): message is Fields {
  return isFields(message) && typeof message.mmtune === 'string';
}

/** Whether a file is a capture, by its first line. */
export function isCapture(line: string): boolean {
  return /^\d{19} \{"mmtune":"capture",/.test(line);
}

/** The head in a message; undefined for any other message. A head that this program cannot read has its version in it. */
export function headIn(message: unknown): CaptureHead | { readonly unknownVersion: unknown } | undefined {
  if (!isNote(message) || message.mmtune !== 'capture') return undefined;
  if (message.version !== CAPTURE_VERSION) return { unknownVersion: message.version };
  const { venue, symbol, tickSize, lotSize, startUs, part } = message;
  const numbers = [tickSize, lotSize, startUs, part];
  if (!isFeedVenue(venue) || typeof symbol !== 'string' || !numbers.every((one) => typeof one === 'number')) {
    return { unknownVersion: message.version };
  }
  return {
    venue,
    symbol,
    tickSize: Number(tickSize),
    lotSize: Number(lotSize),
    startUs: Number(startUs),
    part: Number(part),
  };
}
