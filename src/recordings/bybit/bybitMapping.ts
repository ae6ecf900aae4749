import { ASK, BID, type BookSide, DEPTH, RESET } from '../../market/tape.ts';
import { type Fields, fieldsOf, idIn, listOf, textIn } from '../fields/jsonFields.ts';
import { countMalformed, MalformedLineError, printable } from '../fields/malformedLine.ts';
import { CLOCK_TOLERANCE_US, stampUs } from '../fields/stamp.ts';
import { priceTicks, sizeLots } from '../fields/ticksAndLots.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { MappingOutput, MessageMapping, MessageTimes } from '../messages/messageMapping.ts';
import { RecentIds } from '../messages/seenIds.ts';
import { type SidedTrade, TradesFromBook } from '../messages/tradesFromBook.ts';

/** Which messages make the rows: one depth of the order book of one symbol, and its trades. */
export interface BybitSelection {
  /** As the venue writes it. */
  readonly symbol: string;
  /** Of `orderbook.<levels>.<symbol>`. */
  readonly levels: number;
}

/** A message with an older number that is this much later than the book is not a duplicate: the venue has restarted its numbers. */
const IDS_RESTART_US = 5e6;

/** How long a missing delta may still come from a second connection before the book counts as lost. */
const LONGEST_HOLD_US = 2e6;

/**
 * The mapping of Bybit's public streams `orderbook` and `publicTrade`. Its history files contain the same messages.
 * https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook
 *
 * A snapshot is the whole book, a delta the levels that changed. `u` numbers the messages and is 1 after a restart of the service. If
 * one is missing and does not come over a second connection either, the book is reset, and there is no depth until the next
 * snapshot. Times are those of the matching engine (`cts`), or of sending (`ts`) where there is none.
 */
export class BybitMapping implements MessageMapping {
  readonly #selection: BybitSelection;
  readonly #grid: TapeGrid;
  readonly #output: MappingOutput;
  readonly #trades: TradesFromBook;
  readonly #seen = new RecentIds<string>();
  /** Number of the last message in the book; undefined while the book is unknown. */
  #lastId: number | undefined;
  readonly #levels: readonly [Set<number>, Set<number>] = [new Set(), new Set()];
  #newestUs = Number.NEGATIVE_INFINITY;
  /** Deltas that follow a missing one. */
  #held: Delta[] = [];

  constructor(selection: BybitSelection, grid: TapeGrid, output: MappingOutput) {
    this.#selection = selection;
    this.#grid = grid;
    this.#output = output;
    this.#trades = new TradesFromBook(output.trades, output.log);
  }

  map(message: unknown, receivedUs: number): void {
    countMalformed(this.#output.log, () => this.#map(fieldsOf(message, 'the message'), receivedUs));
  }

  end(): void {
    this.#loseBook();
    this.#trades.end();
  }

  lose(): void {
    this.#output.log.drop('depth without a book', this.#held.length);
    this.#held = [];
    this.#lastId = undefined;
    for (const side of this.#levels) side.clear();
  }

  get hasBook(): boolean {
    return this.#lastId !== undefined;
  }

  #map(message: Fields, receivedUs: number): void {
    const topic = topicOf(message);
    const { log } = this.#output;
    if (topic === undefined) log.drop(answerName(message));
    else if (topic.symbol !== this.#selection.symbol) log.drop('other symbols');
    else if (topic.name === 'publicTrade') this.#mapTrades(message, receivedUs);
    else if (topic.levels === undefined) log.drop(printable(topic.name, 40));
    else if (topic.levels !== this.#selection.levels) log.drop(`order books of ${topic.levels} levels`);
    else this.#mapBook(message, receivedUs);
  }

  #mapBook(message: Fields, receivedUs: number): void {
    const data = fieldsOf(message.data, 'data');
    const times = timesOf(message.cts ?? message.ts, 'cts', receivedUs);
    const id = idIn(data, 'u');
    const levels = [...this.#levelsOf(data.b, BID), ...this.#levelsOf(data.a, ASK)];
    const type = textIn(message, 'type');
    if (type !== 'snapshot' && type !== 'delta') throw new MalformedLineError('its type is neither snapshot nor delta');
    const { log, onTimes } = this.#output;
    onTimes(times);
    const last = this.#lastId;
    const isRestart = type === 'snapshot' && id === 1;
    if (last !== undefined && id <= last && !isRestart && times.timeUs <= this.#newestUs + IDS_RESTART_US) {
      log.drop('duplicates');
      return;
    }
    if (type === 'snapshot') this.#replace(id, times, levels);
    else if (last === undefined) log.drop('depth without a book');
    else if (id === last + 1) {
      this.#write(id, times, levels);
      this.#goOn();
    } else this.#hold({ id, times, levels, line: log.line });
  }

  #hold(delta: Delta): void {
    if (this.#held.some(({ id }) => id === delta.id)) {
      this.#output.log.drop('duplicates');
      return;
    }
    this.#held.push(delta);
    const [first] = this.#held;
    if (first !== undefined && delta.times.timeUs > first.times.timeUs + LONGEST_HOLD_US) this.#loseBook();
  }

  /** Applies the deltas that were kept as far as they join, after the missing one arrived. */
  #goOn(): void {
    for (;;) {
      const next = this.#held.findIndex(({ id }) => id === (this.#lastId ?? 0) + 1);
      const [delta] = next === -1 ? [] : this.#held.splice(next, 1);
      if (delta === undefined) break;
      this.#write(delta.id, delta.times, delta.levels);
    }
  }

  /** Resets the book before the first of the deltas that were kept, and drops them. */
  #loseBook(): void {
    const [first] = this.#held;
    if (first === undefined) return;
    const { log } = this.#output;
    log.gap({ timeUs: first.times.timeUs, line: first.line, expected: (this.#lastId ?? 0) + 1, found: first.id });
    this.#reset(first.times, 'sequence gap');
    log.drop('depth without a book', this.#held.length);
    this.#held = [];
  }

  #replace(id: number, times: MessageTimes, levels: readonly Level[]): void {
    const heldAfter = this.#held.filter((delta) => delta.id > id);
    this.#held = this.#held.filter((delta) => delta.id <= id);
    this.#loseBook();
    this.#held = heldAfter;
    const goesOn = this.#lastId !== undefined && (id === this.#lastId + 1 || this.#selection.levels === 1);
    if (!goesOn) {
      if (this.#lastId !== undefined) this.#reset(times, 'snapshot');
      this.#write(id, times, levels);
      this.#trades.bookSince(this.#newestUs);
      this.#goOn();
      return;
    }
    // No message is missing, so only the levels that differ have changed.
    const listed = new Set(levels.map(([side, ticks]) => `${side} ${ticks}`));
    const gone: Level[] = [];
    for (const side of [BID, ASK] as const) {
      for (const ticks of this.#levels[side]) if (!listed.has(`${side} ${ticks}`)) gone.push([side, ticks, 0]);
    }
    this.#write(id, times, [...gone, ...levels]);
  }

  #reset({ timeUs, receivedUs }: MessageTimes, reason: 'sequence gap' | 'snapshot'): void {
    const { book, log } = this.#output;
    this.#newestUs = Math.max(this.#newestUs, timeUs);
    log.reset({ timeUs: this.#newestUs, reason });
    book.receivedUs = receivedUs;
    book.append(this.#newestUs, RESET, BID, 0, 0);
    this.#lastId = undefined;
    for (const side of this.#levels) side.clear();
  }

  #write(id: number, { timeUs, receivedUs }: MessageTimes, levels: readonly Level[]): void {
    const { book, log } = this.#output;
    if (timeUs < this.#newestUs) log.countReordered();
    this.#newestUs = Math.max(this.#newestUs, timeUs);
    this.#lastId = id;
    book.receivedUs = receivedUs;
    for (const [side, ticks, lots] of levels) {
      if (lots === 0) this.#levels[side].delete(ticks);
      else this.#levels[side].add(ticks);
      book.append(this.#newestUs, DEPTH, side, ticks, lots);
    }
  }

  #mapTrades(message: Fields, receivedUs: number): void {
    const { log, onTimes } = this.#output;
    // All trades are read before the first is written, so that a malformed message gives no row.
    const trades = listOf(message.data, 'data').map((one) => this.#tradeOf(fieldsOf(one, 'a trade'), receivedUs));
    for (const { trade, id, isBlock } of trades) {
      onTimes(trade);
      if (id !== undefined && !this.#seen.add(id)) log.drop('duplicates');
      else if (isBlock) log.drop('block trades');
      else if (trade.lots === 0) log.drop('trades below half a lot');
      else this.#trades.take(trade);
    }
  }

  #tradeOf(
    fields: Fields,
    receivedUs: number,
  ): { readonly trade: SidedTrade; readonly id: string | undefined; readonly isBlock: boolean } {
    // S is the side of the taker.
    if (fields.S !== 'Buy' && fields.S !== 'Sell') throw new MalformedLineError('S is neither Buy nor Sell');
    const trade = {
      ...timesOf(fields.T, 'T', receivedUs),
      side: fields.S === 'Buy' ? ASK : BID,
      priceTicks: priceTicks(fields.p, this.#grid),
      lots: sizeLots(fields.v, this.#grid),
    } as const;
    return { trade, id: typeof fields.i === 'string' ? fields.i : undefined, isBlock: fields.BT === true };
  }

  #levelsOf(list: unknown, side: BookSide): Level[] {
    return listOf(list, side === BID ? 'b' : 'a').map((level) => {
      const [price, size] = listOf(level, 'a level');
      return [side, priceTicks(price, this.#grid), sizeLots(size, this.#grid)];
    });
  }
}

interface Delta {
  readonly id: number;
  readonly times: MessageTimes;
  readonly levels: readonly Level[];
  readonly line: number;
}

type Level = readonly [side: BookSide, ticks: number, lots: number];

/** What a message is about; undefined for answers and keep-alives. */
export function topicOf(
  message: Fields,
): { readonly name: string; readonly levels: number | undefined; readonly symbol: string } | undefined {
  if (typeof message.topic !== 'string') return undefined;
  const parts = message.topic.split('.');
  const [name = '', levels = ''] = parts;
  const isBook = name === 'orderbook' && /^\d+$/.test(levels);
  return {
    name: name === 'publicTrade' || isBook ? name : message.topic,
    levels: isBook ? Number(levels) : undefined,
    symbol: parts.at(-1) ?? '',
  };
}

function answerName(message: Fields): string {
  if (message.success === false) return 'errors of the venue';
  if ('op' in message || 'success' in message) return 'answers to requests';
  throw new MalformedLineError('it is no message of Bybit');
}

function timesOf(stamp: unknown, what: string, receivedUs: number): MessageTimes {
  const timeUs = stampUs(stamp, what);
  if (Math.abs(timeUs - receivedUs) > CLOCK_TOLERANCE_US) {
    throw new MalformedLineError(`${what} is more than an hour from the time of receipt`);
  }
  return { timeUs, receivedUs };
}
