import { type Instrument, notional } from '../market/instrument.ts';
import type { FillColumns } from '../session/result.ts';

export interface Volume {
  /** Traded value, quote currency. */
  readonly total: number;
  /** Part of it that was passive. */
  readonly maker: number;
}

export function volumeOf(fills: FillColumns, instrument: Instrument): Volume {
  let total = 0;
  let maker = 0;
  for (let i = 0; i < fills.length; i++) {
    const value = notional(instrument, fills.priceTicks[i] as number, fills.lots[i] as number);
    total += value;
    if (fills.maker[i] === 1) maker += value;
  }
  return { total, maker };
}
