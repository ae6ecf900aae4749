/** Rows of evaluations, one per session, and of the comparisons in them. */

import type { Comparison, Estimate, Verdict } from '../evaluation/comparison.ts';
import type { EvaluationRecord, SessionRecord } from '../study/records.ts';
import { checkFinite, toJson } from '../study/recordText.ts';
import { checkEvaluable } from '../study/transitions.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json.ts';

interface EvaluationRow {
  readonly session_id: number;
  readonly study_id: number;
  readonly evaluated_at: string;
}

interface ComparisonRow {
  readonly session_id: number;
  /** Place in the evaluation's list, from 0. */
  readonly place: number;
  readonly challenger: number;
  readonly champion: number;
  readonly sessions: number;
  readonly regimes: string;
  readonly blocks: number;
  readonly hours: number;
  readonly gain_per_hour: string | null;
  readonly profit_per_hour: string | null;
  readonly markout_per_hour: string | null;
  readonly holding_per_hour: string | null;
  readonly risk_charge_per_hour: string | null;
  readonly always_valid: string | null;
  readonly profit_per_10k: string | null;
  readonly volume_per_hour: number;
  readonly trades_enough: number;
  readonly probability_better: number;
  readonly probability_harm: number;
  readonly sessions_needed: number | null;
  readonly minimum_detectable_effect: number | null;
  readonly optimistic_gain_per_hour: number | null;
  readonly sign_agrees: number;
  readonly verdict: Verdict;
  readonly reason: string;
}

export class EvaluationTable {
  readonly #insert;
  readonly #insertComparison;
  readonly #one;
  readonly #all;
  readonly #comparisons;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<EvaluationRow, never>(
      'INSERT INTO evaluations (session_id, study_id, evaluated_at) VALUES (@session_id, @study_id, @evaluated_at)',
    );
    this.#insertComparison = connection.prepare<ComparisonRow, never>(
      `INSERT INTO comparisons (session_id, place, challenger, champion, sessions, regimes, blocks, hours,
         gain_per_hour, profit_per_hour, markout_per_hour, holding_per_hour, risk_charge_per_hour, always_valid, profit_per_10k, volume_per_hour,
         trades_enough, probability_better, probability_harm, sessions_needed, minimum_detectable_effect, optimistic_gain_per_hour, sign_agrees, verdict, reason)
       VALUES (@session_id, @place, @challenger, @champion, @sessions, @regimes, @blocks, @hours,
         @gain_per_hour, @profit_per_hour, @markout_per_hour, @holding_per_hour, @risk_charge_per_hour, @always_valid, @profit_per_10k, @volume_per_hour,
         @trades_enough, @probability_better, @probability_harm, @sessions_needed, @minimum_detectable_effect, @optimistic_gain_per_hour, @sign_agrees, @verdict, @reason)`,
    );
    this.#one = connection.prepare<[number], EvaluationRow>('SELECT * FROM evaluations WHERE session_id = ?');
    this.#all = connection.prepare<[number], EvaluationRow>(
      'SELECT * FROM evaluations WHERE study_id = ? ORDER BY session_id',
    );
    this.#comparisons = connection.prepare<[number], ComparisonRow>(
      'SELECT * FROM comparisons WHERE session_id = ? ORDER BY place',
    );
  }

  /** @throws IllegalTransition when the session still runs or has its evaluation already. */
  add(studyId: number, session: SessionRecord, comparisons: readonly Comparison[], at: string): EvaluationRecord {
    const earlier = this.#one.get(session.id);
    checkEvaluable(session, earlier && { evaluatedAt: earlier.evaluated_at });
    checkFinite({ comparisons }); // SQLite would store NaN as NULL.
    const row = { session_id: session.id, study_id: studyId, evaluated_at: at };
    this.#insert.run(row);
    comparisons.forEach((comparison, place) => {
      this.#insertComparison.run(rowOf(session.id, place, comparison));
    });
    return this.#recordOf(row);
  }

  /** Of a session that has one. */
  get(sessionId: number): EvaluationRecord {
    const found = this.find(sessionId);
    if (found === null) throw new Error(`the evaluation of the session with id ${sessionId} cannot be read back`);
    return found;
  }

  find(sessionId: number): EvaluationRecord | null {
    const row = this.#one.get(sessionId);
    return row === undefined ? null : this.#recordOf(row);
  }

  all(studyId: number): EvaluationRecord[] {
    return this.#all.all(studyId).map((row) => this.#recordOf(row));
  }

  #recordOf(row: EvaluationRow): EvaluationRecord {
    return {
      sessionId: row.session_id,
      comparisons: this.#comparisons.all(row.session_id).map(comparisonOf),
      evaluatedAt: row.evaluated_at,
    };
  }
}

function rowOf(sessionId: number, place: number, comparison: Comparison): ComparisonRow {
  return {
    session_id: sessionId,
    place,
    challenger: comparison.challenger,
    champion: comparison.champion,
    sessions: comparison.sessions,
    regimes: toJson(comparison.regimes),
    blocks: comparison.blocks,
    hours: comparison.hours,
    gain_per_hour: comparison.gainPerHour && toJson(comparison.gainPerHour),
    profit_per_hour: comparison.profitPerHour && toJson(comparison.profitPerHour),
    markout_per_hour: comparison.markoutPerHour && toJson(comparison.markoutPerHour),
    holding_per_hour: comparison.holdingPerHour && toJson(comparison.holdingPerHour),
    risk_charge_per_hour: comparison.riskChargePerHour && toJson(comparison.riskChargePerHour),
    always_valid: comparison.alwaysValid && toJson(comparison.alwaysValid),
    profit_per_10k: comparison.profitPer10k && toJson(comparison.profitPer10k),
    volume_per_hour: comparison.volumePerHour,
    trades_enough: comparison.tradesEnough ? 1 : 0,
    probability_better: comparison.probabilityBetter,
    probability_harm: comparison.probabilityHarm,
    sessions_needed: comparison.sessionsNeeded,
    minimum_detectable_effect: comparison.minimumDetectableEffect,
    optimistic_gain_per_hour: comparison.optimisticGainPerHour,
    sign_agrees: comparison.signAgrees ? 1 : 0,
    verdict: comparison.verdict,
    reason: comparison.reason,
  };
}

function estimateOf(json: string | null): Estimate | null {
  return json === null ? null : fromJson<Estimate>(json);
}

function comparisonOf(row: ComparisonRow): Comparison {
  return {
    challenger: row.challenger,
    champion: row.champion,
    sessions: row.sessions,
    regimes: fromJson<readonly string[]>(row.regimes),
    blocks: row.blocks,
    hours: row.hours,
    gainPerHour: estimateOf(row.gain_per_hour),
    profitPerHour: estimateOf(row.profit_per_hour),
    markoutPerHour: estimateOf(row.markout_per_hour),
    holdingPerHour: estimateOf(row.holding_per_hour),
    riskChargePerHour: estimateOf(row.risk_charge_per_hour),
    alwaysValid: estimateOf(row.always_valid),
    profitPer10k: estimateOf(row.profit_per_10k),
    volumePerHour: row.volume_per_hour,
    tradesEnough: row.trades_enough === 1,
    probabilityBetter: row.probability_better,
    probabilityHarm: row.probability_harm,
    sessionsNeeded: row.sessions_needed,
    minimumDetectableEffect: row.minimum_detectable_effect,
    optimisticGainPerHour: row.optimistic_gain_per_hour,
    signAgrees: row.sign_agrees === 1,
    verdict: row.verdict,
    reason: row.reason,
  };
}
