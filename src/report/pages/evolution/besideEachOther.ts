/** Two versions over the sessions that both completed, so that the market was the same for both. */

import { type Pooled, pool } from '../../../study/pooled.ts';
import { type Mode, modes } from '../../../study/records.ts';
import type { StudySnapshot } from '../../../study/studySnapshot.ts';
import type { Figures } from '../../figures.ts';

export interface Pair {
  readonly own: Pooled;
  readonly other: Pooled;
}

/** Pessimistic fills; null where the two completed no session side by side. */
export function besideEachOther(snapshot: StudySnapshot, version: number, other: number, mode: Mode): Pair | null {
  const [a, b] = [version, other].map((number) => snapshot.evidenceLanes(number, 'pessimistic', mode));
  if (a === undefined || b === undefined) return null;
  const others = new Set(b.map(({ session }) => session.id));
  const shared = new Set(a.map(({ session }) => session.id).filter((id) => others.has(id)));
  const pooled = (number: number, lanes: typeof a): Pooled | null =>
    pool(
      number,
      mode,
      'pessimistic',
      lanes.filter(({ session }) => shared.has(session.id)),
    );
  const [own, beside] = [pooled(version, a), pooled(other, b)];
  return own === null || beside === null ? null : { own, other: beside };
}

/** The mode nearest to real money in which a version completed a session; null before the first. */
export function modeOf(snapshot: StudySnapshot, version: number): Mode | null {
  return modes.find((mode) => snapshot.pooled(version, mode, 'pessimistic') !== null) ?? null;
}

/** A measured figure by which two versions may differ. */
interface Trait {
  /** `less inventory`. */
  readonly noun: string;
  readonly of: (pooled: Pooled) => number | null;
  readonly value: (value: number, figures: Figures) => string;
  /** What follows the figure: `$36.28` of inventory on average. */
  readonly what: string;
}

const TRAITS: readonly Trait[] = [
  { noun: 'volume', of: (p) => p.volume / p.hours, value: (v, f) => f.value(v), what: 'of volume an hour' },
  {
    noun: 'inventory',
    of: (p) => p.meanAbsolutePosition,
    value: (v, f) => f.value(v),
    what: 'of inventory on average',
  },
  {
    noun: 'adverse selection',
    of: (p) => against(p),
    value: (v, f) => `${f.number(v, 2)} bps`,
    what: 'against it within 30 s of a fill',
  },
  { noun: 'pausing', of: (p) => p.pauseShare, value: (v, f) => f.percent(v), what: 'of the time paused' },
  {
    noun: 'force closing',
    of: (p) => p.forceCloses / p.hours,
    value: (v, f) => f.number(v, 1),
    what: 'force closes an hour',
  },
];

/** How far the price went against fills within 30 s, in bps above zero; null where it did not, or where it is not known. */
function against({ markouts }: Pooled): number | null {
  const mean = markouts.find(({ horizonSeconds }) => horizonSeconds === 30)?.meanBps ?? null;
  return mean === null || mean >= 0 ? null : -mean;
}

export interface TraitDifference {
  readonly noun: string;
  /** Own figure over the other's: above 1 is more. Infinity where the other has none. */
  readonly ratio: number;
  /** `$36.28 of inventory on average instead of $116`. */
  readonly words: string;
}

/** A difference of less than this is not worth a sentence. */
const LEAST_RATIO = 1.3;

/** What differs most first. */
export function traitDifferences({ own, other }: Pair, figures: Figures): TraitDifference[] {
  return TRAITS.flatMap(({ noun, of, value, what }) => {
    const [a, b] = [of(own), of(other)];
    if (a === null || b === null || (a === 0 && b === 0)) return [];
    const ratio = a / b;
    if (ratio < LEAST_RATIO && ratio > 1 / LEAST_RATIO) return [];
    return [{ noun, ratio, words: `${value(a, figures)} ${what} instead of ${value(b, figures)}` }];
  }).toSorted((a, b) => distance(b) - distance(a));
}

/** From no difference. A trait that one side does not have at all counts as ten times. */
function distance({ ratio }: TraitDifference): number {
  return ratio === 0 || ratio === Number.POSITIVE_INFINITY ? Math.log(10) : Math.abs(Math.log(ratio));
}
