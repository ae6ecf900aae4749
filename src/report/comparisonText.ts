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

/** What the optimistic fills say beside the pessimistic ones; a conclusion that another end of the band turns over counts for nothing. */
export function bandWords(
  {
    gainPerHour,
    optimisticGainPerHour,
    signAgrees,
  }: Pick<Comparison, 'gainPerHour' | 'optimisticGainPerHour' | 'signAgrees'>,
  figures: Figures,
): string {
  const perHour = (amount: number): string => `${figures.money(amount)}/h`;
  const optimistic = optimisticGainPerHour === null ? '' : `, ${perHour(optimisticGainPerHour)}`;
  if (signAgrees) return `the same sign${optimistic}`;
  if (gainPerHour === null || optimisticGainPerHour === null) {
    return 'another sign: the effect hangs on how fills are modelled, and counts for nothing';
  }
  return `another sign: ${perHour(gainPerHour.mean)} with pessimistic fills and ${perHour(optimisticGainPerHour)} with optimistic ones. The effect hangs on how orders are filled, and counts for nothing`;
}
