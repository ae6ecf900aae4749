/**
 * The key learnings of the document behind v1 to v8 (versions.ts), as differences that can be measured: a version with the change
 * minus one without it. The two differ by one change where possible.
 */

import type { Parameters } from '../../src/strategy/parameters.ts';
import { type ExampleVersion, variant } from './versions.ts';

/** `with` − `without` over the same minutes. */
export interface Contrast {
  readonly with: string;
  readonly without: string;
  /** Further differences between the two; null when they differ only by the change of the learning. */
  readonly confounded: string | null;
}

export interface SeedLearning {
  readonly id: string;
  /** In the words of the document, shortened. */
  readonly claim: string;
  /** Expected sign of with − without under the claim. */
  readonly sign: 1 | -1;
  readonly contrasts: readonly Contrast[];
}

export interface Design {
  /** v1 to v8, then the variants that contrasts need. */
  readonly versions: readonly ExampleVersion[];
  readonly learnings: readonly SeedLearning[];
}

const CONFOUNDED_V2 = 'size, levels, reset';
const CONFOUNDED_V7 = 'spread, threshold, limit, force close';

/** @param seeds v1 to v8 */
export function designOf(seeds: readonly ExampleVersion[]): Design {
  const versions = [...seeds];
  /** Adds a variant of a version and returns its name. */
  const add = (base: string, label: string, changes: Parameters): string => {
    const made = variant(seeds, base, label, changes);
    versions.push(made);
    return made.name;
  };
  const single = (changed: string, other: string): Contrast => ({ with: changed, without: other, confounded: null });
  const confoundedBy = (changed: string, other: string, confounded: string): Contrast => ({
    with: changed,
    without: other,
    confounded,
  });
  const learnings: SeedLearning[] = [
    {
      id: 'wider spreads',
      claim: 'Wider spreads do not help: they only delay adverse selection',
      sign: -1,
      contrasts: [
        confoundedBy('v2', 'v1', CONFOUNDED_V2),
        single(add('v1', 'at 2.5 bps', { spreadBps: 2.5 }), 'v1'),
        single('v2', add('v2', 'at 1 bps', { spreadBps: 1 })),
        single(add('v8', 'at 2.5 bps', { spreadBps: 2.5 }), 'v8'),
      ],
    },
    {
      id: 'volatility',
      claim: 'Reactive volatility adjustment does not work: too slow',
      sign: -1,
      contrasts: [single('v3', 'v2'), single('v8', add('v8', 'without it', { volatilityMultiplier: 0 }))],
    },
    {
      id: 'skew',
      claim: 'Inventory skewing alone does not work',
      sign: -1,
      contrasts: [
        confoundedBy('v4', 'v3', 'limit'),
        single(add('v3', 'with skew', { inventorySkewSteps: 4 }), 'v3'),
        single('v8', add('v8', 'without skew', { inventorySkewSteps: 0 })),
      ],
    },
    {
      id: 'force close',
      claim: 'Force closing locks in losses',
      sign: -1,
      contrasts: [
        single('v5', 'v4'),
        single('v6', add('v6', 'without force close', { forceCloseOnTrend: false })),
        single('v8', add('v8', 'without force close', { forceCloseOnTrend: false })),
      ],
    },
    {
      id: 'pause',
      claim: 'Pre-emptive pausing works: prevent bad fills, do not cut them',
      sign: 1,
      contrasts: [
        confoundedBy('v6', 'v5', 'force close at 8 bps in a pause'),
        single(add('v4', 'with pause', { pauseOnTrend: true }), 'v4'),
        single('v8', add('v8', 'without pause', { pauseOnTrend: false })),
      ],
    },
    {
      id: 'minimum pause',
      claim: 'A minimum pause helps: do not resume too early',
      sign: 1,
      contrasts: [
        confoundedBy('v7', 'v6', CONFOUNDED_V7),
        single(add('v6', 'with 20 s', { pauseSeconds: 20 }), 'v6'),
        single('v7', add('v7', 'without minimum', { pauseSeconds: 0 })),
        single('v8', add('v8', 'without minimum', { pauseSeconds: 0 })),
      ],
    },
    {
      id: 'inventory limit',
      claim: 'Lower inventory limits: less exposure is less risk',
      sign: 1,
      contrasts: [
        confoundedBy('v4', 'v3', 'skew'),
        single(add('v3', 'limit 50', { inventoryLimitPct: 50 }), 'v3'),
        single(add('v6', 'limit 25', { inventoryLimitPct: 25 }), 'v6'),
        single('v8', add('v8', 'limit 50', { inventoryLimitPct: 50 })),
      ],
    },
    {
      id: 'tight and early',
      claim: 'Tight spread with early detection',
      sign: 1,
      contrasts: [
        confoundedBy('v8', 'v6', 'five other parameters'),
        single(add('v6', 'at 1.5 bps, 1 bps', { spreadBps: 1.5, rocPauseBps: 1 }), 'v6'),
        single('v8', add('v8', 'at 2.5 bps, 2 bps', { spreadBps: 2.5, rocPauseBps: 2 })),
        single('v8', add('v8', 'pause from 2 bps', { rocPauseBps: 2 })),
      ],
    },
    {
      id: 'v8',
      claim: 'v8 is the breakthrough: better than all before it',
      sign: 1,
      contrasts: [
        confoundedBy('v8', 'v7', 'a version as a whole'),
        confoundedBy('v8', 'v6', 'a version as a whole'),
        confoundedBy('v8', 'v1', 'a version as a whole'),
      ],
    },
  ];
  return { versions, learnings };
}
