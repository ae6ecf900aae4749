/** What is left of the best version once it is counted how many were tried. */

import type { LuckAdjusted } from '../study/luckAdjusted.ts';
import { counted, type Figures } from './figures.ts';

/** Markdown, a sentence; what `luck` says where there is none. */
export function luckSentence(luck: LuckAdjusted | string, figures: Figures): string {
  if (typeof luck === 'string') return luck;
  const { version, against, tried, blocks, sharpe, luck: byLuck, probability } = luck;
  return `**Luck-adjusted best**: of ${counted(tried.versions + tried.candidates, 'set of parameters', 'sets of parameters')} that were tried (${counted(tried.versions, 'version')}, ${counted(tried.candidates, 'candidate')} raced over recorded markets) the best is expected to show a ratio of mean to deviation of ${figures.signed(byLuck, 3)} a block by luck alone; v${version} against v${against} shows ${figures.signed(sharpe, 3)} over ${counted(blocks, 'block')}, so the probability that it is better than luck explains is **${figures.percent(probability)}** (deflated score; tries are counted as independent).`;
}

/** For a line of a terminal: `v7 against v1: 44 % that it is better than the best of 97 sets by luck alone`. */
export function luckLine(luck: LuckAdjusted | string, figures: Figures): string {
  if (typeof luck === 'string') return luck;
  const { version, against, tried, probability } = luck;
  return `v${version} against v${against}: ${figures.percent(probability)} that it is better than luck makes the best of ${counted(tried.versions + tried.candidates, 'tried set of parameters', 'tried sets of parameters')}`;
}
