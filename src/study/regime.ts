/** Kinds of market that a study has met: what holds in one may not hold in another. */

import { families } from '../market/synthetic/families.ts';
import type { SessionRecord } from './records.ts';

/** Every label that a session can get. */
export const regimes: readonly string[] = [...families, 'quiet', 'usual', 'fast'];

/**
 * Gives a session its regime: the family of a synthetic market; of a recorded one `quiet`, `usual` or `fast`, by the thirds of the
 * volatility of all recorded sessions among these. So a regime is relative to the instrument's own history, and the label of an old
 * session may change while that history grows.
 *
 * @param sessions all of the study; `unknown` without facts
 */
export function regimesAmong(sessions: readonly SessionRecord[]): (session: SessionRecord) => string {
  const volatilities = sessions
    .flatMap(({ source, facts }) => (source.type === 'synthetic' || facts === null ? [] : [facts.market.volatilityBps]))
    .sort((a, b) => a - b);
  const [lower, upper] = [thirds(volatilities, 1), thirds(volatilities, 2)];
  return ({ source, facts }) => {
    if (source.type === 'synthetic') return source.family;
    if (facts === null) return 'unknown';
    const { volatilityBps } = facts.market;
    if (volatilityBps < lower) return 'quiet';
    return volatilityBps >= upper && upper > lower ? 'fast' : 'usual';
  };
}

/** The value at which the next third of the sorted values begins; the first value where there are fewer than three. */
function thirds(sorted: readonly number[], nth: 1 | 2): number {
  const at = sorted.length < 3 ? 0 : Math.floor((sorted.length * nth) / 3);
  return sorted[at] ?? 0;
}
