/** How long a proposal can be approved, for the terminal. */

import type { PlanNow } from '../app/decisions.ts';
import { minuteOf } from '../report/markdown.ts';
import { wrapped } from '../report/terminalText.ts';
import type { Io } from './io.ts';

/** Until when a proposal can be approved, or why it cannot be. */
export function planText({ waitingSince, expiresAt, problem }: PlanNow, io: Pick<Io, 'paint' | 'width'>): string[] {
  if (problem !== null) return wrapped(problem, io.width).map((line) => io.paint('red', line));
  if (waitingSince === null || expiresAt === null) return [];
  return [`Waits since ${minuteOf(waitingSince)} UTC; it can be approved until ${minuteOf(expiresAt)} UTC.`];
}
