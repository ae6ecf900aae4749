import { families } from '../market/synthetic/families.ts';
import type { SessionRecord } from './records.ts';

/** Every label that {@link regimeOf} gives to a session with facts. */
export const regimes: readonly string[] = [...families, 'quiet', 'usual', 'fast'];

/**
 * The market's regime during a session, as a label: the family of a synthetic market, or how much a recorded one moved
 * (realised volatility in bps per √minute: below 3 quiet, above 8 fast – BTC's usual day lies between).
 */
export function regimeOf(session: SessionRecord): string {
  if (session.source.type === 'synthetic') return session.source.family;
  const volatility = session.facts?.market.volatilityBps;
  if (volatility === undefined) return 'unknown';
  if (volatility < 3) return 'quiet';
  return volatility > 8 ? 'fast' : 'usual';
}
