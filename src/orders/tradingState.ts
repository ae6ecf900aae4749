/** ACTIVE: quotes are followed. REDUCING: only orders that shrink the position. HALTED: none, until a person arms it. */

export type TradingState = 'ACTIVE' | 'REDUCING' | 'HALTED';
