import { binaryIn } from '../../market/binaryMessage.ts';
import { ASK, BID, type BookSide, DEPTH, RESET } from '../../market/tape.ts';
import { type Fields, fieldsOf, isFields } from '../fields/jsonFields.ts';
import { countMalformed, MalformedLineError } from '../fields/malformedLine.ts';
import { CLOCK_TOLERANCE_US } from '../fields/stamp.ts';
import { lotsOf, ticksOf } from '../fields/ticksAndLots.ts';
import type { ResetReason, TapeGrid } from '../import/importResult.ts';
import { FundingIndex } from '../messages/fundingIndex.ts';
import type { Connections, MappingOutput, MessageMapping, MessageTimes } from '../messages/messageMapping.ts';
import { RecentIds } from '../messages/seenIds.ts';
import { TradesFromBook } from '../messages/tradesFromBook.ts';
import { StoredBook } from '../rows/storedBook.ts';
import {
  type ParadexBook,
  type ParadexEvent,
  type ParadexFunding,
  type ParadexTrade,
  paradexEvent,
} from './paradexEvents.ts';

/** Which messages make the rows. */
export interface ParadexSelection {
  /** As the venue writes it. */
  readonly market: string;
  /** `several` where it is left out. */
  readonly connections?: Connections;
}

/**
 * A snapshot of a book that is known corrects it without a reset if the book's newest message is at most this much older: what
 * changed between then comes at once, as in the frames of venues that send snapshots alone.
 */
const LONGEST_LUMP_US = 1e6;

/** A message with an older number that is this much later than the book is not a duplicate: the venue has restarted its numbers. */
const RESTART_US = 5e6;

type Level = readonly [side: BookSide, ticks: number, lots: number];

/**
 * The mapping of Paradex's public channels `order_book.{market}.deltas`, `trades.{market}` and `funding_data.{market}`: frames of SBE
 * in `{"binary": "<base64>"}` (binaryMessage.ts), and JSON for answers to requests.
 * https://docs.paradex.trade/ws/general-information/binary-encoding-sbe
 *
 * Each subscription to a book begins with a snapshot, and changes follow, numbered one by one. Where a number is missing the book is
 * reset at once, and there is no depth until the next snapshot. Trades have the time of the matching engine, and block trades are
 * left out: no resting order meets them.
 */
export class ParadexMapping implements MessageMapping {
  readonly #market: string;
  readonly #isOneConnection: boolean;
  readonly #grid: TapeGrid;
  readonly #output: MappingOutput;
  readonly #trades: TradesFromBook;
  readonly #funding: FundingIndex;
  readonly #seenTrades = new RecentIds<bigint>();
  readonly #levels = new StoredBook();
  /** Number of the newest message in the book; undefined while the book is unknown. */
  #sequence: number | undefined;
  /** By the venue's clock: of the newest message of the book, and of the newest row. */
  #bookUs = Number.NEGATIVE_INFINITY;
  #newestUs = Number.NEGATIVE_INFINITY;
  /** Trades before this are in the book already; over a new connection, until its first snapshot, all are. */
  #tradesFromUs: number;

  constructor({ market, connections = 'several' }: ParadexSelection, grid: TapeGrid, output: MappingOutput) {
    this.#market = market;
    this.#isOneConnection = connections === 'one';
    this.#grid = grid;
    this.#output = output;
    this.#trades = new TradesFromBook(output.trades, output.log, connections);
    this.#funding = new FundingIndex(output.fundings, output.log);
    this.#tradesFromUs = this.#isOneConnection ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  map(message: unknown, receivedUs: number): void {
    countMalformed(this.#output.log, () => {
      const fields = fieldsOf(message, 'the message');
      const base64 = binaryIn(fields);
      if (base64 === undefined) this.#output.log.drop(answerName(fields));
      else this.#mapEvent(paradexEvent(Buffer.from(base64, 'base64')), receivedUs);
    });
  }

  lose(): void {
    this.#sequence = undefined;
    this.#levels.apply(RESET, BID, 0, 0);
    if (this.#isOneConnection) this.#tradesFromUs = Number.POSITIVE_INFINITY;
  }

  get hasBook(): boolean {
    return this.#sequence !== undefined;
  }

  end(): void {
    this.#trades.end();
  }

  #mapEvent(event: ParadexEvent, receivedUs: number): void {
    const { log, onTimes } = this.#output;
    if (event.kind === 'other') {
      log.drop(event.name);
      return;
    }
    if (event.market !== this.#market) {
      log.drop('other symbols');
      return;
    }
    const times = timesOf(event.timeUs, receivedUs);
    if (event.kind === 'book') this.#mapBook(event, times);
    else if (event.kind === 'trade') this.#mapTrade(event, times);
    else this.#mapFunding(event, times);
    onTimes(times);
  }

  #mapBook({ sequence, isSnapshot, bids, asks }: ParadexBook, times: MessageTimes): void {
    const { log } = this.#output;
    // All levels are read before the first is written, so that a malformed message gives no row.
    const levels = [...this.#levelsOf(bids, BID), ...this.#levelsOf(asks, ASK)];
    const last = this.#sequence;
    if (last !== undefined && (isSnapshot ? sequence < last : sequence <= last)) {
      if (times.timeUs <= this.#bookUs + RESTART_US) {
        log.drop('duplicates');
        return;
      }
      this.#loseBook(times, sequence);
    } else if (last !== undefined && sequence > last + 1 && !isSnapshot) this.#loseBook(times, sequence);
    if (isSnapshot) this.#takeSnapshot(sequence, times, levels);
    else if (this.#sequence === undefined) log.drop('depth without a book');
    else this.#write(sequence, times, levels);
  }

  #takeSnapshot(sequence: number, times: MessageTimes, levels: readonly Level[]): void {
    const last = this.#sequence;
    const isMissing = last !== undefined && sequence > last + 1;
    if (isMissing && times.timeUs - this.#bookUs > LONGEST_LUMP_US) this.#reset(times, 'snapshot');
    if (this.#sequence === undefined) {
      this.#write(sequence, times, levels);
      this.#trades.bookSince(this.#newestUs);
      if (this.#tradesFromUs === Number.POSITIVE_INFINITY) this.#tradesFromUs = times.timeUs;
    } else this.#write(sequence, times, [...this.#goneFrom(levels), ...levels]);
  }

  /** Levels that a snapshot does not show although they would be in sight. It shows a limited number: those beyond stay as they are. */
  #goneFrom(levels: readonly Level[]): Level[] {
    const listed = new Set(levels.map(([side, ticks]) => `${side} ${ticks}`));
    return ([BID, ASK] as const).flatMap((side) => {
      const shown = levels.filter(([of]) => of === side).map(([, ticks]) => ticks);
      // Best first; a side without a level is empty.
      const worst = shown.at(-1);
      const gone = this.#levels.levels(side).filter(([ticks]) => {
        const isInSight = worst === undefined || (side === BID ? ticks >= worst : ticks <= worst);
        return isInSight && !listed.has(`${side} ${ticks}`);
      });
      return gone.map(([ticks]): Level => [side, ticks, 0]);
    });
  }

  #loseBook(times: MessageTimes, found: number): void {
    const timeUs = Math.max(times.timeUs, this.#newestUs);
    this.#output.log.gap({ timeUs, line: this.#output.log.line, expected: (this.#sequence ?? 0) + 1, found });
    this.#reset(times, 'sequence gap');
  }

  #reset({ timeUs, receivedUs }: MessageTimes, reason: ResetReason): void {
    const { book, log } = this.#output;
    this.#newestUs = Math.max(this.#newestUs, timeUs);
    log.reset({ timeUs: this.#newestUs, reason });
    book.receivedUs = receivedUs;
    book.append(this.#newestUs, RESET, BID, 0, 0);
    this.#sequence = undefined;
    this.#levels.apply(RESET, BID, 0, 0);
  }

  #write(sequence: number, { timeUs, receivedUs }: MessageTimes, levels: readonly Level[]): void {
    const { book, log } = this.#output;
    if (timeUs < this.#newestUs && !this.#isOneConnection) log.countReordered();
    this.#newestUs = Math.max(this.#newestUs, timeUs);
    this.#bookUs = timeUs;
    this.#sequence = sequence;
    book.receivedUs = receivedUs;
    // Removals first, so that the changes themselves never cross the book.
    for (const removes of [true, false]) {
      for (const [side, ticks, lots] of levels) {
        if ((lots === 0) !== removes || lots === this.#levels.lots(side, ticks)) continue;
        this.#levels.apply(DEPTH, side, ticks, lots);
        book.append(this.#newestUs, DEPTH, side, ticks, lots);
      }
    }
  }

  #mapTrade({ id, side, price, size, type }: ParadexTrade, times: MessageTimes): void {
    const { log } = this.#output;
    if (price === null || size === null) throw new MalformedLineError('a trade has no price or no size');
    const trade = {
      ...times,
      // The venue names the side of the taker; a buyer hits the ask.
      side: side === 'buy' ? ASK : BID,
      priceTicks: ticksOf(price, this.#grid),
      lots: lotsOf(size, this.#grid),
    } as const;
    if (!this.#seenTrades.add(id)) log.drop('duplicates');
    else if (type === 6) log.drop('block trades');
    else if (type !== 1 && type !== 2 && type !== 5) log.drop(`trades of the unknown type ${type}`);
    else if (trade.lots === 0) log.drop('trades below half a lot');
    else if (times.timeUs < this.#tradesFromUs) log.drop('trades before the book');
    else this.#trades.take(trade);
  }

  #mapFunding({ index }: ParadexFunding, times: MessageTimes): void {
    if (index === null) throw new MalformedLineError('funding has no index');
    const [bid, ask] = [this.#levels.best(BID), this.#levels.best(ASK)];
    const isKnown = this.hasBook && bid !== undefined && ask !== undefined;
    if (isKnown) this.#funding.take(times.timeUs, index, Math.round((bid + ask) / 2), this.#grid);
    else this.#output.log.drop('fundings without a book');
  }

  #levelsOf(numbers: readonly number[], side: BookSide): Level[] {
    const levels: Level[] = [];
    for (let i = 0; i < numbers.length; i += 2) {
      const [price, size] = [numbers[i] as number, numbers[i + 1] as number];
      levels.push([side, ticksOf(price, this.#grid), lotsOf(size, this.#grid)]);
    }
    return levels;
  }
}

function answerName(message: Fields): string {
  if (isFields(message.error)) return 'errors of the venue';
  if ('result' in message) return 'answers to requests';
  throw new MalformedLineError('it is no message of Paradex');
}

function timesOf(timeUs: number, receivedUs: number): MessageTimes {
  if (!(timeUs > 1e15)) throw new MalformedLineError(`time ${timeUs} is no time since 1970 in µs`);
  if (Math.abs(timeUs - receivedUs) > CLOCK_TOLERANCE_US) {
    throw new MalformedLineError('time is more than an hour from the time of receipt');
  }
  return { timeUs, receivedUs };
}
