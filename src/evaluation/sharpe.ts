const MINUTES_PER_YEAR = 365 * 24 * 60;

/**
 * Annualised Sharpe ratio of per-minute profit; null below two minutes or without variation. For reference only: an
 * hour of minutes says little about a year (Lo, "The Statistics of Sharpe Ratios", 2002).
 */
export function sharpeRatio(profit: Float64Array, stepUs: number): number | null {
  const step = Math.round(60e6 / stepUs);
  const perMinute: number[] = [];
  for (let i = step; i <= profit.length; i += step) {
    perMinute.push((profit[i - 1] as number) - (i === step ? 0 : (profit[i - 1 - step] as number)));
  }
  if (perMinute.length < 2) return null;
  const mean = perMinute.reduce((a, b) => a + b, 0) / perMinute.length;
  const variance = perMinute.reduce((a, b) => a + (b - mean) ** 2, 0) / (perMinute.length - 1);
  if (variance === 0) return null;
  return (mean / Math.sqrt(variance)) * Math.sqrt(MINUTES_PER_YEAR);
}
