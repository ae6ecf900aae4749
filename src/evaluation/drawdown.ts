/** Largest fall of a running profit from its earlier peak, the start (0) included; positive, quote currency. */
export function maxDrawdown(profit: Float64Array): number {
  let peak = 0;
  let worst = 0;
  for (const value of profit) {
    if (value > peak) peak = value;
    if (peak - value > worst) worst = peak - value;
  }
  return worst;
}
