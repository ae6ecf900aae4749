import { ASK, BID, DELAY, DEPTH, FUNDING, MAX_LOTS } from '../../market/tape.ts';

/** Columns of a tape or of a part of it; `kind` and `side` may still be as wide as they are stored. */
export interface RowColumns {
  readonly timeUs: Float64Array;
  readonly kind: Uint8Array | Int32Array;
  readonly side: Uint8Array | Int32Array;
  readonly priceTicks: Int32Array;
  readonly size: Int32Array;
}

/**
 * The first of `length` rows that no tape may contain, and why; undefined if all rows are possible.
 * `previousUs` is the time of the row before the first.
 */
export function impossibleRow(
  rows: RowColumns,
  length: number,
  previousUs: number,
): { readonly row: number; readonly reason: string } | undefined {
  const { timeUs, kind, side, priceTicks, size } = rows;
  let before = previousUs;
  for (let i = 0; i < length; i++) {
    // A hot loop, as measured. The indices are below `length`, so the assertions hold.
    const time = timeUs[i] as number;
    const kindHere = kind[i] as number;
    const sideHere = side[i] as number;
    const price = priceTicks[i] as number;
    const lots = size[i] as number;
    if (!(time >= before)) {
      return { row: i, reason: `time ${time} µs comes before ${before} µs; a tape's time never decreases` };
    }
    if (!Number.isSafeInteger(time)) {
      return { row: i, reason: `time ${time} µs is not a whole number of microseconds` };
    }
    if (kindHere < DEPTH || kindHere > DELAY) {
      return { row: i, reason: `kind ${kindHere} is unknown; the kinds are ${DEPTH} to ${DELAY}` };
    }
    if (sideHere !== BID && sideHere !== ASK) {
      return { row: i, reason: `side ${sideHere} is neither bid (${BID}) nor ask (${ASK})` };
    }
    if (price > MAX_LOTS || price < -MAX_LOTS) {
      return { row: i, reason: `price of ${price} ticks is beyond ±${MAX_LOTS}` };
    }
    if (lots > MAX_LOTS || lots < -MAX_LOTS || (lots < 0 && kindHere !== FUNDING)) {
      const what = kindHere === DELAY ? `delay of ${lots} µs` : `size of ${lots} lots`;
      return { row: i, reason: `${what} is not between 0 and ${MAX_LOTS}` };
    }
    before = time;
  }
  return undefined;
}
