/** Rows of learnings: claims, never their status. */

import type { NewLearning } from '../study/journal.ts';
import type { LearningRecord } from '../study/records.ts';
import { checkFinite } from '../study/recordText.ts';
import type { Connection } from './connection.ts';

interface LearningRow {
  readonly id: number;
  readonly study_id: number;
  readonly learned_by: string;
  readonly claim: string;
  readonly parameter: string;
  readonly direction: LearningRecord['direction'];
  readonly effect: LearningRecord['effect'];
  readonly effect_low: number | null;
  readonly effect_high: number | null;
  readonly scope: string;
  readonly proposal_id: number | null;
  readonly created_at: string;
}

export class LearningTable {
  readonly #insert;
  readonly #one;
  readonly #all;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<Omit<LearningRow, 'id'>, never>(
      `INSERT INTO learnings (study_id, learned_by, claim, parameter, direction, effect, effect_low, effect_high, scope,
         proposal_id, created_at)
       VALUES (@study_id, @learned_by, @claim, @parameter, @direction, @effect, @effect_low, @effect_high, @scope,
         @proposal_id, @created_at)`,
    );
    this.#one = connection.prepare<[number], LearningRow>('SELECT * FROM learnings WHERE id = ?');
    this.#all = connection.prepare<[number], LearningRow>('SELECT * FROM learnings WHERE study_id = ? ORDER BY id');
  }

  add(studyId: number, learning: NewLearning, proposalId: number | null, at: string): LearningRecord {
    checkFinite({ effectRange: learning.effectRange });
    const { lastInsertRowid } = this.#insert.run({
      study_id: studyId,
      learned_by: learning.by,
      claim: learning.claim,
      parameter: learning.parameter,
      direction: learning.direction,
      effect: learning.effect,
      effect_low: learning.effectRange?.[0] ?? null,
      effect_high: learning.effectRange?.[1] ?? null,
      scope: learning.scope,
      proposal_id: proposalId,
      created_at: at,
    });
    return this.get(Number(lastInsertRowid));
  }

  /** One that is on record. */
  get(id: number): LearningRecord {
    const row = this.#one.get(id);
    if (row === undefined) throw new Error(`learning ${id} was written and cannot be read back`);
    return recordOf(row);
  }

  all(studyId: number): LearningRecord[] {
    return this.#all.all(studyId).map(recordOf);
  }
}

function recordOf(row: LearningRow): LearningRecord {
  const { effect_low: low, effect_high: high } = row;
  return {
    id: row.id,
    by: row.learned_by,
    claim: row.claim,
    parameter: row.parameter,
    direction: row.direction,
    effect: row.effect,
    effectRange: low === null || high === null ? null : [low, high],
    scope: row.scope,
    proposalId: row.proposal_id,
    createdAt: row.created_at,
  };
}
