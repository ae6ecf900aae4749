/** Judges each key learning of the document behind v1 to v8 by measured differences between versions. The page explains the rule. */

import type { Estimate } from '../../src/evaluation/comparison.ts';
import { type BothModels, SHOWN_LEVEL, versionDifference } from './difference.ts';
import type { Design, SeedLearning } from './learnings.ts';
import type { Market } from './markets.ts';

export type Measure = 'perHour' | 'per10k';
/** Whether the difference in one family is evidence for the claim of the learning or against it. */
export type Finding = 'for' | 'against' | 'open';
export type LearningVerdict =
  | 'supports'
  | 'supports, in trends only'
  | 'refutes'
  | 'refutes, in trends only'
  | 'contests'
  | 'leaves open';

/** Families whose trends can be predicted, and the pool, which contains them. A liquid market has no such trends. */
const WITH_TRENDS: readonly string[] = ['trending', 'switching', 'pooled'];

/** A contrast in one family, or in all of them together. */
export interface Cell {
  /** A family, or `pooled`. */
  readonly where: string;
  readonly shown: BothModels;
  readonly finding: Readonly<Record<Measure, Finding>>;
}

export interface TestedLearning {
  readonly learning: SeedLearning;
  /** By contrast of the learning, then by family; the pooled cell last. */
  readonly cells: readonly (readonly Cell[])[];
  readonly verdict: Readonly<Record<Measure, LearningVerdict>>;
}

/**
 * Tests every contrast in several families. A family counts only if its interval lies on one side of zero. The level of that
 * interval is 1 − 10 % / families (Bonferroni): if nothing differs, at most a tenth of all contrasts have a family that counts.
 */
export function testLearning(design: Design, learning: SeedLearning, synthetic: readonly Market[]): TestedLearning {
  const indexOf = (name: string): number => design.versions.findIndex((version) => version.name === name);
  const strict = 1 - (1 - SHOWN_LEVEL) / synthetic.length;
  const pooled = { name: 'pooled', sessions: synthetic.flatMap(({ sessions }) => sessions) };
  const cells = learning.contrasts.map((contrast) => {
    const [one, other] = [indexOf(contrast.with), indexOf(contrast.without)];
    return [...synthetic, pooled].map(({ name, sessions }): Cell => {
      const shown = versionDifference(sessions, one, other, SHOWN_LEVEL);
      const judged = name === 'pooled' ? shown : versionDifference(sessions, one, other, strict);
      return {
        where: name,
        shown,
        finding: {
          perHour: findingOf(judged, 'perHour', learning.sign),
          per10k: findingOf(judged, 'per10k', learning.sign),
        },
      };
    });
  });
  // Contrasts in which several things differ count only if the learning has no other contrasts.
  const unconfounded = cells.filter((_, i) => learning.contrasts[i]?.confounded === null);
  const counted = unconfounded.length > 0 ? unconfounded : cells;
  return {
    learning,
    cells,
    verdict: { perHour: verdictOf(counted, 'perHour'), per10k: verdictOf(counted, 'per10k') },
  };
}

/** Both fill models must agree. */
function findingOf({ pessimistic, optimistic }: BothModels, measure: Measure, sign: 1 | -1): Finding {
  const signs = [pessimistic[measure], optimistic[measure]].map((estimate) => signOf(estimate) * sign);
  if (signs.every((one) => one > 0)) return 'for';
  return signs.every((one) => one < 0) ? 'against' : 'open';
}

/** 1 above zero, −1 below, 0 where the interval contains zero. */
function signOf(estimate: Estimate | null): number {
  if (estimate === null) return 0;
  if (estimate.low > 0) return 1;
  return estimate.high < 0 ? -1 : 0;
}

function verdictOf(cells: readonly (readonly Cell[])[], measure: Measure): LearningVerdict {
  const places = (finding: Finding): string[] =>
    cells.flat().flatMap((cell) => (cell.finding[measure] === finding ? [cell.where] : []));
  const [supporting, against] = [places('for'), places('against')];
  if (supporting.length > 0 && against.length > 0) return 'contests';
  const inTrends = [...supporting, ...against].every((where) => WITH_TRENDS.includes(where));
  if (supporting.length > 0) return inTrends ? 'supports, in trends only' : 'supports';
  if (against.length > 0) return inTrends ? 'refutes, in trends only' : 'refutes';
  return 'leaves open';
}
