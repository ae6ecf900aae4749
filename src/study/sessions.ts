/** What a session is worth as evidence, and what the last one says of the price. */

import type { StudyReader } from './journal.ts';
import type { Feed, MarketSource, SessionRecord, SyntheticSource, TapePiece } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

/**
 * Those of `sessions` that are evidence, in their order, without those whose market overlaps one of `seen` or that of an earlier
 * one: minutes of the same tape, or the same generated market. To know what counts for one version, pass the sessions that it ran in.
 */
export function distinctSessions(
  sessions: readonly SessionRecord[],
  seen: readonly MarketSource[] = [],
): SessionRecord[] {
  const generated = new Set<string>();
  const recorded = new Map<string, TapePiece[]>();
  const isSeen = (source: MarketSource): boolean => {
    if (source.type === 'feed') return false;
    return source.type === 'synthetic'
      ? generated.has(marketOf(source))
      : (recorded.get(source.sha256) ?? []).some((piece) => shareMinutes(piece, source));
  };
  const see = (source: MarketSource): void => {
    if (source.type === 'synthetic') generated.add(marketOf(source));
    else if (source.type === 'tape') recorded.set(source.sha256, [...(recorded.get(source.sha256) ?? []), source]);
  };
  seen.forEach(see);
  return sessions.filter((session) => {
    const { source } = session;
    if (!isEvidence(session) || isSeen(source)) return false;
    see(source);
    return true;
  });
}

/** Whether a session counts: completed, and no lane was stopped for a reason outside the strategies, which would be its end reason. */
export function isEvidence({ status, endReason }: Pick<SessionRecord, 'status' | 'endReason'>): boolean {
  return status === 'completed' && endReason === null;
}

/** Whether two pieces are of the same tape and overlap. */
export function shareMinutes(a: TapePiece, b: TapePiece): boolean {
  return a.sha256 === b.sha256 && a.fromUs < b.toUs && b.fromUs < a.toUs;
}

function marketOf({ family, seed, generator, minutes, startPrice, reference }: SyntheticSource): string {
  return JSON.stringify([family, seed, generator, minutes, startPrice, reference]);
}

/** Completed sessions whose acting version placed no order, so that they measured nothing; in order. */
export function sessionsWithoutOrders({ sessions, lanes }: Pick<StudyRecords, 'sessions' | 'lanes'>): SessionRecord[] {
  return sessions.filter(
    ({ id, status, acting }) =>
      status === 'completed' &&
      lanes.some(
        (lane) =>
          lane.sessionId === id &&
          lane.version === acting &&
          lane.fillModel === 'pessimistic' &&
          lane.metrics.requests.placed === 0,
      ),
  );
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
