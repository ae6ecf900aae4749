import { idIn } from '../fields/jsonFields.ts';
import { countMalformed } from '../fields/malformedLine.ts';
import type { TapeGrid } from '../import/importResult.ts';
import { FundingPayments } from '../messages/fundingPayments.ts';
import type { Connections, MappingOutput, MessageMapping } from '../messages/messageMapping.ts';
import { IdRanges } from '../messages/seenIds.ts';
import { TradesFromBook } from '../messages/tradesFromBook.ts';
import { BinanceChanges } from './changes.ts';
import { type BinanceEvent, binanceEvents, partialDepthLevels } from './events.ts';
import { type BinanceClock, BinanceReader, type BinanceTrade, type PartialDepth } from './messages.ts';
import { BinancePartialDepth } from './partialDepth.ts';
import { hasAllLevels, type UnnamedPartialDepth } from './partialDepthShape.ts';
import { BinanceQuotes } from './quotes.ts';

/** Which messages make the rows. A feed may hold the same book or the same trades several times: each is used once. */
export interface BinanceSelection {
  /** As the venue writes it, upper case. */
  readonly symbol: string;
  /**
   * `changes`: a snapshot and the changes after it. `partial depth`: a stream of snapshots of the best levels. `snapshots`:
   * answers to REST requests, each taken as a snapshot of the best levels. `quotes`: bookTicker.
   */
  readonly book: 'changes' | 'partial depth' | 'snapshots' | 'quotes';
  /** Levels a side of the partial depth. Partial depth of other numbers of levels is left out. */
  readonly levels: number;
  readonly unnamedPartialDepth: UnnamedPartialDepth;
  readonly trades: 'trade' | 'aggTrade';
  /** With `trade`: the ids of trades that come as such, if known. An aggTrade of others is used. */
  readonly tradeIds?: IdRanges;
  readonly clock: BinanceClock;
  /** `several` where it is left out. */
  readonly connections?: Connections;
  /** Whether the snapshot that is being mapped, which names no symbol, is of this one. Left out where all of them are. */
  readonly ownsSnapshot?: () => boolean;
}

/** The mapping of the streams of Binance spot, USD-M and COIN-M, and of REST snapshots of their books. */
export class BinanceMapping implements MessageMapping {
  readonly #selection: BinanceSelection;
  readonly #output: MappingOutput;
  readonly #reader: BinanceReader;
  readonly #trades: TradesFromBook;
  readonly #changes: BinanceChanges;
  readonly #partialDepth: BinancePartialDepth;
  readonly #quotes: BinanceQuotes;
  readonly #funding: FundingPayments;
  readonly #seenTrades = new IdRanges();
  readonly #seenAggTrades = new IdRanges();
  #bookSinceUs: number | undefined;

  constructor(selection: BinanceSelection, grid: TapeGrid, output: MappingOutput) {
    const { book, trades, fundings, log } = output;
    this.#selection = selection;
    this.#output = output;
    this.#reader = new BinanceReader(grid, selection.clock);
    this.#trades = new TradesFromBook(trades, log);
    this.#changes = new BinanceChanges(book, trades, log, selection.connections);
    this.#partialDepth = new BinancePartialDepth(selection.levels, book, this.#trades, log);
    this.#quotes = new BinanceQuotes(book, this.#trades, log);
    this.#funding = new FundingPayments(fundings, log);
  }

  map(message: unknown, receivedUs: number): void {
    countMalformed(this.#output.log, () => {
      for (const event of binanceEvents(message)) this.mapEvent(event, receivedUs);
    });
  }

  /** Maps one event of a message. Throws a `MalformedLineError`, and then has changed nothing. */
  mapEvent(event: BinanceEvent, receivedUs: number): void {
    const { log } = this.#output;
    if (event.kind === 'other') log.drop(event.name);
    else if (event.symbol !== undefined && event.symbol !== this.#selection.symbol) log.drop('other symbols');
    else this.#mapOwn(event, receivedUs);
  }

  /** For a book of changes; the others begin anew with each message. */
  lose(): void {
    this.#changes.lose();
  }

  get hasBook(): boolean {
    return this.#selection.book === 'changes' ? this.#changes.hasBook : this.#bookSinceUs !== undefined;
  }

  end(): void {
    this.#trades.end();
    this.#changes.end();
  }

  #mapOwn(event: BinanceEvent, receivedUs: number): void {
    switch (event.kind) {
      case 'snapshot':
        this.#mapSnapshot(event, receivedUs);
        break;
      case 'depth':
        this.#mapDepth(event, receivedUs);
        break;
      case 'trade':
        this.#mapTrade(event, receivedUs);
        break;
      case 'aggTrade':
        this.#mapAggTrade(event, receivedUs);
        break;
      case 'bookTicker':
        this.#mapQuote(event, receivedUs);
        break;
      case 'markPriceUpdate':
        this.#mapFunding(event);
        break;
      case 'other':
        break;
    }
  }

  #mapSnapshot(event: BinanceEvent, receivedUs: number): void {
    const { log, onTimes } = this.#output;
    const { book, ownsSnapshot } = this.#selection;
    const isUsed = book === 'changes' || book === 'snapshots';
    if (isUsed && event.symbol === undefined && ownsSnapshot?.() === false) {
      log.drop('snapshots of other symbols');
      return;
    }
    const snapshot = this.#reader.snapshot(event, receivedUs);
    if (snapshot.timeUs !== undefined) onTimes({ timeUs: snapshot.timeUs, receivedUs: snapshot.receivedUs });
    if (book === 'changes') this.#changes.snapshot(snapshot);
    else if (book === 'snapshots') this.#show(this.#reader.partialDepth(event, receivedUs));
    else log.drop('snapshots not needed');
  }

  #mapDepth(event: BinanceEvent, receivedUs: number): void {
    const { log, onTimes } = this.#output;
    const { book, levels } = this.#selection;
    const named = partialDepthLevels(event);
    const isPartial = named !== undefined || (event.stream === undefined && this.#isUnnamedPartial(event));
    if (!isPartial && book === 'changes') {
      const change = this.#reader.change(event, receivedUs, log.line);
      onTimes(change);
      this.#changes.change(change);
      this.#bookSinceUs = this.#changes.bookSinceUs;
    } else if (isPartial && book === 'partial depth' && (named ?? levels) === levels) {
      const depth = this.#reader.partialDepth(event, receivedUs);
      onTimes(depth);
      this.#show(depth);
    } else {
      log.drop(isPartial ? 'partial depth' : 'changes of depth');
    }
  }

  #isUnnamedPartial({ fields }: BinanceEvent): boolean {
    const { unnamedPartialDepth, levels } = this.#selection;
    return unnamedPartialDepth === 'all' || (unnamedPartialDepth === 'full' && hasAllLevels(fields, levels));
  }

  #show(depth: PartialDepth): void {
    this.#partialDepth.take(depth);
    this.#bookSinceUs ??= depth.timeUs;
  }

  #mapTrade(event: BinanceEvent, receivedUs: number): void {
    const { log, onTimes } = this.#output;
    if (this.#selection.trades !== 'trade') {
      log.drop('trade (aggTrade is used)');
      return;
    }
    const trade = this.#reader.trade(event, receivedUs);
    onTimes(trade);
    const { X, t } = event.fields;
    // Transfers at the insurance fund or by deleveraging, which no resting order meets.
    if (X !== undefined && X !== 'MARKET') log.drop('trades not at the market');
    else if (typeof t === 'number' && !this.#seenTrades.add(t)) log.drop('duplicates');
    else this.#write(trade);
  }

  #mapAggTrade(event: BinanceEvent, receivedUs: number): void {
    const { log, onTimes } = this.#output;
    const trade = this.#reader.trade(event, receivedUs);
    const [id, first, last] = [idIn(event.fields, 'a'), idIn(event.fields, 'f'), idIn(event.fields, 'l')];
    const { trades, tradeIds } = this.#selection;
    if (trades === 'trade' && (tradeIds === undefined || tradeIds.intersects(first, last))) {
      log.drop('aggTrade (trade is used)');
      return;
    }
    onTimes(trade);
    if (this.#seenAggTrades.add(id)) this.#write(trade);
    else log.drop('duplicates');
  }

  #write(trade: BinanceTrade): void {
    if (trade.lots === 0) this.#output.log.drop('trades below half a lot');
    else if (this.#selection.book === 'changes') this.#changes.trade(trade);
    else this.#trades.take(trade);
  }

  #mapQuote(event: BinanceEvent, receivedUs: number): void {
    if (this.#selection.book !== 'quotes') {
      this.#output.log.drop('bookTicker');
      return;
    }
    const quote = this.#reader.quote(event, receivedUs);
    this.#output.onTimes(quote);
    this.#quotes.take(quote);
    this.#bookSinceUs ??= quote.timeUs;
  }

  #mapFunding(event: BinanceEvent): void {
    const update = this.#reader.funding(event);
    if (update === undefined) this.#output.log.drop('mark prices without a funding rate');
    else this.#funding.take(update, this.#bookSinceUs);
  }
}
