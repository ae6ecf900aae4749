/** The document's values for stocks and for crypto, before and after its changes. docs/strategies/fade.md says what it leaves open. */

import type { Preset } from '../strategy.ts';

/** The document has no hard stop before its changes: as far as the parameter goes. */
const NO_HARD_LIMIT = 10_000;

export const fadePresets: readonly Preset[] = [
  {
    name: 'stock-before',
    meaning: 'Stocks before the changes: a small edge that the costs ate, and large positions.',
    values: {
      baseEdge: 0.01,
      edgeRange: 0.01,
      minSpreadPct: 0.02,
      maxSpreadPct: 0.5,
      baseQuantity: 5,
      inventorySoftLimit: 200,
      inventoryHardLimit: NO_HARD_LIMIT,
      fadeStrength: 0.02,
      volatilityHalt: 0.1,
      costPerUnit: 0.005,
    },
  },
  {
    name: 'stock',
    meaning: 'Stocks after the changes: five times the edge, smaller, halting earlier, a hard stop at 100 shares.',
    values: {
      baseEdge: 0.05,
      edgeRange: 0.05,
      minSpreadPct: 0.02,
      maxSpreadPct: 0.5,
      baseQuantity: 3,
      inventorySoftLimit: 50,
      inventoryHardLimit: 100,
      fadeStrength: 0.04,
      volatilityHalt: 0.08,
      costPerUnit: 0.005,
    },
  },
  {
    name: 'crypto-before',
    meaning: 'Crypto before the changes.',
    values: {
      baseEdge: 5,
      edgeRange: 10,
      minSpreadPct: 0.02,
      maxSpreadPct: 0.5,
      baseQuantity: 1,
      inventorySoftLimit: 10,
      inventoryHardLimit: NO_HARD_LIMIT,
      fadeStrength: 0.02,
      volatilityHalt: 0.1,
    },
  },
  {
    name: 'crypto',
    meaning: 'Crypto after the changes: three times the edge, half the position, stronger fading, halting earlier.',
    values: {
      baseEdge: 15,
      edgeRange: 20,
      minSpreadPct: 0.05,
      maxSpreadPct: 1,
      baseQuantity: 1,
      inventorySoftLimit: 5,
      inventoryHardLimit: 10,
      fadeStrength: 0.05,
      volatilityHalt: 0.08,
    },
  },
];
