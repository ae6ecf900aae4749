import { ASK, BID, type BookSide } from '../market/tape.ts';
import { sizeLots, ticksOf } from './grid.ts';
import { MalformedLineError } from './importLog.ts';
import type { TapeGrid } from './importResult.ts';
import { printable } from './printable.ts';
import type { VisibleSide } from './visibleLevels.ts';

// Types of messages: https://lobsterdata.com/info/DataStructure.php
export const SUBMISSION = 1;
export const PARTIAL_CANCEL = 2;
export const DELETION = 3;
export const EXECUTION = 4;
export const HIDDEN_EXECUTION = 5;
export const CROSS_TRADE = 6;
export const HALT = 7;

/** Prices of a halt message. */
export const HALT_BEGINS = -1;
const QUOTING_RESUMES = 0;
export const TRADING_RESUMES = 1;

/** A line of a message file. */
export interface Message {
  /** Since midnight. */
  readonly timeUs: number;
  readonly type: number;
  readonly orderId: string;
  readonly shares: number;
  /** The price as written: × 10,000, or what a halt message means. */
  readonly price: number;
  /** 0 for a halt message. */
  readonly priceTicks: number;
  /** The side of the resting order, also of one that is executed. */
  readonly side: BookSide;
}

/** Reads `time,type,order id,size,price,direction`. Throws a {@link MalformedLineError}. */
export function readMessage(line: string, grid: TapeGrid): Message {
  const fields = line.split(',');
  if (fields.length !== 6) throw new MalformedLineError(`6 fields expected, ${fields.length} found`);
  const [time = '', typeText, orderId = '', sharesText, priceText, direction] = fields;
  if (!/^\d{1,5}(\.\d+)?$/.test(time)) throw new MalformedLineError('the time is not in seconds after midnight');
  const [seconds, fraction = ''] = time.split('.');
  const type = Number(typeText);
  const price = Number(priceText);
  const shares = Number(sharesText);
  if (!Number.isInteger(type) || type < SUBMISSION || type > HALT) {
    throw new MalformedLineError(`type '${printable(String(typeText), 20)}' is not from ${SUBMISSION} to ${HALT}`);
  }
  if (type === HALT && price !== HALT_BEGINS && price !== QUOTING_RESUMES && price !== TRADING_RESUMES) {
    throw new MalformedLineError(`price ${printable(String(priceText), 20)} of a halt is not one of -1, 0, 1`);
  }
  if (type !== HALT && !(Number.isSafeInteger(shares) && shares > 0)) {
    throw new MalformedLineError(`size '${printable(String(sharesText), 20)}' is not a number of shares`);
  }
  if (direction !== '1' && direction !== '-1') throw new MalformedLineError('the direction is neither 1 nor -1');
  return {
    timeUs: Number(seconds) * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6)),
    type,
    orderId,
    shares,
    price,
    priceTicks: type === HALT ? 0 : ticksOf(price / 10_000, grid),
    side: direction === '1' ? BID : ASK,
  };
}

/**
 * Reads a line of an orderbook file: ask price, size, bid price, size of each level, best first. Levels that do not exist
 * have size 0. Throws a {@link MalformedLineError}.
 */
export function readPicture(line: string, grid: TapeGrid): { bids: VisibleSide; asks: VisibleSide; depth: number } {
  const fields = line.split(',');
  if (fields.length % 4 !== 0)
    throw new MalformedLineError(`${fields.length} columns in the orderbook file are not 4 a level`);
  const sides: [number[], number[]] = [[], []];
  for (let i = 0; i < fields.length; i += 2) {
    const lots = sizeLots(fields[i + 1], grid);
    if (lots > 0) sides[i % 4 === 0 ? ASK : BID].push(ticksOf(Number(fields[i]) / 10_000, grid), lots);
  }
  return { bids: sides[BID], asks: sides[ASK], depth: fields.length / 4 };
}
