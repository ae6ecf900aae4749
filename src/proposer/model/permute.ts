/** A history with its outcomes under the wrong versions: a model that reads it has to answer differently. */

import type { Rng } from '../../market/rng.ts';
import type { DecisionRecord, ProposalRecord, VersionAuthor, VersionRecord } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';

/** Rules that refuse for what was measured. */
const MEASURED_RULES: readonly string[] = ['surrogate-veto', 'proven-worse', 'thin-evidence', 'invented-evidence'];

/**
 * The study as if each measured version had had the results of another one: sessions, lanes, comparisons, promotions and
 * rollbacks change their version numbers in a cycle, so that none keeps its own. Parameters and the words of models
 * and people stay; what code wrote of outcomes, in races, reasons and refusals, is taken out. Sessions' figures all occur, and
 * sessions and comparisons still agree with each other – so leaderboard and surrogate can be derived from the result as from any study.
 * @param fixed the champion: comparisons are against it
 * @returns null when fewer than two other versions were measured, so that nothing can change places
 */
export function permuteOutcomes(study: StudySnapshot, fixed: number, rng: Rng): StudySnapshot | null {
  const measured = [...new Set(study.lanes.map((lane) => lane.version))].filter((version) => version !== fixed);
  if (measured.length < 2) return null;
  const places = measured.toSorted((a, b) => a - b);
  const shuffled = [...places];
  // Sattolo's algorithm: one cycle through all, so that nothing stays in its place.
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = rng.integer(i);
    [shuffled[i], shuffled[j]] = [shuffled[j] as number, shuffled[i] as number];
  }
  const renamed = new Map(places.map((version, i) => [version, shuffled[i] as number]));
  const tried = [...new Set(study.trialLanes.map(({ proposalId }) => proposalId))];
  const as = (version: number): number => renamed.get(version) ?? version;
  return study.with({
    sessions: study.sessions.map((s) => ({ ...s, acting: as(s.acting), champion: as(s.champion) })),
    lanes: study.lanes.map((lane) => ({ ...lane, version: as(lane.version) })),
    // Each candidate on trial gets what the next one measured; a single one keeps its own.
    trialLanes: (tried.length < 2 ? [] : study.trialLanes).map((lane) => ({
      ...lane,
      proposalId: tried[(tried.indexOf(lane.proposalId) + 1) % tried.length] as number,
    })),
    evaluations: study.evaluations.map((evaluation) => ({
      ...evaluation,
      comparisons: evaluation.comparisons.map((c) => ({
        ...c,
        challenger: as(c.challenger),
        champion: as(c.champion),
      })),
    })),
    // What a document claims are outcomes too: each version gets what is claimed of the next.
    documents: study.documents.map((document) => ({
      ...document,
      claimed: document.claimed.map((one, i, all) => ({
        ...one,
        version: all[(i + 1) % all.length]?.version ?? one.version,
      })),
    })),
    versions: study.versions.map(withoutReason),
    proposals: study.proposals.map(withoutOutcome),
    decisions: study.decisions.map((decision) => {
      const { version, kind } = decision;
      const moved = version !== null && (kind === 'promote' || kind === 'rollback');
      return { ...withoutPolicy(decision), version: moved ? as(version) : version };
    }),
  });
}

/** Words of models and people are theirs; those of code tell what was measured. */
function isCode(author: VersionAuthor): boolean {
  return author !== 'model' && author !== 'human';
}

function withoutReason(version: VersionRecord): VersionRecord {
  return isCode(version.author) ? { ...version, reason: '' } : version;
}

/** What a candidate did on recorded markets is an outcome too, of parameters that need not be a version. */
function withoutOutcome(proposal: ProposalRecord): ProposalRecord {
  const shown = {
    ...proposal,
    race: null,
    findings: proposal.findings
      .filter(({ rule }) => !MEASURED_RULES.includes(rule))
      .map((finding) => ({ ...finding, reason: '' })),
    outcome: proposal.outcome === '' ? '' : 'another was taken',
  };
  if (!isCode(proposal.proposer)) return shown;
  const changes = proposal.changes.map((change) => ({ ...change, why: '' }));
  return { ...shown, changes, hypothesis: '', prediction: null };
}

function withoutPolicy(decision: DecisionRecord): DecisionRecord {
  return decision.by.startsWith('policy:') ? { ...decision, reason: '' } : decision;
}
