/** Sessions of which each saw a market of its own: seeing the same one twice is no new evidence. */

import type { MarketSource, SessionRecord, TapePiece } from './records.ts';

/**
 * The completed ones of `sessions`, in their order, without those whose market overlaps one of `seen` or that of an earlier
 * one: minutes of the same tape, or the same generated market. What counts for one version is asked of the sessions that it ran in.
 */
export function distinctSessions(
  sessions: readonly SessionRecord[],
  seen: readonly MarketSource[] = [],
): SessionRecord[] {
  const generated = new Set<string>();
  const recorded = new Map<string, TapePiece[]>();
  const isNew = (source: MarketSource): boolean => {
    if (source.type === 'synthetic') {
      const { family, seed, generator, minutes, startPrice } = source;
      const market = JSON.stringify([family, seed, generator, minutes, startPrice]);
      if (generated.has(market)) return false;
      generated.add(market);
      return true;
    }
    const pieces = recorded.get(source.sha256) ?? [];
    if (pieces.some((piece) => piece.fromUs < source.toUs && source.fromUs < piece.toUs)) return false;
    recorded.set(source.sha256, [...pieces, source]);
    return true;
  };
  for (const source of seen) isNew(source);
  return sessions.filter(({ status, source }) => status === 'completed' && isNew(source));
}
