/** Whether orders were so large that a real market would react to them, which no replay does. */

import type { Metrics } from '../evaluation/metrics.ts';
import type { Figures } from './figures.ts';

/** Share of a version's orders from which it is said. */
const WORTH_SAYING = 0.03;

/** One sentence over all given lanes; null where there is nothing to say, or nothing was counted. */
export function largeOrdersWarning(
  lanes: readonly { readonly metrics: Pick<Metrics, 'requests'> }[],
  figures: Figures,
): string | null {
  const counted = lanes.flatMap(({ metrics: { requests } }) =>
    requests.large === undefined ? [] : [{ large: requests.large, placed: requests.placed }],
  );
  const placed = counted.reduce((sum, lane) => sum + lane.placed, 0);
  const large = counted.reduce((sum, lane) => sum + lane.large, 0);
  if (placed === 0 || large / placed < WORTH_SAYING) return null;
  return `${figures.percent(large / placed)} of orders were larger than 10 % of the size at the touch: a real market would react; fills are too kind.`;
}
