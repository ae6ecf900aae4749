/** Sets of up to 32 things as bits of a number; a pair of them by side (0 bids, 1 asks). */

export function isEmpty(masks: Int32Array): boolean {
  return masks[0] === 0 && masks[1] === 0;
}

/** The first things, so many. */
export function lowBits(count: number): number {
  return (1 << count) - 1;
}

/** How many there are. */
export function popCount(mask: number): number {
  let count = 0;
  for (let m = mask; m !== 0; m &= m - 1) count++;
  return count;
}
