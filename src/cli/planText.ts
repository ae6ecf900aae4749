/** How long a proposal can be approved, for the terminal. */

import { type PlanNow, planWords } from '../app/decisions.ts';
import { wrapped } from '../report/terminalText.ts';
import type { Io } from './io.ts';

/** Until when a proposal can be approved, or why it cannot be. */
export function planText(plan: PlanNow, io: Pick<Io, 'paint' | 'width'>): string[] {
  const words = planWords(plan);
  if (words === null) return [];
  if (plan.problem === null) return [words];
  return wrapped(words, io.width).map((line) => io.paint('red', line));
}
