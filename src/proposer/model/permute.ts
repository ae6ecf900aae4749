/** A history in which the outcomes stand under the wrong versions: whoever reads it has to answer otherwise. */

import type { Rng } from '../../market/rng.ts';
import type { HistoryInput } from './records.ts';

/**
 * The study as if each measured version had had the results of another one: sessions, lanes, comparisons, promotions and
 * rollbacks change their version numbers in a cycle, so that none keeps its own. Parameters, reasons and proposals stay,
 * every figure still occurs, and sessions and comparisons still agree with each other – so standing, leaderboard and
 * surrogate can be derived from the result as from any study.
 * @param fixed the champion: comparisons are against it
 * @returns null when fewer than two other versions were measured, so that nothing can change places
 */
export function permuteOutcomes(input: HistoryInput, fixed: number, rng: Rng): HistoryInput | null {
  const measured = [...new Set(input.lanes.map((lane) => lane.version))].filter((version) => version !== fixed);
  if (measured.length < 2) return null;
  const places = measured.toSorted((a, b) => a - b);
  const shuffled = [...places];
  // Sattolo's algorithm: one cycle through all, so that nothing stays in its place.
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = rng.integer(i);
    [shuffled[i], shuffled[j]] = [shuffled[j] as number, shuffled[i] as number];
  }
  const renamed = new Map(places.map((version, i) => [version, shuffled[i] as number]));
  const as = (version: number): number => renamed.get(version) ?? version;
  return {
    ...input,
    sessions: input.sessions.map((s) => ({ ...s, acting: as(s.acting), champion: as(s.champion) })),
    lanes: input.lanes.map((lane) => ({ ...lane, version: as(lane.version) })),
    evaluations: input.evaluations.map((evaluation) => ({
      ...evaluation,
      comparisons: evaluation.comparisons.map((c) => ({
        ...c,
        challenger: as(c.challenger),
        champion: as(c.champion),
      })),
    })),
    // What candidates did on recorded markets is an outcome too, of parameters that need not be a version.
    proposals: input.proposals.map((proposal) => ({ ...proposal, race: null })),
    decisions: input.decisions.map((d) =>
      d.version !== null && (d.kind === 'promote' || d.kind === 'rollback') ? { ...d, version: as(d.version) } : d,
    ),
  };
}
