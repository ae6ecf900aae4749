/** What a lane came to in sums, added up while it runs: all that pooled results are made of. */

import { type Instrument, notional } from '../market/instrument.ts';
import type { FillColumns, LaneSamples } from '../session/result.ts';
import type { Metrics } from './metrics.ts';

/** As in the metrics of the lane, digit by digit. */
export type LaneTotals = Pick<Metrics, 'volume' | 'fills' | 'profit' | 'feesPaid' | 'rebates'>;

export class TotalsCounter {
  readonly #instrument: Instrument;
  #volume = 0;
  #fills = 0;
  #profit = 0;
  #feesPaid = 0;
  #rebates = 0;

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
  }

  /** The next samples, and the next fills: rows `from` … `to` (exclusive). */
  add({ length, profit }: LaneSamples, fills: FillColumns, from: number, to: number): void {
    if (length > 0) this.#profit = profit[length - 1] as number;
    this.#fills += to - from;
    for (let i = from; i < to; i++) {
      this.#volume += notional(this.#instrument, fills.priceTicks[i] as number, fills.lots[i] as number);
      const fee = fills.fee[i] as number;
      if (fee > 0) this.#feesPaid += fee;
      else this.#rebates -= fee;
    }
  }

  totals(): LaneTotals {
    return {
      volume: this.#volume,
      fills: this.#fills,
      profit: this.#profit,
      feesPaid: this.#feesPaid,
      rebates: this.#rebates,
    };
  }
}
