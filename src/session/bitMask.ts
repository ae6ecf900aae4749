/** Sets of up to 32 slots as bits of a number, and pairs of such sets by side (0 bids, 1 asks). */

export function isEmpty(masks: Int32Array): boolean {
  return masks[0] === 0 && masks[1] === 0;
}

/** The set of the first `count` slots; `count` is at most 31. */
export function lowBits(count: number): number {
  return (1 << count) - 1;
}

/** How many slots a set holds. */
export function popCount(mask: number): number {
  let count = 0;
  for (let m = mask; m !== 0; m &= m - 1) count++;
  return count;
}
