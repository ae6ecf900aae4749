/** Results of `tune replay` and `tune sweep` for the terminal. */

import type { ReplayedVersions } from '../app/replayVersions.ts';
import { bestFirst, type SweptSets } from '../app/sweepParameters.ts';
import { counted } from '../report/figures.ts';
import { setTable } from '../report/tables/setTable.ts';

/** Sets that the table of a sweep shows. results.csv has all. */
const SHOWN = 15;

export function replayText({ summaries, tapes }: ReplayedVersions, currency: string): string {
  const title = `${counted(tapes, 'tape')}; pessimistic fills first, then optimistic; intervals over five-minute blocks`;
  return setTable(title, summaries, currency);
}

export function sweepText(swept: SweptSets, tapes: number, currency: string): string {
  const best = bestFirst(swept).slice(0, SHOWN);
  const title = `best ${best.length} of ${swept.summaries.length} sets on ${counted(tapes, 'tape')}, by the lower end of the pessimistic interval`;
  return setTable(title, best, currency);
}

export function sweepData({ sets, summaries }: SweptSets): object {
  return summaries.map((summary, i) => ({ ...summary, parameters: sets[i] }));
}

/** What the user has to know about a result: it is partly luck, and a parameter may have made no difference. */
export function sweepWarnings({ summaries }: SweptSets, withoutEffect: readonly string[]): string[] {
  return [
    `The best of ${summaries.length} looks better than it is: luck was part of the choice. Confirm it in sessions of its own.`,
    ...withoutEffect.map(
      (name) =>
        `${name} made no difference. Perhaps the base switches off the part of the strategy that uses it (--base, [parameters]).`,
    ),
  ];
}
