import { type Fields, numberOf } from '../fields/jsonFields.ts';
import { readStamp } from '../fields/stamp.ts';
import { IdRanges } from '../messages/seenIds.ts';
import { type BinanceEvent, partialDepthLevels } from './events.ts';
import { previousUpdateId } from './messages.ts';
import { PartialDepthShape } from './partialDepthShape.ts';
import { PriceHistory } from './priceHistory.ts';

/** A snapshot of the recording and its place. */
export interface SurveyedSnapshot {
  readonly file: number;
  readonly line: number;
  readonly symbol: string | undefined;
  readonly lastUpdateId: number;
  readonly hasTime: boolean;
  readonly levels: number;
  readonly bid: number;
  readonly ask: number;
}

/** What a recording contains of one symbol. */
export class SymbolFacts {
  /** Depth events that are changes, by the name of their stream. */
  changes = 0;
  /** Depth events of streams of partial depth, by the number of levels in their name. */
  readonly partialDepth: Map<number, number> = new Map();
  /** Depth events without the name of a stream. */
  unnamed = 0;
  readonly shape: PartialDepthShape = new PartialDepthShape();
  /** First and last update of the changes. */
  firstUpdateId: number = Number.POSITIVE_INFINITY;
  lastUpdateId: number = Number.NEGATIVE_INFINITY;
  trades = 0;
  aggTrades = 0;
  readonly tradeIds: IdRanges = new IdRanges();
  quotes = 0;
  /** Spot and futures use the same symbols. They differ in some fields of their messages. */
  readonly markets: Set<'spot' | 'futures'> = new Set();
  /** Kinds of events of which some have no time of the exchange. */
  readonly withoutTime: Set<'partial depth' | 'quotes'> = new Set();
  readonly prices: PriceHistory = new PriceHistory();
}

/** Finds out what a recording contains of which symbols, before it is mapped. */
export class BinanceSurvey {
  readonly symbols: Map<string, SymbolFacts> = new Map();
  readonly snapshots: SurveyedSnapshot[] = [];
  /** The first time of each file, µs since 1970, by the exchange's clock. */
  readonly firstUs: Map<number, number> = new Map();

  /** Takes an event of line `line` of file `file`. Events that cannot be read are skipped; the mapping counts them. */
  take(event: BinanceEvent, file: number, line: number): void {
    const timeUs = timeOf(event.fields);
    if (timeUs !== undefined && !this.firstUs.has(file)) this.firstUs.set(file, timeUs);
    if (event.kind === 'snapshot') {
      this.#takeSnapshot(event, file, line, timeUs !== undefined);
      return;
    }
    // The stream of mark prices contains all symbols, also those of which nothing else is recorded.
    if (event.symbol === undefined || event.kind === 'other' || event.kind === 'markPriceUpdate') return;
    const facts = this.#of(event.symbol);
    if (event.kind === 'depth') takeDepth(facts, event, timeUs !== undefined);
    else if (event.kind === 'bookTicker') {
      facts.quotes++;
      if (timeUs === undefined) facts.withoutTime.add('quotes');
      facts.prices.addPrice((numberOf(event.fields.b) + numberOf(event.fields.a)) / 2);
    } else if (event.kind === 'trade' || event.kind === 'aggTrade') {
      takeTrade(facts, event);
    }
  }

  #of(symbol: string): SymbolFacts {
    const known = this.symbols.get(symbol);
    if (known !== undefined) return known;
    const facts = new SymbolFacts();
    // The snapshots before the first event of the symbol.
    for (const _ of this.snapshots) facts.prices.addSnapshot();
    this.symbols.set(symbol, facts);
    return facts;
  }

  #takeSnapshot({ symbol, fields }: BinanceEvent, file: number, line: number, hasTime: boolean): void {
    const { bids, asks, lastUpdateId } = fields;
    if (!Array.isArray(bids) || !Array.isArray(asks) || typeof lastUpdateId !== 'number') return;
    this.snapshots.push({
      file,
      line,
      symbol,
      lastUpdateId,
      hasTime,
      levels: Math.max(bids.length, asks.length),
      bid: priceOf(bids[0]),
      ask: priceOf(asks[0]),
    });
    for (const facts of this.symbols.values()) facts.prices.addSnapshot();
  }
}

function takeDepth(facts: SymbolFacts, event: BinanceEvent, hasTime: boolean): void {
  const { fields, stream } = event;
  const levels = partialDepthLevels(event);
  if (levels !== undefined) {
    facts.partialDepth.set(levels, (facts.partialDepth.get(levels) ?? 0) + 1);
    if (!hasTime) facts.withoutTime.add('partial depth');
    return;
  }
  if (typeof fields.u !== 'number' || typeof fields.U !== 'number') return;
  facts.markets.add('pu' in fields ? 'futures' : 'spot');
  if (stream === undefined) {
    facts.unnamed++;
    facts.shape.take(fields);
  } else facts.changes++;
  facts.firstUpdateId = Math.min(facts.firstUpdateId, previousUpdateId(fields));
  facts.lastUpdateId = Math.max(facts.lastUpdateId, fields.u);
  facts.prices.addChange(bestOf(fields.b, Math.max), bestOf(fields.a, Math.min));
}

function takeTrade(facts: SymbolFacts, { kind, fields }: BinanceEvent): void {
  if ('M' in fields) facts.markets.add('spot');
  if ('X' in fields) facts.markets.add('futures');
  if (kind === 'aggTrade') facts.aggTrades++;
  else {
    facts.trades++;
    if (typeof fields.t === 'number' && Number.isSafeInteger(fields.t)) facts.tradeIds.add(fields.t);
  }
  if (fields.X === undefined || fields.X === 'MARKET') facts.prices.addPrice(numberOf(fields.p));
}

/** The best price of the levels with a size above 0; NaN without any. */
function bestOf(levels: unknown, best: (...prices: number[]) => number): number {
  if (!Array.isArray(levels)) return Number.NaN;
  let found = Number.NaN;
  for (const level of levels) {
    if (!Array.isArray(level) || !(numberOf(level[1]) > 0)) continue;
    const price = numberOf(level[0]);
    found = Number.isNaN(found) ? price : best(found, price);
  }
  return found;
}

function priceOf(level: unknown): number {
  return Array.isArray(level) ? numberOf(level[0]) : Number.NaN;
}

function timeOf({ T, E }: Fields): number | undefined {
  const time = T ?? E;
  return typeof time === 'number' ? readStamp(String(time))?.us : undefined;
}
