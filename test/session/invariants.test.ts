/** Properties of every session over every tape, computed from the tape and the fill columns alone. */

import { describe, expect, it } from 'vitest';
import { btcUsdPerp, type Instrument } from '../../src/market/instrument.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { type Tape, TapeBuilder } from '../../src/market/tape.ts';
import { type LaneResult, MARKOUT_SECONDS, type SessionResult } from '../../src/session/result.ts';
import { grid } from '../../src/strategy/grid/grid.ts';
import { type MarketRow, marketRows } from '../reference/marketRow.ts';
import { PlainBook } from '../reference/plainBook.ts';
import { busySettings, lanesOf, recordingStrategy, sessionResult, type WantedQuote } from './recordedStrategy.ts';

const families: readonly Family[] = ['bursty', 'calm', 'trending', 'jumpy', 'toxic', 'thin'];

/** Generated tapes pay funding only at midnight. These tapes pay every minute, so that funding matters. */
function withFunding(tape: Tape): Tape {
  const builder = new TapeBuilder(tape);
  let nextUs = 60e6;
  let markTicks = 0;
  for (let i = 0; i < tape.length; i++) {
    const timeUs = tape.timeUs[i] ?? 0;
    for (; timeUs > nextUs; nextUs += 60e6) builder.funding(nextUs, markTicks, nextUs % 120e6 === 0 ? 0.0003 : -0.0002);
    markTicks = tape.priceTicks[i] || markTicks;
    builder.append(timeUs, tape.kind[i] ?? 0, tape.side[i] ?? 0, tape.priceTicks[i] ?? 0, tape.size[i] ?? 0);
  }
  return builder.build();
}

interface Fill {
  readonly timeUs: number;
  readonly order: number;
  readonly side: number;
  readonly ticks: number;
  readonly lots: number;
  readonly maker: boolean;
  readonly fee: number;
  readonly midTicks: number;
  readonly inventoryLots: number;
}

function fillsOf({ fills }: LaneResult): Fill[] {
  const at = (column: Float64Array | Int32Array | Uint8Array, i: number): number => column[i] ?? Number.NaN;
  return Array.from({ length: fills.length }, (_, i) => ({
    timeUs: at(fills.timeUs, i),
    order: at(fills.order, i),
    side: at(fills.side, i),
    ticks: at(fills.priceTicks, i),
    lots: at(fills.lots, i),
    maker: fills.maker[i] === 1,
    fee: at(fills.fee, i),
    midTicks: at(fills.midTicks, i),
    inventoryLots: at(fills.inventoryLots, i),
  }));
}

/** For each time stamp the touch just before it and its trades, and the mid at any time. */
class WitnessOfTheTape {
  readonly #rowsAt: ReadonlyMap<number, readonly MarketRow[]>;
  readonly #times: number[] = [];
  readonly #touches: { readonly bid: number; readonly ask: number; readonly mid: number }[] = [];
  readonly rows: readonly MarketRow[];

  constructor(tape: Tape) {
    this.rows = marketRows(tape);
    this.#rowsAt = Map.groupBy(this.rows, (row) => row.timeUs);
    const book = new PlainBook('displayed');
    for (const [timeUs, rows] of this.#rowsAt) {
      for (const row of rows) book.apply(row);
      this.#times.push(timeUs);
      this.#touches.push({ bid: book.bestBid ?? -Infinity, ask: book.bestAsk ?? Infinity, mid: book.lastMid });
    }
  }

  /** After everything that happened strictly before `timeUs`. */
  before(timeUs: number): { readonly bid: number; readonly ask: number; readonly mid: number } {
    return this.#at((t) => t < timeUs);
  }

  /** After everything that happened up to `timeUs`. */
  after(timeUs: number): { readonly bid: number; readonly ask: number; readonly mid: number } {
    return this.#at((t) => t <= timeUs);
  }

  rowsAt(timeUs: number): readonly MarketRow[] {
    return this.#rowsAt.get(timeUs) ?? [];
  }

  #at(reached: (timeUs: number) => boolean): { readonly bid: number; readonly ask: number; readonly mid: number } {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (reached(this.#times[middle] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return this.#touches[low - 1] ?? { bid: -Infinity, ask: Infinity, mid: Number.NaN };
  }
}

const value = ({ tickSize, lotSize }: Instrument, ticks: number, lots: number): number =>
  ticks * tickSize * (lots * lotSize);

describe.each(families)('over a %s market', (family) => {
  const tape = withFunding(generateMarket({ family, seed: 'invariants', minutes: 4, instrument: btcUsdPerp }));
  const witness = new WitnessOfTheTape(tape);
  const wantedQuotes: WantedQuote[] = [];
  const lanes = lanesOf(8);
  const result: SessionResult = sessionResult(tape, lanes, { strategy: recordingStrategy(grid, wantedQuotes) });
  const everyFill = result.lanes.flatMap(fillsOf);

  it('lanes have fills to check', () => {
    expect(everyFill.filter((fill) => fill.maker).length).toBeGreaterThan(family === 'calm' ? 40 : 60);
    expect(result.lanes.some((lane) => lane.counters.fundingPaid !== 0)).toBe(true);
  });

  it('position and final profit follow from the fills, the funding rows and the last mid', () => {
    for (const lane of result.lanes) {
      const fills = fillsOf(lane);
      let inventory = 0;
      let cash = 0;
      let fees = 0;
      for (const fill of fills) {
        const signed = fill.side === 0 ? fill.lots : -fill.lots;
        inventory += signed;
        cash -= value(btcUsdPerp, fill.ticks, signed);
        const bps = fill.maker ? btcUsdPerp.makerFeeBps : btcUsdPerp.takerFeeBps;
        expect(fill.fee).toBeCloseTo((value(btcUsdPerp, fill.ticks, fill.lots) * bps) / 10_000, 9);
        fees += fill.fee;
        expect(fill.inventoryLots).toBe(inventory);
      }
      let funding = 0;
      for (const row of witness.rows) {
        if (row.what !== 'funding' || row.timeUs > result.durationUs) continue;
        // No fill has the time stamp of a funding row here, so their order within one stamp does not matter.
        const held = fills.findLast((fill) => fill.timeUs < row.timeUs)?.inventoryLots ?? 0;
        funding += value(btcUsdPerp, row.markTicks, held) * row.rate;
      }
      expect(lane.counters.fundingPaid).toBeCloseTo(funding, 9);
      const mid = witness.after(result.durationUs).mid;
      expect(lane.samples.inventoryLots.at(-1)).toBe(inventory);
      expect(lane.samples.profit.at(-1)).toBeCloseTo(cash + value(btcUsdPerp, mid, inventory) - fees - funding, 8);
      const volume = fills.reduce((sum, fill) => sum + value(btcUsdPerp, fill.ticks, fill.lots), 0);
      expect(lane.samples.volume.at(-1)).toBeCloseTo(volume, 6);
    }
  });

  it('passive fills of one time stamp are covered by the lots traded or shown at or through their prices', () => {
    result.lanes.forEach((lane) => {
      if (lane.fillModel !== 'pessimistic') return;
      const makers = fillsOf(lane).filter((fill) => fill.maker);
      const groups = Map.groupBy(makers, (fill) => `${fill.timeUs} ${fill.side}`);
      for (const [name, group] of groups) {
        const { timeUs = 0, side = 0 } = group[0] ?? {};
        const book = side === 0 ? 'buy' : 'sell';
        const prices = group.map((fill) => fill.ticks);
        const reaches = (price: number): boolean =>
          side === 0 ? price <= Math.max(...prices) : price >= Math.min(...prices);
        let proven = 0;
        for (const row of witness.rowsAt(timeUs)) {
          if (row.what === 'trade' && row.hit === book && reaches(row.ticks)) proven += row.lots;
          if (row.what === 'depth' && row.book !== book && reaches(row.ticks)) proven += row.lots;
        }
        const filled = group.reduce((sum, fill) => sum + fill.lots, 0);
        expect(filled, name).toBeLessThanOrEqual(proven);
      }
    });
  });

  it('a passive fill is never at a price that crossed the book before it, and records the mid of that time', () => {
    for (const fill of everyFill) {
      const { bid, ask, mid } = witness.before(fill.timeUs);
      if (fill.maker && fill.side === 0) expect(fill.ticks).toBeLessThan(ask);
      if (fill.maker && fill.side === 1) expect(fill.ticks).toBeGreaterThan(bid);
      expect(fill.midTicks).toBe(mid);
    }
  });

  it('a taker fill is at a displayed price or worse', () => {
    for (const fill of everyFill.filter((each) => !each.maker)) {
      const { bid, ask } = witness.after(fill.timeUs);
      if (fill.side === 0) expect(fill.ticks).toBeGreaterThanOrEqual(ask);
      else expect(fill.ticks).toBeLessThanOrEqual(bid);
    }
  });

  it('no order fills before it can have arrived', () => {
    const travelUs = busySettings.latency.feedUs + busySettings.latency.orderUs;
    for (const lane of result.lanes) {
      for (const fill of fillsOf(lane)) {
        if (!fill.maker) continue;
        // In the optimistic model an order that would cross rests at a less aggressive price.
        const slid = (ticks: number): boolean =>
          lane.fillModel === 'optimistic' && (fill.side === 0 ? ticks > fill.ticks : ticks < fill.ticks);
        const wished = wantedQuotes.filter(
          ({ side, ticks }) => side === fill.side && (ticks === fill.ticks || slid(ticks)),
        );
        expect(fill.timeUs).toBeGreaterThan(Math.min(...wished.map((wish) => wish.timeUs)) + travelUs);
      }
    }
  });

  it('mids after fills and at samples are those of the tape', () => {
    for (const lane of result.lanes) {
      const expected = fillsOf(lane).flatMap((fill) =>
        MARKOUT_SECONDS.map((seconds) => {
          const atUs = fill.timeUs + seconds * 1e6;
          return atUs > result.durationUs ? Number.NaN : witness.after(atUs).mid;
        }),
      );
      expect([...lane.markoutMidTicks]).toEqual(expected);
    }
    expect([...result.midTicks]).toEqual(Array.from({ length: 240 }, (_, i) => witness.after((i + 1) * 1e6).mid));
  });
});
