/** Rows of campaigns: a plan that never changes and a status that does. */

import type { QueueModel } from '../exchange/fillRules.ts';
import type { Latency } from '../exchange/latency.ts';
import type { RiskLimits } from '../risk/limits.ts';
import { noneOf } from '../study/missing.ts';
import type {
  ApprovalPolicy,
  CampaignPlan,
  CampaignRecord,
  CampaignStatus,
  Mode,
  PlannedFeed,
  PlannedReference,
} from '../study/records.ts';
import { toJson } from '../study/recordText.ts';
import { campaignMoves, recordedPlan } from '../study/transitions.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json.ts';

interface CampaignRow {
  readonly id: number;
  readonly study_id: number;
  readonly mode: Mode;
  readonly sessions: number;
  readonly minutes: number;
  readonly approval: ApprovalPolicy;
  readonly tapes: string;
  readonly families: string;
  readonly gate_tapes: string;
  readonly start_price: number;
  readonly decision_ms: number;
  readonly rules: number;
  readonly engine: number | null;
  readonly trials: number | null;
  readonly feed: string | null;
  readonly reference: string | null;
  readonly latency: string;
  readonly queue: string | null;
  readonly limits: string;
  readonly status: CampaignStatus;
  readonly started_at: string;
  readonly ended_at: string | null;
}

export class CampaignTable {
  readonly #insert;
  readonly #setStatus;
  readonly #one;
  readonly #all;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<Omit<CampaignRow, 'id' | 'status' | 'ended_at'>, never>(
      `INSERT INTO campaigns (study_id, mode, sessions, minutes, approval, tapes, families, gate_tapes, start_price, decision_ms,
         rules, engine, trials, feed, reference, latency, queue, limits, status, started_at)
       VALUES (@study_id, @mode, @sessions, @minutes, @approval, @tapes, @families, @gate_tapes, @start_price, @decision_ms,
         @rules, @engine, @trials, @feed, @reference, @latency, @queue, @limits, 'running', @started_at)`,
    );
    this.#setStatus = connection.prepare<[CampaignStatus, string | null, number], never>(
      'UPDATE campaigns SET status = ?, ended_at = ? WHERE id = ?',
    );
    this.#one = connection.prepare<[number, number], CampaignRow>(
      'SELECT * FROM campaigns WHERE study_id = ? AND id = ?',
    );
    this.#all = connection.prepare<[number], CampaignRow>('SELECT * FROM campaigns WHERE study_id = ? ORDER BY id');
  }

  add(studyId: number, handedIn: CampaignPlan, at: string): CampaignRecord {
    const plan = recordedPlan(handedIn);
    const { lastInsertRowid } = this.#insert.run({
      study_id: studyId,
      mode: plan.mode,
      sessions: plan.sessions,
      minutes: plan.minutes,
      approval: plan.approval,
      tapes: toJson(plan.tapes),
      families: toJson(plan.families),
      gate_tapes: toJson(plan.gateTapes),
      start_price: plan.startPrice,
      decision_ms: plan.decisionMs,
      rules: plan.rules,
      engine: plan.engine ?? null,
      trials: plan.trials ?? null,
      feed: plan.feed === undefined ? null : toJson(plan.feed),
      reference: plan.reference === undefined ? null : toJson(plan.reference),
      latency: toJson(plan.latency),
      queue: plan.queue === undefined ? null : toJson(plan.queue),
      limits: toJson(plan.limits),
      started_at: at,
    });
    return this.get(studyId, Number(lastInsertRowid));
  }

  /** @throws IllegalTransition, NotFound */
  setStatus(studyId: number, id: number, status: CampaignStatus, at: string): void {
    this.#setStatus.run(status, campaignMoves(this.get(studyId, id), status, at), id);
  }

  /** @throws NotFound */
  get(studyId: number, id: number): CampaignRecord {
    const row = this.#one.get(studyId, id);
    if (row === undefined) throw noneOf('campaign', id);
    return recordOf(row);
  }

  all(studyId: number): CampaignRecord[] {
    return this.#all.all(studyId).map(recordOf);
  }
}

function recordOf(row: CampaignRow): CampaignRecord {
  return {
    id: row.id,
    plan: {
      mode: row.mode,
      sessions: row.sessions,
      minutes: row.minutes,
      approval: row.approval,
      tapes: fromJson<string[]>(row.tapes),
      families: fromJson<string[]>(row.families),
      gateTapes: fromJson<string[]>(row.gate_tapes),
      startPrice: row.start_price,
      decisionMs: row.decision_ms,
      rules: row.rules,
      ...(row.engine === null ? {} : { engine: row.engine }),
      ...(row.trials === null ? {} : { trials: row.trials }),
      ...(row.feed === null ? {} : { feed: fromJson<PlannedFeed>(row.feed) }),
      ...(row.reference === null ? {} : { reference: fromJson<PlannedReference>(row.reference) }),
      latency: fromJson<Latency>(row.latency),
      ...(row.queue === null ? {} : { queue: fromJson<QueueModel>(row.queue) }),
      limits: fromJson<RiskLimits>(row.limits),
    },
    status: row.status,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}
