import { ASK, BID, type BookSide } from '../../market/tape.ts';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';
import { isOnGrid, sizeLots, ticksOf } from '../fields/ticksAndLots.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { VisibleSide } from '../rows/visibleLevels.ts';

export type LobsterType = 'lobster-messages' | 'lobster-orderbook';

/** `time,type,order id,size,price,direction` and, in newer files, the market participant. */
const MESSAGE = /^\d{1,5}(\.\d+)?,[1-7],-?\d+,\d+,-?\d+,-?1(,[^,]*)?$/;
/** Four whole numbers a level. */
const ORDERBOOK = /^(-?\d+,-?\d+,-?\d+,-?\d+)(,-?\d+,-?\d+,-?\d+,-?\d+)*$/;

/** The type of a LOBSTER file by its first line; undefined for any other file. */
export function lobsterType(first: string): LobsterType | undefined {
  if (MESSAGE.test(first)) return 'lobster-messages';
  return ORDERBOOK.test(first) ? 'lobster-orderbook' : undefined;
}

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
export interface LobsterMessage {
  /** Since midnight. */
  readonly timeUs: number;
  readonly type: number;
  readonly orderId: string;
  readonly shares: number;
  /** The price as written, × 10,000; of a halt message one of the constants above. */
  readonly price: number;
  /** 0 for a halt, an auction and a hidden execution between the ticks. */
  readonly priceTicks: number;
  /** A hidden order executed at a price that no order on the grid can have, e.g. at the midpoint. */
  readonly isBetweenTicks: boolean;
  /**
   * The side of the resting order, also of one that is executed. For hidden executions NASDAQ published it until 2014-07-13;
   * since then it is always 1 (its TotalView-ITCH specification, message P).
   */
  readonly side: BookSide;
}

/**
 * Reads `time,type,order id,size,price,direction` and, in newer files, the market participant, which is not used.
 * Throws a {@link MalformedLineError}.
 */
export function readMessage(line: string, grid: TapeGrid): LobsterMessage {
  const fields = line.split(',');
  if (fields.length !== 6 && fields.length !== 7) {
    throw new MalformedLineError(`6 or 7 fields expected, ${fields.length} found`);
  }
  const [time = '', typeText, orderId = '', sharesText, priceText, direction] = fields;
  if (!/^\d{1,5}(\.\d+)?$/.test(time)) throw new MalformedLineError('the time is not in seconds after midnight');
  const [seconds, fraction = ''] = time.split('.');
  const type = Number(typeText);
  const price = Number(priceText);
  const shares = Number(sharesText);
  if (!Number.isInteger(type) || type < SUBMISSION || type > HALT) {
    throw new MalformedLineError(`type '${printable(typeText, 20)}' is not from ${SUBMISSION} to ${HALT}`);
  }
  if (type === HALT && price !== HALT_BEGINS && price !== QUOTING_RESUMES && price !== TRADING_RESUMES) {
    throw new MalformedLineError(`price ${printable(priceText, 20)} of a halt is not one of -1, 0, 1`);
  }
  if (type !== HALT && !(Number.isSafeInteger(shares) && shares > 0)) {
    throw new MalformedLineError(`size '${printable(sharesText, 20)}' is not a number of shares`);
  }
  if (direction !== '1' && direction !== '-1') throw new MalformedLineError('the direction is neither 1 nor -1');
  const isBetweenTicks = type === HIDDEN_EXECUTION && price > 0 && !isOnGrid(price / 10_000, grid);
  const hasTicks = type !== HALT && type !== CROSS_TRADE && !isBetweenTicks;
  return {
    timeUs: Number(seconds) * 1e6 + Number(fraction.padEnd(6, '0').slice(0, 6)),
    type,
    orderId,
    shares,
    price,
    priceTicks: hasTicks ? ticksOf(price / 10_000, grid) : 0,
    isBetweenTicks,
    side: direction === '1' ? BID : ASK,
  };
}

/**
 * Reads a line of an orderbook file: ask price, size, bid price, size of each level, best first. Levels that do not exist
 * have size 0. Throws a {@link MalformedLineError}.
 */
export function readSnapshot(line: string, grid: TapeGrid): { bids: VisibleSide; asks: VisibleSide; depth: number } {
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
