/** Says the same whatever it is shown and whatever is wrong with it. */

import { anAnswerTo, baseIn, type Policy } from './policy.ts';

export function stubborn(spreadBps = 1.3): Policy {
  return (ask) => anAnswerTo(baseIn(ask), { spreadBps }, 'As I said.');
}
