/** The columns of a lane as they go on record. A running lane's arrays may be longer than what was filled. */

import type { LaneSeries } from './records.ts';

type Column = Float64Array | Int32Array | Uint8Array;

/** A copy with `length` rows in every column. @throws RangeError when a column is shorter */
export function recordedRows({ fills, samples, midTicks }: LaneSeries): LaneSeries {
  const fill = <C extends Column>(name: string, column: C): C => firstRows(name, column, fills.length);
  const sample = <C extends Column>(name: string, column: C): C => firstRows(name, column, samples.length);
  return {
    fills: {
      length: fills.length,
      timeUs: fill('timeUs', fills.timeUs),
      order: fill('order', fills.order),
      side: fill('side', fills.side),
      priceTicks: fill('priceTicks', fills.priceTicks),
      lots: fill('lots', fills.lots),
      maker: fill('maker', fills.maker),
      fee: fill('fee', fills.fee),
      midTicks: fill('midTicks', fills.midTicks),
      inventoryLots: fill('inventoryLots', fills.inventoryLots),
    },
    samples: {
      stepUs: samples.stepUs,
      length: samples.length,
      profit: sample('profit', samples.profit),
      inventoryLots: sample('inventoryLots', samples.inventoryLots),
      paused: sample('paused', samples.paused),
      volume: sample('volume', samples.volume),
      holding: sample('holding', samples.holding),
    },
    midTicks: sample('midTicks', midTicks),
  };
}

function firstRows<C extends Column>(name: string, column: C, rows: number): C {
  if (column.length < rows) {
    throw new RangeError(`the lane's column ${name} has ${column.length} rows, ${rows} are needed`);
  }
  return column.slice(0, rows) as C;
}
