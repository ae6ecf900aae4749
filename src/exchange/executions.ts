/** A growing log of own executions in columns; what a session result's fills are cut from. */

/** Own fills in columns, in order of time. */
export interface FillColumns {
  readonly length: number;
  /** Microseconds since the session's start. */
  readonly timeUs: Float64Array;
  /** Number of the order within its lane, counted from 0; a partly filled order has several rows. */
  readonly order: Int32Array;
  /** 0 bought, 1 sold. */
  readonly side: Uint8Array;
  readonly priceTicks: Int32Array;
  readonly lots: Int32Array;
  /** 1 passive, 0 aggressive (force close). */
  readonly maker: Uint8Array;
  /** Quote currency; negative is a rebate. */
  readonly fee: Float64Array;
  /** Mid price in ticks before the instant of the fill: before a sweep's first row, not between its rows. */
  readonly midTicks: Float64Array;
  /** Position after the fill, long positive. */
  readonly inventoryLots: Int32Array;
}

/** Fills that there is room for before columns grow: a race opens thousands of lanes that hardly trade. */
const FIRST_LENGTH = 16;

export class Executions {
  /** Executions so far, those that were forgotten included. */
  length = 0;
  /** How many of the oldest were forgotten: execution i is in row i − forgotten of the columns. */
  forgotten = 0;
  timeUs: Float64Array = new Float64Array(FIRST_LENGTH);
  order: Int32Array = new Int32Array(FIRST_LENGTH);
  side: Uint8Array = new Uint8Array(FIRST_LENGTH);
  priceTicks: Int32Array = new Int32Array(FIRST_LENGTH);
  lots: Int32Array = new Int32Array(FIRST_LENGTH);
  maker: Uint8Array = new Uint8Array(FIRST_LENGTH);
  fee: Float64Array = new Float64Array(FIRST_LENGTH);
  midTicks: Float64Array = new Float64Array(FIRST_LENGTH);
  inventoryLots: Int32Array = new Int32Array(FIRST_LENGTH);
  /** Order slot (side × 32 + slot), −1 for a taker order; only for the lane's own bookkeeping. */
  slot: Int8Array = new Int8Array(FIRST_LENGTH);

  /** Makes room for one more and returns its row. The caller writes every column. */
  add(): number {
    const row = this.length - this.forgotten;
    if (row === this.timeUs.length) this.#grow();
    this.length++;
    return row;
  }

  /** A copy of all. @throws RangeError where some were forgotten */
  columns(): FillColumns {
    if (this.forgotten > 0) throw new RangeError(`${this.forgotten} executions were forgotten`);
    const n = this.length;
    return {
      length: n,
      timeUs: this.timeUs.slice(0, n),
      order: this.order.slice(0, n),
      side: this.side.slice(0, n),
      priceTicks: this.priceTicks.slice(0, n),
      lots: this.lots.slice(0, n),
      maker: this.maker.slice(0, n),
      fee: this.fee.slice(0, n),
      midTicks: this.midTicks.slice(0, n),
      inventoryLots: this.inventoryLots.slice(0, n),
    };
  }

  /** Forgets the oldest, so that `count` are forgotten altogether. Those that stay move to the front of the columns. */
  forget(count: number): void {
    const from = count - this.forgotten;
    const to = this.length - this.forgotten;
    if (from <= 0) return;
    for (const column of this.#columns()) column.copyWithin(0, from, to);
    this.forgotten = count;
  }

  #columns(): (Float64Array | Int32Array | Uint8Array | Int8Array)[] {
    const { timeUs, order, side, priceTicks, lots, maker, fee, midTicks, inventoryLots, slot } = this;
    return [timeUs, order, side, priceTicks, lots, maker, fee, midTicks, inventoryLots, slot];
  }

  #grow(): void {
    const capacity = this.timeUs.length * 2;
    this.timeUs = widened(new Float64Array(capacity), this.timeUs);
    this.order = widened(new Int32Array(capacity), this.order);
    this.side = widened(new Uint8Array(capacity), this.side);
    this.priceTicks = widened(new Int32Array(capacity), this.priceTicks);
    this.lots = widened(new Int32Array(capacity), this.lots);
    this.maker = widened(new Uint8Array(capacity), this.maker);
    this.fee = widened(new Float64Array(capacity), this.fee);
    this.midTicks = widened(new Float64Array(capacity), this.midTicks);
    this.inventoryLots = widened(new Int32Array(capacity), this.inventoryLots);
    this.slot = widened(new Int8Array(capacity), this.slot);
  }
}

function widened<T extends Float64Array | Int32Array | Uint8Array | Int8Array>(wide: T, old: T): T {
  wide.set(old);
  return wide;
}
