/** Samples a lane's account at equal steps of market time. */

import { type Instrument, markedProfit } from '../market/instrument.ts';
import type { LaneTrader } from './laneTrader.ts';
import type { OrderGateway } from './ports.ts';
import { QuoteGaps } from './quoteGaps.ts';
import { HOLDING_SECONDS, type LaneSamples } from './result.ts';

export class LaneSampler {
  /** Samples in the columns. */
  #length = 0;
  readonly #stepUs: number;
  readonly #instrument: Instrument;
  /** Steps from a fill to where its position counts as held. */
  readonly #heldAfter: number;
  #profit: Float64Array;
  #inventoryLots: Int32Array;
  #paused: Uint8Array;
  #volume: Float64Array;
  #holding: Float64Array;
  /** Positions of the newest samples, one for each step up to where they count as held, in a ring. */
  readonly #recentLots: Int32Array;
  #recent = 0;
  /** Of the sample before, ticks; NaN before the first. */
  #midTicks = Number.NaN;
  #held = 0;
  /** The last sample that was taken. */
  #taken = { profit: 0, volume: 0 };
  readonly gaps: QuoteGaps = new QuoteGaps();

  /** @param capacity samples that there is room for before columns have to grow */
  constructor(capacity: number, stepUs: number, instrument: Instrument) {
    this.#stepUs = stepUs;
    this.#instrument = instrument;
    this.#heldAfter = (HOLDING_SECONDS * 1e6) / stepUs;
    this.#profit = new Float64Array(capacity);
    this.#inventoryLots = new Int32Array(capacity);
    this.#paused = new Uint8Array(capacity);
    this.#volume = new Float64Array(capacity);
    this.#holding = new Float64Array(capacity);
    this.#recentLots = new Int32Array(this.#heldAfter + 2);
  }

  /** @param midTicks the last that there was; NaN before the first */
  sample(gateway: OrderGateway, trader: LaneTrader, midTicks: number): void {
    const i = this.#length++;
    if (i === this.#profit.length) this.#grow();
    this.#profit[i] = gateway.profit();
    this.#inventoryLots[i] = gateway.account.inventoryLots;
    this.#paused[i] = (trader.bidPaused ? 1 : 0) | (trader.askPaused ? 2 : 0);
    this.#volume[i] = gateway.account.volume;
    this.gaps.add(trader.bidGap, trader.askGap);
    this.#holding[i] = this.#heldUpTo(gateway.account.inventoryLots, midTicks);
  }

  /** Profit and volume at the last sample; 0 before the first. */
  last(): { readonly profit: number; readonly volume: number } {
    const i = this.#length - 1;
    return i < 0 ? this.#taken : { profit: this.#profit[i] as number, volume: this.#volume[i] as number };
  }

  #heldUpTo(inventoryLots: number, midTicks: number): number {
    const recent = this.#recentLots;
    recent[this.#recent] = inventoryLots;
    this.#recent = this.#recent + 1 === recent.length ? 0 : this.#recent + 1;
    if (Number.isNaN(midTicks)) return this.#held;
    // The oldest: what was held at the step before this one for as long as counts. 0 before the first sample.
    const lots = recent[this.#recent] as number;
    if (lots !== 0 && midTicks !== this.#midTicks) {
      this.#held += markedProfit(this.#instrument, lots, this.#midTicks, midTicks);
    }
    this.#midTicks = midTicks;
    return this.#held;
  }

  #grow(): void {
    const capacity = 2 * this.#profit.length + 1;
    this.#profit = widened(new Float64Array(capacity), this.#profit);
    this.#inventoryLots = widened(new Int32Array(capacity), this.#inventoryLots);
    this.#paused = widened(new Uint8Array(capacity), this.#paused);
    this.#volume = widened(new Float64Array(capacity), this.#volume);
    this.#holding = widened(new Float64Array(capacity), this.#holding);
  }

  /** The samples since the last call. They are forgotten here: the columns are good until the next sample. */
  take(): LaneSamples {
    const n = this.#length;
    this.#taken = this.last();
    this.#length = 0;
    return {
      stepUs: this.#stepUs,
      length: n,
      profit: this.#profit.subarray(0, n),
      inventoryLots: this.#inventoryLots.subarray(0, n),
      paused: this.#paused.subarray(0, n),
      volume: this.#volume.subarray(0, n),
      holding: this.#holding.subarray(0, n),
    };
  }

  /** Full columns are handed out as they are: the next sample would be written to new ones. */
  samples(): LaneSamples {
    const n = this.#length;
    const cut = <T extends Float64Array | Int32Array | Uint8Array>(column: T): T =>
      (column.length === n ? column : column.slice(0, n)) as T;
    return {
      stepUs: this.#stepUs,
      length: n,
      profit: cut(this.#profit),
      inventoryLots: cut(this.#inventoryLots),
      paused: cut(this.#paused),
      volume: cut(this.#volume),
      holding: cut(this.#holding),
    };
  }
}

function widened<T extends Float64Array | Int32Array | Uint8Array>(wide: T, column: T): T {
  wide.set(column);
  return wide;
}
