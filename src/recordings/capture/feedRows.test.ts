import { describe, expect, it } from 'vitest';
import { ASK, BEST, BID, CLOCK, DEPTH, RESET, TRADE } from '../../market/tape.ts';
import type { MappingOutput, MessageMapping } from '../messages/messageMapping.ts';
import { FeedLog } from './feedLog.ts';
import { FeedRows } from './feedRows.ts';
import { ReceiptTape } from './receiptTape.ts';

/** A message is the rows that it becomes. */
type PlainRow = readonly [kind: number, side: number, priceTicks: number, size: number];

/** Writes the rows of each message as they are. */
class PlainMapping implements MessageMapping {
  readonly #output: MappingOutput;
  hasBook = false;

  constructor(output: MappingOutput) {
    this.#output = output;
  }

  map(message: unknown): void {
    for (const [kind, side, ticks, size] of message as PlainRow[]) {
      // The venue's time is of no interest.
      (kind === TRADE ? this.#output.trades : this.#output.book).append(7, kind, side, ticks, size);
    }
    this.hasBook = true;
  }
  lose(): void {
    this.hasBook = false;
  }
  end(): void {}
}

const START_US = 1_800_000_000_000_000;
const bid = (ticks: number, lots: number): PlainRow => [DEPTH, BID, ticks, lots];
const ask = (ticks: number, lots: number): PlainRow => [DEPTH, ASK, ticks, lots];
const trade = (ticks: number): PlainRow => [TRADE, BID, ticks, 3];
const BOOK = [bid(999, 5), bid(998, 6), ask(1001, 7)];

class Market {
  readonly log = new FeedLog();
  tape: ReceiptTape | undefined;
  readonly rows: FeedRows;

  constructor() {
    this.rows = new FeedRows((output) => new PlainMapping(output), this.log, {
      append: (...row) => this.tape?.append(...row),
      pass: (nowUs) => this.tape?.pass(nowUs),
    });
  }

  /** `ms` after the start. */
  at(ms: number, ...rows: PlainRow[]): this {
    this.rows.message(rows, START_US + 1000 * ms);
    return this;
  }

  begin(ms: number): this {
    expect(this.rows.canBegin).toBe(true);
    const head = { symbol: 'X', tickSize: 0.1, lotSize: 1, startUs: START_US + 1000 * ms };
    this.tape = new ReceiptTape(head, this.rows.levels);
    return this;
  }

  /** From `ms` on so many lots of a bid are ours. */
  ownBid(ms: number, priceTicks: number, lots: number): this {
    this.rows.own({ side: BID, priceTicks, lots }, START_US + 1000 * ms);
    return this;
  }

  /** `<ms> <kind> <side> <ticks> <size>` of the tape's rows. */
  taken(untilMs: number = Number.POSITIVE_INFINITY): string[] {
    const tape = this.tape?.take(1000 * untilMs);
    if (tape === undefined) return [];
    const names = { [DEPTH]: 'depth', [TRADE]: 'trade', [RESET]: 'reset', [CLOCK]: 'clock' };
    return Array.from({ length: tape.length }, (_, i) => {
      const kind = names[tape.kind[i] as keyof typeof names];
      const rest = kind === 'depth' || kind === 'trade' ? ` ${tape.side[i]} ${tape.priceTicks[i]}x${tape.size[i]}` : '';
      return `${(tape.timeUs[i] as number) / 1000} ${kind}${rest}`;
    });
  }
}

const BEGIN = ['0 reset', '0 depth 0 999x5', '0 depth 0 998x6', '0 depth 1 1001x7'];

describe('rows of a live market', () => {
  it('begin with the book as it stands, and carry the time of receipt', () => {
    const market = new Market().at(0, ...BOOK, trade(999)).begin(0);
    market.at(30, ask(1001, 0), ask(1002, 4)).at(40, trade(999));
    expect(market.taken()).toEqual([...BEGIN, '30 depth 1 1001x0', '30 depth 1 1002x4', '40 trade 0 999x3']);
    expect(market.log.counts().dropped).toEqual({ 'trades before the book': 1 });
  });

  it('hold a clock row for each 100 ms of silence, counted from the row before', () => {
    const market = new Market()
      .at(0, ...BOOK)
      .begin(0)
      .at(250, bid(999, 6));
    market.rows.pass(START_US + 450_000);
    market.tape?.end(START_US + 500_000);
    expect(market.taken().slice(4)).toEqual([
      '100 clock',
      '200 clock',
      '250 depth 0 999x6',
      '350 clock',
      '450 clock',
      '500 clock',
    ]);
  });

  it('are the same however often time is told in between', () => {
    const told = new Market().at(0, ...BOOK).begin(0);
    for (let ms = 1; ms < 250; ms += 7) told.rows.pass(START_US + 1000 * ms);
    const untold = new Market().at(0, ...BOOK).begin(0);
    expect(told.at(250, bid(999, 6)).taken()).toEqual(untold.at(250, bid(999, 6)).taken());
  });

  it('are taken in parts, each up to a time', () => {
    const market = new Market()
      .at(0, ...BOOK)
      .begin(0)
      .at(50, bid(999, 6))
      .at(90, bid(999, 7));
    expect(market.taken(50)).toEqual([...BEGIN, '50 depth 0 999x6']);
    expect(market.taken(60)).toEqual([]);
    expect(market.taken()).toEqual(['90 depth 0 999x7']);
  });

  it('keep half of the first mid on either side: prints outside are refused and counted', () => {
    const market = new Market().at(0, ...BOOK).begin(0);
    // The mid is 1000; half of it and 2 ticks more.
    expect(market.rows.window).toEqual({ low: 498, high: 1502 });
    market.at(10, trade(1503), trade(497), bid(1600, 1), ask(400, 1)).at(20, trade(1502), bid(300, 2), ask(1700, 2));
    expect(market.taken().slice(4)).toEqual(['20 trade 0 1502x3', '20 depth 0 300x2', '20 depth 1 1700x2']);
    expect(market.rows.badPrints).toBe(4);
    // What lies outside is not in the book that a tape begins with.
    expect(market.rows.levels).toEqual([
      [
        [999, 5],
        [998, 6],
      ],
      [[1001, 7]],
    ]);
  });

  it('say that the market has left the window after twenty such trades in a row', () => {
    const market = new Market().at(0, ...BOOK);
    for (let i = 1; i < 20; i++) market.at(i, trade(2000));
    market.at(20, trade(1000));
    for (let i = 21; i < 40; i++) market.at(i, trade(2000));
    expect(market.rows.hasLeftWindow).toBe(false);
    expect(market.at(40, trade(2000)).rows.hasLeftWindow).toBe(true);
  });

  it('begin no tape before the book has two sides, and none while it is locked or crossed', () => {
    const market = new Market().at(0, bid(999, 5));
    expect(market.rows.canBegin).toBe(false);
    expect(market.at(1, ask(1001, 7)).rows.canBegin).toBe(true);
    expect(market.at(2, bid(1001, 1)).rows.canBegin).toBe(false);
    expect(market.at(3, bid(1002, 1)).rows.canBegin).toBe(false);
    expect(market.at(4, bid(1002, 0), bid(1001, 0)).rows.canBegin).toBe(true);
  });

  it('have a reset when the book is lost, one only, and go on when it is known again', () => {
    const market = new Market().at(0, ...BOOK).begin(0);
    market.rows.lose('lost feed', START_US + 40_000);
    market.rows.lose('lost feed', START_US + 50_000);
    expect(market.rows.hasBook).toBe(false);
    market.at(60, bid(997, 1), ask(998, 2));
    expect(market.taken().slice(4)).toEqual(['40 reset', '60 depth 0 997x1', '60 depth 1 998x2']);
    expect(market.log.counts().resets).toEqual({ 'lost feed': 1 });
  });

  it('leave own orders out of the book, before and after the venue shows them, and through a loss of the book', () => {
    const market = new Market().at(0, ...BOOK).begin(0);
    // 2 of the 5 at 999 are ours; then the venue shows 9, then they are gone.
    market.ownBid(10, 999, 2).at(20, bid(999, 9)).ownBid(30, 999, 0);
    expect(market.taken().slice(4)).toEqual(['10 depth 0 999x3', '20 depth 0 999x7', '30 depth 0 999x9']);
    // Told before the venue shows it: nothing is taken out of what is not there.
    market.ownBid(40, 997, 4).at(50, bid(997, 4)).at(60, bid(997, 6));
    expect(market.taken()).toEqual(['50 depth 0 997x0', '60 depth 0 997x2']);
    market.rows.lose('lost feed', START_US + 70_000);
    market.at(80, bid(997, 6), ask(1001, 7));
    expect(market.taken()).toEqual(['70 reset', '80 depth 0 997x2', '80 depth 1 1001x7']);
    expect(market.rows.levels[0]).toEqual([[997, 2]]);
    // Trades with us stay.
    expect(market.at(90, trade(997)).taken()).toEqual(['90 trade 0 997x3']);
  });

  it('have the next level as the best where we alone are the best, also where the venue tells the best alone', () => {
    const best = (ticks: number, lots: number): PlainRow => [BEST, BID, ticks, lots];
    const market = new Market().at(0, ...BOOK).begin(0);
    market.ownBid(10, 1000, 2).at(20, bid(1000, 2));
    expect(market.rows.midTicks).toBe(1000);
    market.at(30, bid(1000, 3));
    expect(market.rows.midTicks).toBe(1000.5);
    // The best falls back to 999, which is all ours: everything down to it goes.
    market.ownBid(40, 999, 5).at(50, best(999, 5));
    expect(market.rows.levels[0]).toEqual([[998, 6]]);
    expect(market.taken().slice(4)).toEqual([
      ...['20 depth 0 1000x0', '30 depth 0 1000x1', '40 depth 0 999x0'],
      '50 depth 0 1000x0',
    ]);
  });

  it('lose a book that is crossed for more than a second, and not one that is crossed for less', () => {
    const market = new Market()
      .at(0, ...BOOK)
      .begin(0)
      .at(100, bid(1003, 1))
      .at(1100, bid(1003, 0));
    expect(market.rows.hasBook).toBe(true);
    market.at(1200, bid(1003, 1)).at(2250, trade(1000));
    expect(
      market
        .taken()
        .filter((row) => !row.includes('clock'))
        .slice(4),
    ).toEqual([
      '100 depth 0 1003x1',
      '1100 depth 0 1003x0',
      '1200 depth 0 1003x1',
      '2200 reset',
      '2250 trade 0 1000x3',
    ]);
    expect(market.log.counts().resets).toEqual({ 'crossed book': 1 });
  });
});
