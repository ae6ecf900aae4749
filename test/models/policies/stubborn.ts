/** Gives the same answer to every question and complaint. */

import { anAnswerTo, baseIn, type Policy } from './policy.ts';

export function stubborn(spreadBps = 1.3): Policy {
  return (ask) => anAnswerTo(baseIn(ask), { spreadBps }, 'As I said.');
}
