/** What luck makes of the best of many. */

import type { LuckAdjusted } from '../study/luckAdjusted.ts';
import { counted, type Figures } from './figures.ts';

/** One sentence, the same on every page and in the terminal; what `luck` says where there is none. */
export function luckSentence(luck: LuckAdjusted | string, figures: Figures): string {
  if (typeof luck === 'string') return luck;
  const { version, against, tried, probability } = luck;
  const sets = counted(tried.versions + tried.candidates, 'set of parameters', 'sets of parameters');
  return `Luck: ${sets} were tried; the best of as many that are worth no more than v${against} would look as good as v${version} does in ${figures.chance(1 - probability)} of cases.`;
}

/** The same with the figures behind it; Markdown. */
export function luckDetails(luck: LuckAdjusted | string, figures: Figures): string {
  if (typeof luck === 'string') return luck;
  const { version, against, tried, blocks, sharpe, luck: byLuck } = luck;
  return `${luckSentence(luck, figures)} Of these ${counted(tried.versions, 'was a version', 'were versions')}, ${counted(tried.candidates, 'candidate')} raced over recorded markets. The best is expected to show a ratio of mean to deviation of ${figures.signed(byLuck, 3)} a block by luck alone; v${version} against v${against} shows ${figures.signed(sharpe, 3)} over ${counted(blocks, 'block')} (deflated score; tries are counted as independent).`;
}
