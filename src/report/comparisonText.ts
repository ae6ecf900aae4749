/** A paired comparison in words. */

import type { Comparison } from '../evaluation/comparison.ts';
import { counted, type Figures } from './figures.ts';

/** `+$0.80/h [+0.30, +1.30] (90 % interval, 6 sessions, 72 blocks)`. */
export function effectText(
  { gainPerHour, sessions, blocks }: Pick<Comparison, 'gainPerHour' | 'sessions' | 'blocks'>,
  figures: Figures,
): string {
  const n = `${counted(sessions, 'paired session')}, ${counted(blocks, 'block')}`;
  if (gainPerHour === null) return `no difference measurable yet (${n})`;
  return `${figures.perHour(gainPerHour)} (${figures.percent(gainPerHour.level)} interval, ${n})`;
}
