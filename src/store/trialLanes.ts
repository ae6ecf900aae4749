/** Rows of sealed trial lanes. Their columns are not kept: figures, blocks and the digest are enough to compare and to verify them. */

import type { Blocks } from '../evaluation/comparison.ts';
import type { Metrics } from '../evaluation/metrics.ts';
import type { FillModel, RiskEvent } from '../session/result.ts';
import type { NewTrialLane } from '../study/journal.ts';
import type { TrialLaneRecord } from '../study/records.ts';
import { toJson } from '../study/recordText.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json.ts';

interface TrialLaneRow {
  readonly study_id: number;
  readonly session_id: number;
  readonly proposal_id: number;
  readonly fill_model: FillModel;
  readonly metrics: string;
  readonly blocks: string;
  readonly risk_events: string;
  readonly digest: string;
}

export class TrialLaneTable {
  readonly #insert;
  readonly #all;
  readonly #ofSession;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<TrialLaneRow, never>(
      `INSERT INTO trial_lanes (study_id, session_id, proposal_id, fill_model, metrics, blocks, risk_events, digest)
       VALUES (@study_id, @session_id, @proposal_id, @fill_model, @metrics, @blocks, @risk_events, @digest)`,
    );
    this.#all = connection.prepare<[number], TrialLaneRow>(
      'SELECT * FROM trial_lanes WHERE study_id = ? ORDER BY session_id, id',
    );
    this.#ofSession = connection.prepare<[number, number], TrialLaneRow>(
      'SELECT * FROM trial_lanes WHERE study_id = ? AND session_id = ? ORDER BY id',
    );
  }

  add(studyId: number, sessionId: number, lane: NewTrialLane): void {
    this.#insert.run({
      study_id: studyId,
      session_id: sessionId,
      proposal_id: lane.proposalId,
      fill_model: lane.fillModel,
      metrics: toJson(lane.metrics),
      blocks: toJson(lane.blocks),
      risk_events: toJson(lane.riskEvents),
      digest: lane.digest,
    });
  }

  /** Of one session, or of all in order of session. */
  all(studyId: number, sessionId: number | undefined): TrialLaneRecord[] {
    // Row by row: the texts of all rows together are larger than the records.
    const rows = sessionId === undefined ? this.#all.iterate(studyId) : this.#ofSession.iterate(studyId, sessionId);
    return Array.from(rows, recordOf);
  }
}

function recordOf(row: TrialLaneRow): TrialLaneRecord {
  return {
    sessionId: row.session_id,
    proposalId: row.proposal_id,
    fillModel: row.fill_model,
    metrics: fromJson<Metrics>(row.metrics),
    blocks: fromJson<Blocks>(row.blocks),
    riskEvents: fromJson<RiskEvent[]>(row.risk_events),
    digest: row.digest,
  };
}
