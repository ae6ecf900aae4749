/** What the market of a study last traded around, as far as its records know. */

import type { StudyReader } from './journal.ts';

/** Ticks; undefined before the first completed session. Of a synthetic market, the price at which it began. */
export function lastPriceTicks(journal: StudyReader): number | undefined {
  const last = journal.sessions().findLast(({ status }) => status === 'completed');
  if (last === undefined) return undefined;
  const { source } = last;
  if (source.type === 'synthetic') return source.startPrice / journal.study.instrument.tickSize;
  return journal.laneSeries(last.id, last.acting, 'pessimistic').midTicks.findLast(Number.isFinite);
}
