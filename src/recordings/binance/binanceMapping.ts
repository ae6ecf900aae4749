import { idIn } from '../fields/jsonFields.ts';
import type { TapeGrid } from '../import/importResult.ts';
import { FundingDue } from '../messages/fundingPayments.ts';
import type { FeedLog, RowSink, Times } from '../messages/messageMapping.ts';
import { IdRanges } from '../messages/seenIds.ts';
import { TradesFromBook } from '../messages/tradesFromBook.ts';
import { BinanceChanges } from './changes.ts';
import { type BinanceEvent, pictureLevels } from './events.ts';
import { BinanceReader, type BinanceTimes } from './messages.ts';
import { BinancePictures } from './partialDepth.ts';
import { isFullPicture, type UnnamedPictures } from './partialDepthShape.ts';
import { BinanceQuotes } from './quotes.ts';

/** What of a feed makes rows. A feed may hold the same book or the same trades several times: each is used once. */
export interface BinanceFeed {
  /** As the venue writes it, upper case. */
  readonly symbol: string;
  /**
   * `changes`: a snapshot and the changes after it. `pictures`: a stream of the best levels. `snapshots`: answers to REST, each taken as
   * a picture. `quotes`: bookTicker.
   */
  readonly book: 'changes' | 'pictures' | 'snapshots' | 'quotes';
  /** Levels a side of the pictures. Pictures of other numbers of levels are left out. */
  readonly levels: number;
  readonly unnamedPictures: UnnamedPictures;
  readonly trades: 'trade' | 'aggTrade';
  /** With `trade`: the ids of trades that come as such, if known. An aggTrade of others is used. */
  readonly tradeIds?: IdRanges;
  readonly clock: BinanceTimes;
}

export interface BinanceOutput {
  readonly rows: RowSink;
  readonly fundings: RowSink;
  readonly log: FeedLog;
  /** Hears the times of every message of the symbol that is used. */
  readonly heard: (times: Times) => void;
}

/**
 * The mapping of Binance spot, USD-M and COIN-M: an event in, rows out. It reads no file and no clock, so that a recording and a
 * live feed go through the same code.
 */
export class BinanceMapping {
  readonly #feed: BinanceFeed;
  readonly #output: BinanceOutput;
  readonly #reader: BinanceReader;
  readonly #trades: TradesFromBook;
  readonly #changes: BinanceChanges;
  readonly #pictures: BinancePictures;
  readonly #quotes: BinanceQuotes;
  readonly #funding: FundingDue;
  readonly #seenTrades = new IdRanges();
  readonly #seenAggTrades = new IdRanges();
  #bookSinceUs: number | undefined;

  constructor(feed: BinanceFeed, grid: TapeGrid, output: BinanceOutput) {
    const { rows, fundings, log } = output;
    this.#feed = feed;
    this.#output = output;
    this.#reader = new BinanceReader(grid, feed.clock);
    this.#trades = new TradesFromBook(rows, log);
    this.#changes = new BinanceChanges(rows, log);
    this.#pictures = new BinancePictures(feed.levels, rows, this.#trades, log);
    this.#quotes = new BinanceQuotes(rows, this.#trades, log);
    this.#funding = new FundingDue(fundings, log);
  }

  /**
   * `receivedUs` is NaN where the time of receipt is not known. A snapshot without a symbol is taken as one of this symbol.
   * Throws a `MalformedLineError`, and then has changed nothing.
   */
  take(event: BinanceEvent, receivedUs: number): void {
    const { log } = this.#output;
    if (event.kind === 'other') log.drop(event.name);
    else if (event.symbol !== undefined && event.symbol !== this.#feed.symbol) log.drop('other symbols');
    else this.#takeOwn(event, receivedUs);
  }

  /** Call after the last message. */
  end(): void {
    this.#trades.end();
    this.#changes.end();
  }

  #takeOwn(event: BinanceEvent, receivedUs: number): void {
    switch (event.kind) {
      case 'snapshot':
        this.#takeSnapshot(event, receivedUs);
        break;
      case 'depth':
        this.#takeDepth(event, receivedUs);
        break;
      case 'trade':
        this.#takeTrade(event, receivedUs);
        break;
      case 'aggTrade':
        this.#takeAggTrade(event, receivedUs);
        break;
      case 'bookTicker':
        this.#takeQuote(event, receivedUs);
        break;
      case 'markPriceUpdate':
        this.#takeFunding(event);
        break;
      case 'other':
        break;
    }
  }

  #takeSnapshot(event: BinanceEvent, receivedUs: number): void {
    const snapshot = this.#reader.snapshot(event, receivedUs);
    if (snapshot.timeUs !== undefined) {
      this.#output.heard({ timeUs: snapshot.timeUs, receivedUs: snapshot.receivedUs });
    }
    if (this.#feed.book === 'changes') this.#changes.snapshot(snapshot);
    else if (this.#feed.book === 'snapshots') this.#show(this.#reader.picture(event, receivedUs));
    else this.#output.log.drop('snapshots not needed');
  }

  #takeDepth(event: BinanceEvent, receivedUs: number): void {
    const { log, heard } = this.#output;
    const levels = pictureLevels(event);
    const isPicture = levels !== undefined || (event.stream === undefined && this.#isUnnamedPicture(event));
    if (!isPicture && this.#feed.book === 'changes') {
      const change = this.#reader.change(event, receivedUs, log.line);
      heard(change);
      this.#changes.change(change);
      this.#bookSinceUs = this.#changes.bookSinceUs;
    } else if (isPicture && this.#feed.book === 'pictures' && (levels ?? this.#feed.levels) === this.#feed.levels) {
      const picture = this.#reader.picture(event, receivedUs);
      heard(picture);
      this.#show(picture);
    } else {
      log.drop(isPicture ? 'pictures of the best levels' : 'changes of depth');
    }
  }

  #isUnnamedPicture({ fields }: BinanceEvent): boolean {
    const { unnamedPictures, levels } = this.#feed;
    return unnamedPictures === 'all' || (unnamedPictures === 'full' && isFullPicture(fields, levels));
  }

  #show(picture: Parameters<BinancePictures['take']>[0]): void {
    this.#pictures.take(picture);
    this.#bookSinceUs ??= picture.timeUs;
  }

  #takeTrade(event: BinanceEvent, receivedUs: number): void {
    const { log } = this.#output;
    if (this.#feed.trades !== 'trade') {
      log.drop('trade (aggTrade is used)');
      return;
    }
    const trade = this.#reader.trade(event, receivedUs);
    this.#output.heard(trade);
    const { X, t } = event.fields;
    // Transfers at the insurance fund or by deleveraging, which no resting order meets.
    if (X !== undefined && X !== 'MARKET') log.drop('trades not at the market');
    else if (typeof t === 'number' && !this.#seenTrades.add(t)) log.drop('duplicates');
    else this.#write(trade);
  }

  #takeAggTrade(event: BinanceEvent, receivedUs: number): void {
    const { log } = this.#output;
    const trade = this.#reader.trade(event, receivedUs);
    const [id, first, last] = [idIn(event.fields, 'a'), idIn(event.fields, 'f'), idIn(event.fields, 'l')];
    const { trades, tradeIds } = this.#feed;
    if (trades === 'trade' && (tradeIds === undefined || tradeIds.intersects(first, last))) {
      log.drop('aggTrade (trade is used)');
      return;
    }
    this.#output.heard(trade);
    if (this.#seenAggTrades.add(id)) this.#write(trade);
    else log.drop('duplicates');
  }

  #write(trade: ReturnType<BinanceReader['trade']>): void {
    if (trade.lots === 0) this.#output.log.drop('trades below half a lot');
    else if (this.#feed.book === 'changes') this.#changes.trade(trade);
    else this.#trades.take(trade);
  }

  #takeQuote(event: BinanceEvent, receivedUs: number): void {
    if (this.#feed.book !== 'quotes') {
      this.#output.log.drop('bookTicker');
      return;
    }
    const quote = this.#reader.quote(event, receivedUs);
    this.#output.heard(quote);
    this.#quotes.take(quote);
    this.#bookSinceUs ??= quote.timeUs;
  }

  #takeFunding(event: BinanceEvent): void {
    const news = this.#reader.funding(event);
    if (news === undefined) this.#output.log.drop('mark prices without a funding rate');
    else this.#funding.take(news, this.#bookSinceUs);
  }
}
