/** Rows of studies. */

import type { Instrument } from '../market/instrument.ts';
import { noStudy } from '../study/missing.ts';
import type { StudyRecord } from '../study/records.ts';
import { toJson } from '../study/recordText.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json.ts';

interface StudyRow {
  readonly id: number;
  readonly name: string;
  readonly strategy: string;
  readonly instrument: string;
  readonly capital: number;
  readonly min_volume_per_hour: number;
  readonly risk_aversion: number;
  readonly seed: string;
  readonly created_at: string;
}

export class StudyTable {
  readonly #insert;
  readonly #byName;
  readonly #all;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<Omit<StudyRow, 'id'>, never>(
      `INSERT INTO studies (name, strategy, instrument, capital, min_volume_per_hour, risk_aversion, seed, created_at)
       VALUES (@name, @strategy, @instrument, @capital, @min_volume_per_hour, @risk_aversion, @seed, @created_at)`,
    );
    this.#byName = connection.prepare<[string], StudyRow>('SELECT * FROM studies WHERE name = ?');
    this.#all = connection.prepare<[], StudyRow>('SELECT * FROM studies ORDER BY id');
  }

  add(study: Omit<StudyRecord, 'id' | 'createdAt'>, at: string): StudyRecord {
    this.#insert.run({
      name: study.name,
      strategy: study.strategy,
      instrument: toJson(study.instrument),
      capital: study.capital,
      min_volume_per_hour: study.minVolumePerHour,
      risk_aversion: study.riskAversion,
      seed: study.seed,
      created_at: at,
    });
    return this.named(study.name);
  }

  find(name: string): StudyRecord | undefined {
    const row = this.#byName.get(name);
    return row && recordOf(row);
  }

  /** @throws NotFound */
  named(name: string): StudyRecord {
    const study = this.find(name);
    if (study !== undefined) return study;
    const known = this.all().map((s) => s.name);
    throw noStudy(name, known);
  }

  all(): StudyRecord[] {
    return this.#all.all().map(recordOf);
  }
}

function recordOf(row: StudyRow): StudyRecord {
  return {
    id: row.id,
    name: row.name,
    strategy: row.strategy,
    instrument: fromJson<Instrument>(row.instrument),
    capital: row.capital,
    minVolumePerHour: row.min_volume_per_hour,
    riskAversion: row.risk_aversion,
    seed: row.seed,
    createdAt: row.created_at,
  };
}
