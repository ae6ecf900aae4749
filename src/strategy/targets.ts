/** Figures that a strategy is meant to reach. evaluation/targets.ts measures whether it does. */

/**
 * What is measured:
 * - `makerRatio`: share of the volume that was passive, 0…1
 * - `tradesPerDay`: executions in 24 hours
 * - `sharpe`: mean over standard deviation of profit, scaled to a year of 365 days
 * - `drawdown`: largest fall of profit from an earlier peak, as a share of capital
 * - `fillRate`: share of the placed orders that got a fill, 0…1
 * - `spreadCapturedBps`: distance of the fills from the mid before them, bps of their value
 * - `largestPosition`: largest absolute position, as a share of capital
 */
export type TargetMeasure =
  | 'makerRatio'
  | 'tradesPerDay'
  | 'sharpe'
  | 'drawdown'
  | 'fillRate'
  | 'spreadCapturedBps'
  | 'largestPosition';

export interface Target {
  readonly measure: TargetMeasure;
  /** `above`: the figure has to be more than `value`; `below`: less. */
  readonly bound: 'above' | 'below';
  /** In the unit of the measure. */
  readonly value: number;
  /** Market time that the target speaks of, where the figure can only grow with time (`drawdown`, `largestPosition`). */
  readonly hours?: number;
}
