/**
 * Test support: the original experiment behind the first eight versions. It repeats the errors of the original on purpose: it
 * polls the touch once a second, lets the new price start the pause, and only then tests which orders that price has
 * filled, without the side just paused. A fill needs the touch of the *same* side to reach the order. There are no trades,
 * no queue and no latency. A fill that reverses the position keeps the old average price.
 */

import type { Instrument } from '../../src/market/instrument.ts';
import { tickLotValue } from '../../src/market/instrument.ts';
import type { Tape } from '../../src/market/tape.ts';
import type { GridParameters } from '../../src/strategy/grid/parameters.ts';
import { marketRows } from './marketRow.ts';
import { PlainBook } from './plainBook.ts';

export interface ExperimentRules {
  /** The error of the original: a price starts the pause before it fills orders. */
  readonly pauseBeforeFills: boolean;
}

export interface ExperimentResult {
  readonly profit: number;
  readonly volume: number;
  readonly fills: number;
  /** Orders that the price had reached, but that the pause started by the same price protected. */
  readonly escaped: number;
}

export interface Touch {
  readonly bid: number;
  readonly ask: number;
}

/** The best prices at every full second. */
export function touches(tape: Tape): Touch[] {
  const book = new PlainBook();
  const result: Touch[] = [];
  let nextUs = 1e6;
  const look = (): void => {
    if (book.bestBid !== undefined && book.bestAsk !== undefined) result.push({ bid: book.bestBid, ask: book.bestAsk });
    nextUs += 1e6;
  };
  for (const row of marketRows(tape)) {
    while (row.timeUs > nextUs) look();
    book.apply(row);
  }
  look();
  return result;
}

interface Quote {
  readonly side: 1 | -1;
  readonly ticks: number;
  readonly lots: number;
}

export function seedExperiment(
  polls: readonly Touch[],
  p: GridParameters,
  instrument: Instrument,
  capital: number,
  rules: ExperimentRules,
): ExperimentResult {
  const unit = tickLotValue(instrument);
  const limit = (capital * p.inventoryLimitPct) / 100;
  const mids: number[] = [];
  let quotes: Quote[] = [];
  let centre = Number.NaN;
  const pausedUntil = { buys: 0, sells: 0 };
  let position = 0;
  let average = 0;
  let realised = 0;
  let rebates = 0;
  let volume = 0;
  let fills = 0;
  let escaped = 0;

  const paused = (side: 1 | -1, second: number): boolean =>
    second < (side === 1 ? pausedUntil.buys : pausedUntil.sells);

  const updatePause = (second: number): void => {
    if (!p.pauseOnTrend || mids.length <= 10) return;
    const roc = ((mids.at(-1) ?? 0) / (mids.at(-11) ?? 1) - 1) * 10_000;
    const until = second + Math.max(1, p.pauseSeconds);
    if (roc > p.rocPauseBps) pausedUntil.sells = until;
    if (roc < -p.rocPauseBps) pausedUntil.buys = until;
  };

  const trade = (signedLots: number, ticks: number, feeBps: number): void => {
    const value = Math.abs(signedLots) * ticks * unit;
    volume += value;
    rebates -= (value * feeBps) / 10_000;
    if (position === 0 || Math.sign(position) === Math.sign(signedLots)) {
      average = (average * position + ticks * signedLots) / (position + signedLots);
    } else {
      const closed = Math.min(Math.abs(position), Math.abs(signedLots)) * Math.sign(position);
      realised += (ticks - average) * closed * unit;
      // A reversed position keeps the average price of the position before.
    }
    position += signedLots;
  };

  const testFills = ({ bid, ask }: Touch, second: number, pausedAtPlacing: (side: 1 | -1) => boolean): void => {
    quotes = quotes.filter((quote) => {
      const reached = quote.side === 1 ? bid <= quote.ticks : ask >= quote.ticks;
      if (!reached || pausedAtPlacing(quote.side)) return true;
      if (paused(quote.side, second) && rules.pauseBeforeFills) {
        escaped++;
        return true;
      }
      if (position * quote.side > 0 && Math.abs(position) * quote.ticks * unit >= limit) return true;
      trade(quote.side * quote.lots, quote.ticks, instrument.makerFeeBps);
      fills++;
      return false;
    });
  };

  const closeOnTrend = ({ bid, ask }: Touch, second: number): void => {
    if (!p.forceCloseOnTrend || position === 0 || mids.length < 10) return;
    const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    const trend = (mean(mids.slice(-5)) / mean(mids.slice(-10, -5)) - 1) * 10_000;
    const threshold = paused(1, second) || paused(-1, second) ? p.forceClosePausedBps : p.forceCloseBps;
    if (trend * Math.sign(position) >= -threshold) return;
    trade(-position, position > 0 ? bid : ask, instrument.takerFeeBps);
    centre = Number.NaN;
  };

  const place = (mid: number): void => {
    const lots = Math.floor(p.orderSizeUsd / (mid * unit));
    quotes = [];
    for (let level = 1; level <= p.levels; level++) {
      const distance = (p.spreadBps / 10_000) * level;
      quotes.push({ side: 1, ticks: Math.floor(mid * (1 - distance)), lots });
      quotes.push({ side: -1, ticks: Math.ceil(mid * (1 + distance)), lots });
    }
    centre = mid;
  };

  polls.forEach((touch, second) => {
    const mid = (touch.bid + touch.ask) / 2;
    const before = { ...pausedUntil };
    const wasPaused = (side: 1 | -1): boolean => second < (side === 1 ? before.buys : before.sells);
    mids.push(mid);
    updatePause(second);
    const fillsBefore = fills;
    testFills(touch, second, wasPaused);
    closeOnTrend(touch, second);
    const share = (Math.abs(position) * mid * unit) / limit;
    const moved = Math.abs(mid / centre - 1) * 10_000 >= p.gridResetBps;
    const heavy = fills > fillsBefore && share * 100 > p.recentreInventoryPct;
    if (Number.isNaN(centre) || moved || heavy) place(mid);
  });

  const last = polls.at(-1);
  const mid = last === undefined ? 0 : (last.bid + last.ask) / 2;
  return { profit: realised + position * (mid - average) * unit + rebates, volume, fills, escaped };
}
