/** A lane's fills as CSV, one row an execution. */

import { type Instrument, notional } from '../market/instrument.ts';
import type { LaneSeries } from '../study/records.ts';
import { isoMicroseconds } from './isoTime.ts';

const FILLS_COLUMNS = 'time,side,price,size,value,liquidity,fee,mid,inventory';

/**
 * `startUs` is the session's start in microseconds since 1970. Price and mid are in quote currency, size and inventory in
 * base units, value and fee in quote currency (a negative fee is a rebate). `mid` is empty where the book had only one side.
 */
export function fillsCsv({ fills }: LaneSeries, instrument: Instrument, startUs: number): string {
  const priceDecimals = decimalsOf(instrument.tickSize);
  const sizeDecimals = decimalsOf(instrument.lotSize);
  const rows = [FILLS_COLUMNS];
  for (let i = 0; i < fills.length; i++) {
    const price = fills.priceTicks[i] as number;
    const lots = fills.lots[i] as number;
    const mid = fills.midTicks[i] as number;
    rows.push(
      [
        isoMicroseconds(startUs + (fills.timeUs[i] as number)),
        fills.side[i] === 0 ? 'buy' : 'sell',
        (price * instrument.tickSize).toFixed(priceDecimals),
        (lots * instrument.lotSize).toFixed(sizeDecimals),
        trimmed(notional(instrument, price, lots)),
        fills.maker[i] === 1 ? 'maker' : 'taker',
        trimmed(fills.fee[i] as number),
        // The mid lies on half ticks.
        Number.isNaN(mid) ? '' : (mid * instrument.tickSize).toFixed(priceDecimals + 1),
        ((fills.inventoryLots[i] as number) * instrument.lotSize).toFixed(sizeDecimals),
      ].join(','),
    );
  }
  return `${rows.join('\n')}\n`;
}

/** Money to eight decimals, without trailing zeros. */
function trimmed(amount: number): string {
  const text = amount.toFixed(8).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

function decimalsOf(step: number): number {
  const [digits = '', exponent = '0'] = String(step).split('e');
  return Math.max(0, (digits.split('.')[1] ?? '').length - Number(exponent));
}
