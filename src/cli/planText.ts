/** How long a proposal can be approved, for the terminal. */

import { type PlanNow, planWords } from '../app/decisions.ts';
import { wrapped } from '../report/terminalText.ts';
import type { Io } from './io.ts';

/** Until when a proposal can be approved, or why it cannot be. */
export function planText(plan: PlanNow, io: Pick<Io, 'paint' | 'width'>): string[] {
  const words = planWords(plan);
  if (words === null) return [];
  const lines = wrapped(words, io.width);
  return plan.problem === null ? lines : lines.map((line) => io.paint('red', line));
}
