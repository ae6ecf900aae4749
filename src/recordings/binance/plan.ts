import { ImportError } from '../import/importResult.ts';
import { chooseSymbol, listed } from '../import/symbolChoice.ts';
import type { BinanceSelection } from './binanceMapping.ts';
import type { BinanceSurvey, SurveyedSnapshot, SymbolFacts } from './survey.ts';

/** What of a recording makes the tape. */
export interface BinancePlan {
  readonly selection: BinanceSelection;
  /** The snapshots of the chosen symbol. */
  readonly snapshots: ReadonlySet<SurveyedSnapshot>;
  /** Sentences on these choices for the summary. */
  readonly notes: readonly string[];
}

/** A snapshot without a symbol belongs to the nearest market if every other market is at least this many times as far from it, */
const NEARER = 4;
/** and if the nearest market is not further away than this share of the price. */
const LARGEST_DISTANCE = 0.005;
/** If a recording has one market, its snapshots belong to it, unless several prices of it are all further away than this share. */
const LARGEST_DISTANCE_ALONE = 0.1;
const SEVERAL_PRICES = 2;

/**
 * Chooses what of a recording makes the tape of the symbol `wanted`. Throws an {@link ImportError} if that cannot be decided or
 * there is no book.
 */
export function planBinance(survey: BinanceSurvey, wanted: string, source: string): BinancePlan {
  const names = [...survey.symbols.keys()];
  if (names.length === 0) {
    throw new ImportError(source, 'there is no event of a market in it: depth, trade, aggTrade or bookTicker.');
  }
  const symbol = chooseSymbol(names, wanted, source);
  const facts = survey.symbols.get(symbol);
  if (facts === undefined) throw new ImportError(source, `there is nothing of ${symbol} in it.`);
  if (facts.markets.size > 1) {
    throw new ImportError(
      source,
      `it holds ${symbol} of spot and of futures together. Record each in a file of its own.`,
    );
  }
  const snapshots = needsSnapshots(facts) ? ownSnapshots(survey, symbol, source) : new Set<SurveyedSnapshot>();
  const book = bookOf(facts, snapshots, source);
  const levels = levelsOf(facts, snapshots, book);
  const needsReceipt =
    (book === 'partial depth' && facts.withoutTime.has('partial depth')) ||
    (book === 'quotes' && facts.withoutTime.has('quotes')) ||
    (book === 'snapshots' && [...snapshots].some(({ hasTime }) => !hasTime));
  const notes: string[] = [];
  if (names.length > 1) {
    const others = names.filter((name) => name !== symbol);
    notes.push(`the tape is of ${symbol}; left out: ${listed(others)}`);
  }
  if (book === 'partial depth' && (facts.changes > 0 || facts.shape.partialDepth === 'full')) {
    notes.push('no snapshot joins the changes of depth: the book comes from the partial depth');
  }
  if (book === 'snapshots') notes.push('there are no changes of depth: the book comes from the snapshots alone');
  if (book === 'quotes') notes.push('there is no depth: the book is the best quotes of bookTicker');
  if (facts.trades > 0 && facts.aggTrades > 0)
    notes.push('each trade is counted once: trade is used, aggTrade where it is missing');
  if (needsReceipt) notes.push('the book has no times of the exchange: all times are those of receipt');
  const selection: BinanceSelection = {
    symbol,
    book,
    levels,
    unnamedPartialDepth: facts.shape.partialDepth,
    trades: facts.trades > 0 ? 'trade' : 'aggTrade',
    tradeIds: facts.tradeIds,
    clock: needsReceipt ? 'receipt' : 'venue',
  };
  return { selection, snapshots, notes };
}

/** Partial depth and quotes make a book without snapshots: then it does not matter whose snapshots these are. */
function needsSnapshots({ changes, unnamed, partialDepth, quotes, shape }: SymbolFacts): boolean {
  const hasChanges = changes > 0 || (unnamed > 0 && shape.partialDepth !== 'all');
  return hasChanges || (unnamed === 0 && partialDepth.size === 0 && quotes === 0);
}

function bookOf(
  facts: SymbolFacts,
  snapshots: ReadonlySet<SurveyedSnapshot>,
  source: string,
): BinanceSelection['book'] {
  const areChanges = facts.changes > 0 || (facts.unnamed > 0 && facts.shape.partialDepth !== 'all');
  const arePartial = facts.partialDepth.size > 0 || facts.shape.partialDepth !== 'none';
  const canJoin = [...snapshots].some(
    ({ lastUpdateId }) => lastUpdateId >= facts.firstUpdateId && lastUpdateId <= facts.lastUpdateId,
  );
  if (areChanges && (canJoin || !arePartial)) return 'changes';
  if (arePartial) return 'partial depth';
  if (snapshots.size > 1) return 'snapshots';
  if (facts.quotes > 0) return 'quotes';
  if (snapshots.size === 0) {
    throw new ImportError(
      source,
      'there is no book in it. Record the depth stream with a snapshot, or bookTicker, as well.',
    );
  }
  throw new ImportError(
    source,
    'there is one depth snapshot and no change of it, so the book is known for one moment only. Record the depth stream as well.',
  );
}

function levelsOf(
  facts: SymbolFacts,
  snapshots: ReadonlySet<SurveyedSnapshot>,
  book: BinanceSelection['book'],
): number {
  if (book === 'snapshots') return Math.max(...[...snapshots].map(({ levels }) => levels));
  return Math.max(facts.shape.partialDepth === 'none' ? 1 : facts.shape.levels, ...facts.partialDepth.keys());
}

/** The snapshots of `symbol`. Snapshots of USD-M and spot do not name their symbol; then the prices around them decide. */
function ownSnapshots(survey: BinanceSurvey, symbol: string, source: string): ReadonlySet<SurveyedSnapshot> {
  const candidates = [...survey.symbols].filter(
    ([name, { changes, unnamed }]) => name === symbol || changes + unnamed > 0,
  );
  const own = new Set<SurveyedSnapshot>();
  let undecided = 0;
  for (const [i, snapshot] of survey.snapshots.entries()) {
    const distances = candidates.map(([name, { prices }]) => ({
      name,
      distance: prices.distance(i, snapshot.bid, snapshot.ask),
      compared: prices.pricesAround(i),
    }));
    const owner = snapshot.symbol ?? ownerOf(distances);
    if (owner === symbol) own.add(snapshot);
    else if (owner === undefined) undecided++;
  }
  if (undecided > 0) {
    throw new ImportError(
      source,
      `${undecided} depth snapshot${undecided === 1 ? ' names' : 's name'} no symbol and cannot be assigned by price: the recording holds ${listed(
        candidates.map(([name]) => name),
      )}. Record each symbol in a file of its own.`,
    );
  }
  return own;
}

/** How far a market was from a snapshot, and with how many prices it was compared. */
interface PriceDistance {
  readonly name: string;
  readonly distance: number | undefined;
  readonly compared: number;
}

/** The symbol of a snapshot: undefined if it cannot be decided, empty if it is none of these. */
function ownerOf(distances: readonly PriceDistance[]): string | undefined {
  const [only, ...others] = distances;
  if (only === undefined) return '';
  if (others.length === 0) {
    const isFar = only.compared >= SEVERAL_PRICES && (only.distance ?? 0) > LARGEST_DISTANCE_ALONE;
    return isFar ? '' : only.name;
  }
  const known = distances.flatMap(({ name, distance }) => (distance === undefined ? [] : [{ name, distance }]));
  if (known.length < distances.length) return undefined;
  const [first, second] = known.sort((a, b) => a.distance - b.distance);
  if (first === undefined || second === undefined) return undefined;
  if (first.distance > LARGEST_DISTANCE) return '';
  return first.distance * NEARER < second.distance ? first.name : undefined;
}
