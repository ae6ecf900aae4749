/** CSV files: fills of a lane, results of a trial, costs of model calls. */

import type { PooledSet, SetSummary } from '../evaluation/setSummary.ts';
import { type Instrument, notional } from '../market/instrument.ts';
import type { LaneSeries } from '../study/records.ts';
import { isoMicroseconds } from './isoTime.ts';
import { type CallGroup, failureWords } from './modelCalls.ts';

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

const CSV_MODEL = ['volume', 'fills', 'profit', 'fees', 'rebates', 'per10k', 'per10k_low', 'per10k_high'];

/** One line a version; empty cells where there is no figure. `extra` adds columns, e.g. the parameters of a sweep. */
export function setCsv(
  summaries: readonly SetSummary[],
  extra: { readonly columns: readonly string[]; readonly cells: (row: number) => readonly string[] } = {
    columns: [],
    cells: () => [],
  },
): string {
  const columns = [
    'version',
    ...extra.columns,
    'hours',
    ...CSV_MODEL.map((name) => `pessimistic_${name}`),
    ...CSV_MODEL.map((name) => `optimistic_${name}`),
    'sign_agrees',
  ];
  const lines = summaries.map(({ name, hours, pessimistic, optimistic, signAgrees }, row) => [
    quoted(name),
    ...extra.cells(row),
    hours,
    ...modelCells(pessimistic),
    ...modelCells(optimistic),
    signAgrees,
  ]);
  return `${[columns, ...lines].map((cells) => cells.join(',')).join('\n')}\n`;
}

function modelCells(trial: PooledSet): (number | string)[] {
  const { volume, fills, profit, feesPaid, rebates, profitPer10k, per10kInterval } = trial;
  return [
    volume,
    fills,
    profit,
    feesPaid,
    rebates,
    profitPer10k ?? '',
    per10kInterval?.low ?? '',
    per10kInterval?.high ?? '',
  ];
}

/** One line a group; the cost is empty where it is not known. */
export function costCsv(groups: readonly CallGroup[]): string {
  const head =
    'day,model,calls,accepted,input_tokens,cached_tokens,output_tokens,cost_usd,cost_unknown_calls,not_usable';
  const lines = groups.map(({ day, model, sum }) =>
    [
      day,
      quoted(model),
      sum.calls,
      sum.accepted,
      sum.inputTokens,
      sum.cachedTokens,
      sum.outputTokens,
      sum.cost ?? '',
      sum.costUnknown,
      quoted(failureWords(sum)),
    ].join(','),
  );
  return `${[head, ...lines].join('\n')}\n`;
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
