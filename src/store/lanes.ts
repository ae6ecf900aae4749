/** Rows of sealed lanes: figures in one table, long columns in another. */

import type { Blocks } from '../evaluation/comparison.ts';
import type { Metrics } from '../evaluation/metrics.ts';
import type { FillModel, RiskEvent } from '../session/result.ts';
import type { SealedLane } from '../study/journal.ts';
import { laneName, noLane } from '../study/missing.ts';
import type { LaneRecord, LaneSeries } from '../study/records.ts';
import { toJson } from '../study/recordText.ts';
import type { Connection } from './connection.ts';
import { corruptStore } from './errors.ts';
import { fromJson } from './json.ts';
import { decodeSeries, encodeSeries, type SeriesBlobs } from './series.ts';

interface LaneRow {
  readonly study_id: number;
  readonly session_id: number;
  readonly version: number;
  readonly role: LaneRecord['role'];
  readonly fill_model: FillModel;
  readonly metrics: string;
  readonly blocks: string;
  readonly risk_events: string;
  readonly digest: string;
}

export class LaneTable {
  readonly #file: string;
  readonly #insert;
  readonly #insertSeries;
  readonly #all;
  readonly #ofSession;
  readonly #series;
  readonly #everySeries;

  constructor(connection: Connection) {
    this.#file = connection.file;
    this.#insert = connection.prepare<LaneRow, never>(
      `INSERT INTO lanes (study_id, session_id, version, role, fill_model, metrics, blocks, risk_events, digest)
       VALUES (@study_id, @session_id, @version, @role, @fill_model, @metrics, @blocks, @risk_events, @digest)`,
    );
    this.#insertSeries = connection.prepare<[number | bigint, Uint8Array, Uint8Array], never>(
      'INSERT INTO lane_series (lane_id, fills, samples) VALUES (?, ?, ?)',
    );
    this.#all = connection.prepare<[number], LaneRow>('SELECT * FROM lanes WHERE study_id = ? ORDER BY session_id, id');
    this.#ofSession = connection.prepare<[number, number], LaneRow>(
      'SELECT * FROM lanes WHERE study_id = ? AND session_id = ? ORDER BY id',
    );
    this.#series = connection.prepare<[number, number, number, FillModel], SeriesBlobs>(
      `SELECT fills, samples FROM lane_series JOIN lanes ON lanes.id = lane_id
       WHERE study_id = ? AND session_id = ? AND version = ? AND fill_model = ?`,
    );
    this.#everySeries = connection.prepare<[number], LaneRow & Partial<SeriesBlobs>>(
      `SELECT lanes.*, fills, samples FROM lanes LEFT JOIN lane_series ON lanes.id = lane_id
       WHERE study_id = ? ORDER BY session_id, id`,
    );
  }

  add(studyId: number, sessionId: number, { record, series }: SealedLane): void {
    const { lastInsertRowid } = this.#insert.run({
      study_id: studyId,
      session_id: sessionId,
      version: record.version,
      role: record.role,
      fill_model: record.fillModel,
      metrics: toJson(record.metrics),
      blocks: toJson(record.blocks),
      risk_events: toJson(record.riskEvents),
      digest: record.digest,
    });
    const { fills, samples } = encodeSeries(series);
    this.#insertSeries.run(lastInsertRowid, fills, samples);
  }

  /** Of one session, or of all in order of session. */
  all(studyId: number, sessionId: number | undefined): LaneRecord[] {
    // Row by row: the texts of all rows together are larger than the records.
    const rows = sessionId === undefined ? this.#all.iterate(studyId) : this.#ofSession.iterate(studyId, sessionId);
    return Array.from(rows, recordOf);
  }

  /** @throws NotFound, StoreError when the columns are damaged */
  series(studyId: number, sessionId: number, version: number, fillModel: FillModel): LaneSeries {
    const blobs = this.#series.get(studyId, sessionId, version, fillModel);
    if (blobs === undefined) throw noLane(sessionId, { version, fillModel });
    try {
      return decodeSeries(blobs);
    } catch (error) {
      const lane = laneName(sessionId, version, fillModel);
      throw corruptStore(this.#file, `the columns of the lane of ${lane} are damaged`, error);
    }
  }

  /** One sentence per lane whose columns are missing or damaged. */
  problems(studyId: number): string[] {
    const problems: string[] = [];
    for (const { fills, samples, ...lane } of this.#everySeries.iterate(studyId)) {
      const name = `the lane of ${laneName(lane.session_id, lane.version, lane.fill_model)}`;
      if (!fills || !samples) problems.push(`${name} has no columns`);
      else if (!isSound({ fills, samples })) problems.push(`the columns of ${name} are damaged`);
    }
    return problems;
  }
}

function isSound(blobs: SeriesBlobs): boolean {
  try {
    decodeSeries(blobs);
    return true;
  } catch {
    return false;
  }
}

function recordOf(row: LaneRow): LaneRecord {
  return {
    sessionId: row.session_id,
    version: row.version,
    role: row.role,
    fillModel: row.fill_model,
    metrics: fromJson<Metrics>(row.metrics),
    blocks: fromJson<Blocks>(row.blocks),
    riskEvents: fromJson<RiskEvent[]>(row.risk_events),
    digest: row.digest,
  };
}
