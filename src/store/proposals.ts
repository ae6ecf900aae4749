/** Rows of proposals: their content never changes, their status goes forward: from a trial to review or to an end, from waiting to an end. */

import type { NewProposal, TrialEnd } from '../study/journal.ts';
import { noneOf } from '../study/missing.ts';
import type {
  GuardrailFinding,
  ModelNotes,
  ParameterChange,
  Prediction,
  ProposalDraft,
  ProposalRecord,
  ProposalStatus,
  RaceRecord,
  VersionAuthor,
} from '../study/records.ts';
import { checkFinite, toJson } from '../study/recordText.ts';
import type { DecidedStatus } from '../study/transitions.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json.ts';

interface ProposalRow {
  readonly id: number;
  readonly study_id: number;
  readonly session_id: number | null;
  readonly proposer: VersionAuthor;
  readonly base: number;
  readonly intent: ProposalDraft['intent'];
  readonly changes: string;
  readonly hypothesis: string;
  readonly predicted_mean: number | null;
  readonly predicted_p10: number | null;
  readonly predicted_p90: number | null;
  readonly predicted_probability_better: number | null;
  readonly notes: string | null;
  readonly race: string | null;
  readonly findings: string;
  readonly hash: string;
  readonly status: ProposalStatus;
  readonly outcome: string;
  readonly superseded_reason: string | null;
  readonly superseded_at: string | null;
  /** 1 for a candidate that is or was on trial. */
  readonly trial: number;
  readonly chosen_after: number | null;
  readonly created_at: string;
}

/** With what came later: the session that chose it, and the newest time that it was validated again. */
interface PresentRow extends ProposalRow {
  readonly chosen_at: string | null;
  readonly renewed_hash: string | null;
  readonly renewed_findings: string | null;
  readonly renewed_at: string | null;
}

const PRESENT = `SELECT proposals.*, evaluations.evaluated_at AS chosen_at,
    renewals.hash AS renewed_hash, renewals.findings AS renewed_findings, renewals.renewed_at AS renewed_at
  FROM proposals
  LEFT JOIN evaluations ON evaluations.session_id = proposals.chosen_after
  LEFT JOIN renewals ON renewals.id = (SELECT max(id) FROM renewals WHERE proposal_id = proposals.id)`;

export class ProposalTable {
  readonly #insert;
  readonly #close;
  readonly #supersede;
  readonly #choose;
  readonly #passOver;
  readonly #one;
  readonly #all;
  readonly #waiting;
  readonly #allAsMade;
  readonly #after;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<
      Omit<ProposalRow, 'id' | 'superseded_reason' | 'superseded_at' | 'chosen_after'>,
      never
    >(
      `INSERT INTO proposals (study_id, session_id, proposer, base, intent, changes, hypothesis, predicted_mean,
         predicted_p10, predicted_p90, predicted_probability_better, notes, race, findings, hash, status, outcome,
         trial, created_at)
       VALUES (@study_id, @session_id, @proposer, @base, @intent, @changes, @hypothesis, @predicted_mean,
         @predicted_p10, @predicted_p90, @predicted_probability_better, @notes, @race, @findings, @hash, @status, @outcome,
         @trial, @created_at)`,
    );
    this.#close = connection.prepare<[DecidedStatus, number], never>('UPDATE proposals SET status = ? WHERE id = ?');
    this.#supersede = connection.prepare<[string, string, number], never>(
      "UPDATE proposals SET status = 'superseded', superseded_reason = ?, superseded_at = ? WHERE id = ?",
    );
    this.#choose = connection.prepare<[number, number], never>(
      "UPDATE proposals SET status = 'waiting', chosen_after = ? WHERE id = ?",
    );
    this.#passOver = connection.prepare<[string, number], never>(
      "UPDATE proposals SET status = 'passed-over', outcome = ? WHERE id = ?",
    );
    this.#one = connection.prepare<[number, number], PresentRow>(
      `${PRESENT} WHERE proposals.study_id = ? AND proposals.id = ?`,
    );
    this.#all = connection.prepare<[number], PresentRow>(
      `${PRESENT} WHERE proposals.study_id = ? ORDER BY proposals.id`,
    );
    this.#waiting = connection.prepare<[number], PresentRow>(
      `${PRESENT} WHERE proposals.study_id = ? AND proposals.status = 'waiting' ORDER BY proposals.id`,
    );
    this.#allAsMade = connection.prepare<[number], ProposalRow>(
      'SELECT * FROM proposals WHERE study_id = ? ORDER BY id',
    );
    this.#after = connection.prepare<[number], { readonly id: number }>(
      'SELECT id FROM proposals WHERE session_id = ? LIMIT 1',
    );
  }

  add(studyId: number, sessionId: number | null, candidate: NewProposal, at: string): ProposalRecord {
    const { draft, race, findings, hash, status, outcome } = candidate;
    checkFinite({ prediction: draft.prediction });
    const { lastInsertRowid } = this.#insert.run({
      study_id: studyId,
      session_id: sessionId,
      proposer: draft.proposer,
      base: draft.base,
      intent: draft.intent,
      changes: toJson(draft.changes),
      hypothesis: draft.hypothesis,
      predicted_mean: draft.prediction?.mean ?? null,
      predicted_p10: draft.prediction?.p10 ?? null,
      predicted_p90: draft.prediction?.p90 ?? null,
      predicted_probability_better: draft.prediction?.probabilityBetter ?? null,
      notes: draft.notes === undefined ? null : toJson(draft.notes),
      race: race === null ? null : toJson(race),
      findings: toJson(findings),
      hash,
      status,
      outcome,
      trial: status === 'on-trial' ? 1 : 0,
      created_at: at,
    });
    return this.get(studyId, Number(lastInsertRowid));
  }

  /** The caller has checked that the proposal waits. */
  close(id: number, status: DecidedStatus): void {
    this.#close.run(status, id);
  }

  /** The caller has checked that the proposal is on trial. @param sessionId the session whose results decided */
  endTrial(end: TrialEnd, sessionId: number): void {
    if (end.status === 'waiting') this.#choose.run(sessionId, end.proposalId);
    else this.#passOver.run(end.outcome, end.proposalId);
  }

  supersede(id: number, reason: string, at: string): void {
    this.#supersede.run(reason, at, id);
  }

  /** When a newer proposal took its place; null where none did, or where that was not kept. */
  supersededAt(studyId: number, id: number): string | null {
    return this.#one.get(studyId, id)?.superseded_at ?? null;
  }

  /** @throws NotFound */
  get(studyId: number, id: number): ProposalRecord {
    const row = this.#one.get(studyId, id);
    if (row === undefined) throw noneOf('proposal', id);
    return presentRecordOf(row);
  }

  all(studyId: number): ProposalRecord[] {
    // Row by row: the texts of all rows together are several times as large as the records.
    return Array.from(this.#all.iterate(studyId), presentRecordOf);
  }

  /** Those that wait for a decision. */
  waiting(studyId: number): ProposalRecord[] {
    return this.#waiting.all(studyId).map(presentRecordOf);
  }

  /** Whether one was made after the session. */
  isAnyAfter(sessionId: number): boolean {
    return this.#after.get(sessionId) !== undefined;
  }

  /** As they were made, without what later validations found. */
  allAsMade(studyId: number): Omit<ProposalRecord, 'waitingSince'>[] {
    return this.#allAsMade.all(studyId).map(recordOf);
  }
}

function presentRecordOf(row: PresentRow): ProposalRecord {
  const { renewed_hash: hash, renewed_findings: findings } = row;
  return {
    ...recordOf(row),
    ...(hash === null || findings === null ? {} : { hash, findings: fromJson<GuardrailFinding[]>(findings) }),
    waitingSince: waitingSince(row),
  };
}

function waitingSince({ trial, status, chosen_at, created_at, renewed_at }: PresentRow): string | null {
  const neverWaited = status === 'refused' || status === 'passed-over' || status === 'no-change';
  const began = trial === 1 ? chosen_at : neverWaited ? null : created_at;
  // A candidate on trial may be renewed before it waits.
  return began === null || renewed_at === null || renewed_at < began ? began : renewed_at;
}

function recordOf(row: ProposalRow): Omit<ProposalRecord, 'waitingSince'> {
  return {
    id: row.id,
    sessionId: row.session_id,
    proposer: row.proposer,
    base: row.base,
    intent: row.intent,
    changes: fromJson<ParameterChange[]>(row.changes),
    hypothesis: row.hypothesis,
    prediction: predictionOf(row),
    ...(row.notes === null ? {} : { notes: fromJson<ModelNotes>(row.notes) }),
    race: row.race === null ? null : fromJson<RaceRecord>(row.race),
    findings: fromJson<GuardrailFinding[]>(row.findings),
    status: row.status,
    outcome: row.outcome,
    trial: row.trial === 0 ? null : { chosenAfter: row.chosen_after },
    hash: row.hash,
    createdAt: row.created_at,
  };
}

function predictionOf(row: ProposalRow): Prediction | null {
  const { predicted_mean: mean, predicted_p10: p10, predicted_p90: p90 } = row;
  const probabilityBetter = row.predicted_probability_better;
  if (mean === null || p10 === null || p90 === null || probabilityBetter === null) return null;
  return { mean, p10, p90, probabilityBetter };
}
