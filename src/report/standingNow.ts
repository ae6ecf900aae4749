/** Where the study of a report stands; worked out once for each input, since every page of a history asks. */

import type { Comparison } from '../evaluation/comparison.ts';
import { decisionRules } from '../evaluation/decisionRules.ts';
import type { Judgement } from '../evaluation/verdict.ts';
import { childSeed } from '../market/rng.ts';
import { heldByReplay } from '../study/replaySign.ts';
import { type Standing, standingOf } from '../study/standing.ts';
import { type ReportInput, sessionsInOrder, versionsInOrder } from './input.ts';

const known = new WeakMap<ReportInput, Standing>();

/** With the seed of the campaign: its figures are those of the verdicts on record. */
export function standingNow(input: ReportInput): Standing {
  let standing = known.get(input);
  if (standing === undefined) {
    const { study, proposals, lanes } = input;
    const versions = versionsInOrder(input);
    const decisions = input.decisions.toSorted((a, b) => a.id - b.id);
    const records = { versions, sessions: sessionsInOrder(input), lanes, decisions };
    const derived = standingOf(records, decisionRules(study), childSeed(study.seed, 'compare'));
    standing = {
      ...derived,
      versions: derived.versions.map((one) => ({
        ...one,
        comparison: one.comparison && heldByReplay(one.comparison, versions, proposals),
      })),
    };
    known.set(input, standing);
  }
  return standing;
}

/**
 * Verdict and reason of a pair as the study stands. The record of a version that did not run since may call it the best
 * guess that another has become; against a champion who lost the title the record stays.
 */
export function judgementNow(recorded: Comparison, input: ReportInput): Judgement {
  const { versions } = standingNow(input);
  const now = versions.find(({ version }) => version.number === recorded.challenger)?.comparison ?? null;
  return now?.champion === recorded.champion ? now : recorded;
}
