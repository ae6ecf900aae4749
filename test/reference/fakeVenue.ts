/**
 * Runs a script of orders on the matching engine of the fake venue, so that tests can compare the simulated exchange with it. The
 * engine was written independently of this project and of docs/fills.md. It is in a folder beside the project, which may be
 * missing: see {@link isVenueThere}.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MarketRow, Side } from './marketRow.ts';
import { PlainBook } from './plainBook.ts';
import { byTimeAndOrder, type Script, type ScriptFill, type ScriptStep, type Status, stepsOf } from './script.ts';

const FILE = join(import.meta.dirname, '../../../shared/fakevenue/engine.mjs');

export const isVenueThere: boolean = existsSync(FILE);

const BID = 0;
const ASK = 1;

/** Only what is used here of the engine's types. `cloid` is the number of the order in the script, `oid` that of the engine. */
interface VenueOrder {
  readonly oid: number;
  readonly cloid: number | null;
  readonly left: number;
  readonly status: string;
}

interface VenueFill {
  readonly cloid: number | null;
  readonly side: number;
  readonly ticks: number;
  readonly lots: number;
  readonly maker: boolean;
  readonly us: number;
}

interface VenueEngine {
  nowUs: number;
  readonly positionLots: number;
  readonly book: readonly { readonly best: number | undefined }[];
  onFill: (fill: VenueFill) => void;
  apply(row: { us: number; kind: string; side: number; ticks: number; lots: number }): void;
  place(order: { side: number; ticks: number; lots: number; tif: string; cloid: number | null }): {
    readonly order?: VenueOrder;
  };
  cancel(oid: number): VenueOrder | undefined;
}

export interface VenueOutcome {
  readonly fills: readonly ScriptFill[];
  readonly statuses: readonly Status[];
  readonly positionLots: number;
}

/** Returns a function that runs a script on a new engine. Its rows must not contain best quotes: see {@link withoutBests}. */
export async function openVenue(): Promise<
  (rows: readonly MarketRow[], script: Script, untilUs: number) => VenueOutcome
> {
  const { Engine } = (await import(pathToFileURL(FILE).href)) as {
    Engine: new (terms: { tick: number; lot: number; minValue: number }) => VenueEngine;
  };
  return (rows, script, untilUs) => play(new Engine({ tick: 1, lot: 1, minValue: 0 }), rows, script, untilUs);
}

function play(engine: VenueEngine, rows: readonly MarketRow[], script: Script, untilUs: number): VenueOutcome {
  const fills: ScriptFill[] = [];
  const statuses: Status[] = script.orders.map(() => 'under way');
  const oids = new Map<number, number>();
  engine.onFill = ({ cloid, side, ticks, lots, maker, us }) =>
    fills.push({ timeUs: us, order: cloid ?? -1, side: nameOf(side), ticks, lots, maker, midTicks: Number.NaN });
  const act = (step: ScriptStep): void => {
    if (step.what === 'cancel') {
      if (engine.cancel(oids.get(step.order) ?? -1) !== undefined) statuses[step.order] = 'cancelled';
      return;
    }
    if (step.what === 'take') {
      // Reduce-only, as in our exchange: at most the position.
      const held = engine.positionLots;
      const lots = held * step.lots < 0 ? Math.min(Math.abs(step.lots), Math.abs(held)) : 0;
      const price = step.lots > 0 ? 1_000_000 : 1;
      if (lots > 0) engine.place({ side: step.lots > 0 ? BID : ASK, ticks: price, lots, tif: 'Ioc', cloid: null });
      return;
    }
    const order = script.orders[step.order];
    if (order === undefined) throw new Error(`no order ${step.order}`);
    const { side, ticks, lots } = order;
    const placed = engine.place({ side: side === 'buy' ? BID : ASK, ticks, lots, tif: 'Alo', cloid: step.order });
    statuses[step.order] = placed.order === undefined ? 'rejected' : 'open';
    if (placed.order !== undefined) oids.set(step.order, placed.order.oid);
  };
  for (const event of eventsOf(rows, script, untilUs)) {
    engine.nowUs = event.timeUs;
    if ('row' in event) applyRow(engine, event.row);
    else act(event.step);
  }
  fills.forEach(({ order }) => {
    const ordered = script.orders[order];
    const filled = fills.filter((fill) => fill.order === order).reduce((sum, fill) => sum + fill.lots, 0);
    if (ordered !== undefined && filled === ordered.lots) statuses[order] = 'filled';
  });
  return { fills: byTimeAndOrder(fills), statuses, positionLots: engine.positionLots };
}

type VenueEvent =
  | { readonly timeUs: number; readonly row: MarketRow }
  | { readonly timeUs: number; readonly step: ScriptStep };

/** At one time stamp the rows come first, then the arrivals in the order of sending. */
function eventsOf(rows: readonly MarketRow[], script: Script, untilUs: number): VenueEvent[] {
  const events: VenueEvent[] = [
    ...rows.map((row) => ({ timeUs: row.timeUs, row })),
    ...stepsOf(script).map((step) => ({ timeUs: step.sentUs + script.latencyUs, step })),
  ];
  return events.filter(({ timeUs }) => timeUs <= untilUs).sort((a, b) => a.timeUs - b.timeUs);
}

function applyRow(engine: VenueEngine, row: MarketRow): void {
  const us = row.timeUs;
  if (row.what === 'reset') engine.apply({ us, kind: 'R', side: BID, ticks: 0, lots: 0 });
  if (row.what === 'trade') engine.apply({ us, kind: 'T', side: numberOf(row.hit), ticks: row.ticks, lots: row.lots });
  if (row.what === 'depth') engine.apply({ us, kind: 'D', side: numberOf(row.book), ticks: row.ticks, lots: row.lots });
}

/**
 * Replaces each `best` row by the depth rows that it implies. The engine has no rows of best quotes, and its depth rows leave the
 * queues at better prices unchanged.
 */
export function withoutBests(rows: readonly MarketRow[]): MarketRow[] {
  const book = new PlainBook();
  return rows.flatMap((row): MarketRow[] => {
    const implied: readonly MarketRow[] =
      row.what === 'best' ? book.expand(row).map((level) => ({ ...row, ...level, what: 'depth' })) : [row];
    book.apply(row);
    return [...implied];
  });
}

/**
 * Leaves out what the two engines are known to treat differently: the orders that arrive while the book of the tape is crossed or
 * has an empty side, and all takes if one of them arrives then. Cancels stay, except those of orders that are left out. In a crossed book the venue still trades with the crossed levels, while our exchange follows the
 * newer row. The venue treats an empty side as empty, while in our exchange an order there queues behind an unknown size.
 */
export function withoutOddMoments(rows: readonly MarketRow[], script: Script, untilUs: number): Script {
  const bids = new Map<number, number>();
  const asks = new Map<number, number>();
  const odd = new Set<ScriptStep>();
  for (const event of eventsOf(rows, script, untilUs)) {
    if ('step' in event) {
      const bid = Math.max(...bids.keys());
      const ask = Math.min(...asks.keys());
      if (bids.size === 0 || asks.size === 0 || bid > ask) odd.add(event.step);
      continue;
    }
    const { row } = event;
    if (row.what === 'reset') {
      bids.clear();
      asks.clear();
    }
    if (row.what !== 'depth') continue;
    const levels = row.book === 'buy' ? bids : asks;
    if (row.lots === 0) levels.delete(row.ticks);
    else levels.set(row.ticks, row.lots);
  }
  const isOdd = (what: ScriptStep['what'], i: number): boolean =>
    [...odd].some((step) => step.what === what && (step.what === 'take' || step.order === i));
  return {
    latencyUs: script.latencyUs,
    orders: script.orders.filter((_, i) => !isOdd('place', i)),
    takes: isOdd('take', 0) ? [] : script.takes,
  };
}

function nameOf(side: number): Side {
  return side === BID ? 'buy' : 'sell';
}

function numberOf(side: Side): number {
  return side === 'buy' ? BID : ASK;
}
