/** Share of side-time held back: 0 never, 0.5 one side all the time, 1 both. Bit 0 bids, bit 1 asks per sample. */
export function pauseShare(paused: Uint8Array): number {
  if (paused.length === 0) return 0;
  let sides = 0;
  for (const bits of paused) sides += (bits & 1) + ((bits >> 1) & 1);
  return sides / (2 * paused.length);
}
