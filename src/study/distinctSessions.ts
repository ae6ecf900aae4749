/** Sessions of which each saw a market of its own: seeing the same one twice is no new evidence. */

import type { MarketSource, SessionRecord } from './records.ts';

type Recorded = Extract<MarketSource, { readonly type: 'tape' }>;

/**
 * The completed ones of `sessions`, in their order, without those whose market overlaps that of an earlier one: minutes of
 * the same tape, or the same generated market. What counts for one version is asked of the sessions that it ran in.
 */
export function distinctSessions(sessions: readonly SessionRecord[]): SessionRecord[] {
  const generated = new Set<string>();
  const recorded = new Map<string, Recorded[]>();
  return sessions.filter(({ status, source }) => {
    if (status !== 'completed') return false;
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
  });
}
