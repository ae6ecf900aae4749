import { ASK, BID, type BookSide, DEPTH } from '../../market/tape.ts';
import { type Fields, fieldsOf, isFields, listOf, textIn } from '../fields/jsonFields.ts';
import { countMalformed, MalformedLineError, printable } from '../fields/malformedLine.ts';
import { CLOCK_TOLERANCE_US, stampUs } from '../fields/stamp.ts';
import { priceTicks, sizeLots } from '../fields/ticksAndLots.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { Connections, MappingOutput, MessageMapping, MessageTimes } from '../messages/messageMapping.ts';
import { RecentIds } from '../messages/seenIds.ts';
import { TradesFromBook } from '../messages/tradesFromBook.ts';
import { VisibleLevels } from '../rows/visibleLevels.ts';

/** Levels a side of `l2Book`. */
const LEVELS = 20;

/** Which messages make the rows. */
export interface HyperliquidSelection {
  /** As the venue writes it. */
  readonly coin: string;
  /** `several` where it is left out. */
  readonly connections?: Connections;
}

type Best = readonly [priceTicks: number, lots: number];

/**
 * The mapping of Hyperliquid's channels `l2Book`, `bbo` and `trades`. Its archive holds the same messages.
 * https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions
 *
 * `l2Book` is a snapshot of the best 20 levels a side, about twice a second. Between two snapshots `bbo` tells every change of the
 * best level. No message depends on another: after missing messages the next snapshot corrects the book, so there are no gaps and
 * no resets. Trades carry an id (`tid`); a new subscription sends the newest ones again. A trade's side is the taker's: B bought, A sold.
 */
export class HyperliquidMapping implements MessageMapping {
  readonly #coin: string;
  readonly #isOneConnection: boolean;
  readonly #grid: TapeGrid;
  readonly #output: MappingOutput;
  readonly #trades: TradesFromBook;
  readonly #visible = new VisibleLevels(LEVELS);
  readonly #seenTrades = new RecentIds<number>();
  readonly #seenSnapshots = new RecentIds<number>();
  #hasBook = false;
  #newestUs = Number.NEGATIVE_INFINITY;
  /** The newest best prices and when they held: an older snapshot must not bring back the levels that they removed. */
  #best: { readonly timeUs: number; readonly bid: Best | undefined; readonly ask: Best | undefined } | undefined;
  #newestSnapshotUs = Number.NEGATIVE_INFINITY;
  #newestBestUs = Number.NEGATIVE_INFINITY;
  /** A subscription to trades was answered, and what it sends first are trades of the past. */
  #isHistoryNext = false;

  constructor({ coin, connections = 'several' }: HyperliquidSelection, grid: TapeGrid, output: MappingOutput) {
    this.#coin = coin;
    this.#isOneConnection = connections === 'one';
    this.#grid = grid;
    this.#output = output;
    this.#trades = new TradesFromBook(output.trades, output.log, connections);
  }

  map(message: unknown, receivedUs: number): void {
    countMalformed(this.#output.log, () => this.#map(fieldsOf(message, 'the message'), receivedUs));
  }

  lose(): void {
    this.#hasBook = false;
    this.#visible.forget();
    this.#forgetTimes();
  }

  get hasBook(): boolean {
    return this.#hasBook;
  }

  end(): void {
    this.#trades.end();
  }

  #map(message: Fields, receivedUs: number): void {
    const channel = textIn(message, 'channel');
    switch (channel) {
      case 'l2Book':
        this.#mapSnapshot(fieldsOf(message.data, 'data'), receivedUs);
        break;
      case 'bbo':
        this.#mapBest(fieldsOf(message.data, 'data'), receivedUs);
        break;
      case 'trades':
        this.#mapTrades(listOf(message.data, 'data'), receivedUs);
        break;
      default:
        if (isTradesAnswer(message)) this.#isHistoryNext = true;
        this.#output.log.drop(nameOf(channel));
    }
  }

  #isOther(fields: Fields): boolean {
    if (textIn(fields, 'coin') === this.#coin) return false;
    this.#output.log.drop('other symbols');
    return true;
  }

  #mapSnapshot(data: Fields, receivedUs: number): void {
    if (this.#isOther(data)) return;
    const times = timesOf(data, receivedUs);
    const [bids, asks] = listOf(data.levels, 'levels');
    const levels = [this.#levelsOf(bids, 'bids'), this.#levelsOf(asks, 'asks')] as const;
    this.#output.onTimes(times);
    const { timeUs } = times;
    if (this.#isOneConnection && timeUs < this.#newestSnapshotUs) this.#forgetTimes();
    if (!this.#isOneConnection && !this.#seenSnapshots.add(timeUs)) this.#output.log.drop('duplicates');
    else if (timeUs < this.#newestSnapshotUs) this.#output.log.drop('snapshots older than the book');
    else {
      this.#write(times, (change) => {
        this.#visible.show(levels[0], levels[1], change);
        if (this.#best !== undefined && this.#best.timeUs > timeUs) this.#setBest(this.#best, change);
      });
      this.#newestSnapshotUs = timeUs;
      this.#hasBook = true;
      this.#trades.bookSince(this.#newestUs);
    }
  }

  #mapBest(data: Fields, receivedUs: number): void {
    if (this.#isOther(data)) return;
    const times = timesOf(data, receivedUs);
    const [bid, ask] = listOf(data.bbo, 'bbo');
    const best = { timeUs: times.timeUs, bid: this.#bestOf(bid), ask: this.#bestOf(ask) };
    this.#output.onTimes(times);
    if (this.#isOneConnection && times.timeUs < this.#newestBestUs) this.#forgetTimes();
    this.#newestBestUs = times.timeUs;
    if (!this.#hasBook) this.#output.log.drop('depth without a book');
    else if (times.timeUs < this.#newestUs) this.#output.log.drop('best prices older than the book');
    else {
      this.#write(times, (change) => this.#setBest(best, change));
      this.#best = best;
    }
  }

  /** Times before this say nothing about those to come: the venue has set its clock, or the book begins anew. */
  #forgetTimes(): void {
    this.#newestUs = Number.NEGATIVE_INFINITY;
    this.#newestSnapshotUs = Number.NEGATIVE_INFINITY;
    this.#newestBestUs = Number.NEGATIVE_INFINITY;
    this.#best = undefined;
  }

  /** A side without a best level stays as it is until the next snapshot. */
  #setBest({ bid, ask }: { readonly bid: Best | undefined; readonly ask: Best | undefined }, change: Change): void {
    if (bid !== undefined) this.#visible.best(BID, bid[0], bid[1], change);
    if (ask !== undefined) this.#visible.best(ASK, ask[0], ask[1], change);
  }

  /** Writes the levels that differ after the message: one that is removed and set again within it is written once. */
  #write({ timeUs, receivedUs }: MessageTimes, make: (change: Change) => void): void {
    const changes = new Map<string, readonly [BookSide, number, number]>();
    make((side, ticks, lots) => changes.set(`${side} ${ticks}`, [side, ticks, lots]));
    const { book, log } = this.#output;
    if (timeUs < this.#newestUs) log.countReordered();
    this.#newestUs = Math.max(this.#newestUs, timeUs);
    book.receivedUs = receivedUs;
    // Removals first, so that the changes themselves never cross the book.
    for (const removes of [true, false]) {
      for (const [side, ticks, lots] of changes.values()) {
        if ((lots === 0) === removes) book.append(this.#newestUs, DEPTH, side, ticks, lots);
      }
    }
  }

  #mapTrades(list: readonly unknown[], receivedUs: number): void {
    // All trades are read before the first is written, so that a malformed message gives no row.
    const trades = list.flatMap((one) => {
      const fields = fieldsOf(one, 'a trade');
      if (this.#isOther(fields)) return [];
      if (fields.side !== 'A' && fields.side !== 'B') throw new MalformedLineError('side is neither A nor B');
      const trade = {
        ...timesOf(fields, receivedUs),
        side: fields.side === 'B' ? ASK : BID,
        priceTicks: priceTicks(fields.px, this.#grid),
        lots: sizeLots(fields.sz, this.#grid),
      } as const;
      return [{ trade, id: typeof fields.tid === 'number' ? fields.tid : undefined }];
    });
    const fromUs = this.#isOneConnection && this.#isHistoryNext ? this.#presentUs : Number.NEGATIVE_INFINITY;
    this.#isHistoryNext = false;
    for (const { trade, id } of trades) {
      if (id !== undefined && !this.#seenTrades.add(id)) this.#output.log.drop('duplicates');
      else if (trade.lots === 0) this.#output.log.drop('trades below half a lot');
      else if (trade.timeUs < fromUs) this.#output.log.drop('trades before the subscription');
      else this.#trades.take(trade);
    }
  }

  /** Trades before this are of the past: on a tape by the time of receipt they would fill orders that were not there yet. */
  get #presentUs(): number {
    return this.#hasBook ? this.#newestUs : Number.POSITIVE_INFINITY;
  }

  #levelsOf(list: unknown, side: string): number[] {
    return listOf(list, side).flatMap((level) => {
      const read = this.#bestOf(level);
      return read === undefined || read[1] === 0 ? [] : [read[0], read[1]];
    });
  }

  #bestOf(level: unknown): Best | undefined {
    if (level === null || level === undefined) return undefined;
    const { px, sz } = fieldsOf(level, 'a level');
    return [priceTicks(px, this.#grid), sizeLots(sz, this.#grid)];
  }
}

type Change = (side: BookSide, priceTicks: number, lots: number) => void;

/** The coins of a message and its time, if it has one. For finding out what a recording contains. */
export function coinsOf(message: Fields): { readonly coins: readonly string[]; readonly timeUs: number | undefined } {
  const list = Array.isArray(message.data) ? message.data : [message.data];
  const items = list.filter(isFields);
  const coins = items.flatMap(({ coin }) => (typeof coin === 'string' ? [coin] : []));
  const time = items.find((item) => item.time !== undefined)?.time;
  return { coins, timeUs: time === undefined ? undefined : stampUs(time, 'time') };
}

function isTradesAnswer({ channel, data }: Fields): boolean {
  if (channel !== 'subscriptionResponse' || !isFields(data) || data.method !== 'subscribe') return false;
  return isFields(data.subscription) && data.subscription.type === 'trades';
}

function nameOf(channel: string): string {
  if (channel === 'subscriptionResponse' || channel === 'pong') return 'answers to requests';
  return channel === 'error' ? 'errors of the venue' : printable(channel, 40);
}

function timesOf(fields: Fields, receivedUs: number): MessageTimes {
  const timeUs = stampUs(fields.time, 'time');
  if (Math.abs(timeUs - receivedUs) > CLOCK_TOLERANCE_US) {
    throw new MalformedLineError('time is more than an hour from the time of receipt');
  }
  return { timeUs, receivedUs };
}
