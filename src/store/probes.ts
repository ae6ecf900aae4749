/** Rows of probes: what endpoints and models can do, as found by asking. They belong to the workspace, not to a study. */

import type { ProbeRecord } from '../study/records.ts';
import type { Connection } from './connection.ts';

interface ProbeRow {
  readonly endpoint: string;
  readonly model: string;
  readonly rung: string;
  readonly context_tokens: number | null;
  readonly probed_at: string;
}

export class ProbeTable {
  readonly #insert;
  readonly #newest;
  readonly #all;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<ProbeRow, never>(
      `INSERT INTO probes (endpoint, model, rung, context_tokens, probed_at)
       VALUES (@endpoint, @model, @rung, @context_tokens, @probed_at)`,
    );
    this.#newest = connection.prepare<[string, string], ProbeRow>(
      'SELECT * FROM probes WHERE endpoint = ? AND model = ? ORDER BY id DESC LIMIT 1',
    );
    this.#all = connection.prepare<[], ProbeRow>('SELECT * FROM probes ORDER BY id');
  }

  add(probe: Omit<ProbeRecord, 'probedAt'>, at: string): ProbeRecord {
    const { endpoint, model, format: rung, contextTokens } = probe;
    const row = { endpoint, model, rung, context_tokens: contextTokens, probed_at: at };
    this.#insert.run(row);
    return recordOf(row);
  }

  newest(endpoint: string, model: string): ProbeRecord | undefined {
    const row = this.#newest.get(endpoint, model);
    return row && recordOf(row);
  }

  all(): ProbeRecord[] {
    return this.#all.all().map(recordOf);
  }
}

function recordOf(row: ProbeRow): ProbeRecord {
  return {
    endpoint: row.endpoint,
    model: row.model,
    format: row.rung,
    contextTokens: row.context_tokens,
    probedAt: row.probed_at,
  };
}
