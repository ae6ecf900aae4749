/** ACTIVE: quotes are followed. REDUCING: only orders that shrink the position. HALTED: none, until a person starts it again. */

export type TradingState = 'ACTIVE' | 'REDUCING' | 'HALTED';

const RANK: Readonly<Record<TradingState, number>> = { ACTIVE: 0, REDUCING: 1, HALTED: 2 };

export function isStricter(a: TradingState, b: TradingState): boolean {
  return RANK[a] > RANK[b];
}
