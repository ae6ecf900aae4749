/**
 * Answers by the leaderboard alone: the step of the grid depends on the number of the best version beside the champion. The
 * advice is arbitrary, but it changes when outcomes are permuted.
 */

import type { ModelAsk } from '../modelReply.ts';
import { anAnswerTo, baseIn, type Policy, repairsIn } from './policy.ts';

export function reader(): Policy {
  return (ask) => {
    const base = baseIn(ask);
    const best = bestIn(ask);
    if (best === null) return anAnswerTo(base, {});
    const further = 3 * (1 + (best % 4)) + repairsIn(ask);
    const gridResetBps = Number(base.parameters.gridResetBps) + further;
    return anAnswerTo(base, { gridResetBps }, 'As the best of them.');
  };
}

/** Number of the best version beside the champion; null while there is none. */
function bestIn({ user }: ModelAsk): number | null {
  const [, section = ''] = user.split('\n## All versions, best last\n');
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => !line.includes('| champion'));
  const numbers = rows.flatMap((row) => /^v(\d+) \|/.exec(row)?.[1] ?? []);
  return numbers.length === 0 ? null : Number(numbers.at(-1));
}
