/** A paired comparison in words. */

import type { Comparison } from '../evaluation/comparison.ts';
import { counted, type Figures } from './figures.ts';

/** `+$0.80/h [+0.30, +1.30] (90 % interval, 6 sessions, 72 blocks)`. */
export function effectText(
  { profitPerHour, sessions, blocks }: Pick<Comparison, 'profitPerHour' | 'sessions' | 'blocks'>,
  figures: Figures,
): string {
  const n = `${counted(sessions, 'paired session')}, ${counted(blocks, 'block')}`;
  if (profitPerHour === null) return `no difference measurable yet (${n})`;
  return `${figures.perHour(profitPerHour)} (${figures.percent(profitPerHour.level)} interval, ${n})`;
}
