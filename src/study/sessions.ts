/** What a session is worth as evidence, and what the last one says of the price. */

import type { StudyReader } from './journal.ts';
import { MarketSet } from './marketSet.ts';
import type { Feed, MarketSource, SessionRecord } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

/**
 * Those of `sessions` that are evidence, in their order, without those whose market was seen before or overlaps that of an earlier
 * one: minutes of the same tape, or the same generated market. To know what counts for one version, pass the sessions that it ran in.
 */
export function distinctSessions(
  sessions: readonly SessionRecord[],
  wasSeen: (source: MarketSource) => boolean = () => false,
): SessionRecord[] {
  const own = new MarketSet();
  return sessions.filter((session) => {
    const { source } = session;
    if (!isEvidence(session) || wasSeen(source) || own.has(source)) return false;
    own.add(source);
    return true;
  });
}

/** Whether a session counts: completed, and no lane was stopped for a reason outside the strategies, which would be its end reason. */
export function isEvidence({ status, endReason }: Pick<SessionRecord, 'status' | 'endReason'>): boolean {
  return status === 'completed' && endReason === null;
}

/** Completed sessions whose acting version placed no order, so that they measured nothing; in order. */
export function sessionsWithoutOrders({ sessions, lanes }: Pick<StudyRecords, 'sessions' | 'lanes'>): SessionRecord[] {
  const idle = new Set(
    lanes.flatMap(({ sessionId, version, fillModel, metrics }) =>
      fillModel === 'pessimistic' && metrics.requests.placed === 0 ? [`${sessionId} ${version}`] : [],
    ),
  );
  return sessions.filter(({ id, status, acting }) => status === 'completed' && idle.has(`${id} ${acting}`));
}

/** Last known price of the study's market, ticks; undefined before the first completed session. Of a synthetic market, the price at which it began. */
export function lastPriceTicks(journal: StudyReader): number | undefined {
  const last = journal.sessions().findLast(({ status }) => status === 'completed');
  if (last === undefined) return undefined;
  const { source } = last;
  if (source.type === 'synthetic') return source.startPrice / journal.study.instrument.tickSize;
  return journal.laneSeries(last.id, last.acting, 'pessimistic').midTicks.findLast(Number.isFinite);
}

/** A market of a venue in words, e.g. `BTC on hyperliquid`. */
export function feedName({ venue, symbol }: Feed): string {
  return `${symbol} on ${venue}`;
}
