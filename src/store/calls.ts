/** Rows of calls to language models: what was asked and what it cost in one table, the long texts in another. */

import { gunzipSync, gzipSync } from 'node:zlib';
import type { NewCall } from '../study/journal.ts';
import { noneOf } from '../study/missing.ts';
import type { CallOutcome, CallPurpose, CallRecord, CallTexts } from '../study/records.ts';
import { checkFinite } from '../study/recordText.ts';
import { checkCallFree } from '../study/transitions.ts';
import { callAudit } from './auditPayload.ts';
import type { Connection } from './connection.ts';
import { corruptStore } from './errors.ts';

interface CallRow {
  readonly id: number;
  readonly study_id: number;
  readonly session_id: number | null;
  readonly purpose: CallPurpose;
  readonly framing: string;
  readonly provider: string;
  readonly endpoint: string;
  readonly model: string;
  readonly rung: string;
  readonly prompt_hash: string;
  readonly templates_hash: string;
  readonly input_tokens: number | null;
  readonly cached_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cost: number | null;
  readonly most_cost: number;
  readonly duration_ms: number;
  readonly tries: number;
  readonly outcome: CallOutcome;
  readonly detail: string;
  readonly called_at: string;
}

type LinkedRow = CallRow & { readonly proposal_id: number | null };

interface TextBlobs {
  readonly request: Uint8Array;
  readonly answer: Uint8Array | null;
  readonly reasoning: Uint8Array;
}

const LINKED = 'SELECT calls.*, proposal_id FROM calls LEFT JOIN proposal_calls ON call_id = calls.id';

export class CallTable {
  readonly #file: string;
  readonly #insert;
  readonly #insertTexts;
  readonly #link;
  readonly #one;
  readonly #all;
  readonly #texts;
  readonly #ofProposal;

  constructor(connection: Connection) {
    this.#file = connection.file;
    this.#insert = connection.prepare<Omit<CallRow, 'id'>, never>(
      `INSERT INTO calls (study_id, session_id, purpose, framing, provider, endpoint, model, rung, prompt_hash,
         templates_hash, input_tokens, cached_tokens, output_tokens, cost, most_cost, duration_ms, tries, outcome, detail, called_at)
       VALUES (@study_id, @session_id, @purpose, @framing, @provider, @endpoint, @model, @rung, @prompt_hash,
         @templates_hash, @input_tokens, @cached_tokens, @output_tokens, @cost, @most_cost, @duration_ms, @tries, @outcome, @detail,
         @called_at)`,
    );
    this.#insertTexts = connection.prepare<[number | bigint, Uint8Array, Uint8Array | null, Uint8Array], never>(
      'INSERT INTO call_texts (call_id, request, answer, reasoning) VALUES (?, ?, ?, ?)',
    );
    this.#link = connection.prepare<[number, number], never>(
      'INSERT INTO proposal_calls (call_id, proposal_id) VALUES (?, ?)',
    );
    this.#one = connection.prepare<[number, number], LinkedRow>(`${LINKED} WHERE study_id = ? AND calls.id = ?`);
    this.#all = connection.prepare<[number], LinkedRow>(`${LINKED} WHERE study_id = ? ORDER BY calls.id`);
    this.#texts = connection.prepare<[number, number], TextBlobs>(
      'SELECT request, answer, reasoning FROM call_texts JOIN calls ON calls.id = call_id WHERE study_id = ? AND call_id = ?',
    );
    this.#ofProposal = connection.prepare<[number], { call_id: number }>(
      'SELECT call_id FROM proposal_calls WHERE proposal_id = ? ORDER BY call_id',
    );
  }

  add(studyId: number, call: NewCall, texts: CallTexts, at: string): CallRecord {
    checkFinite({ call }); // SQLite would store NaN as NULL.
    const { lastInsertRowid } = this.#insert.run({
      study_id: studyId,
      session_id: call.sessionId,
      purpose: call.purpose,
      framing: call.framing,
      provider: call.provider,
      endpoint: call.endpoint,
      model: call.model,
      rung: call.format,
      prompt_hash: call.promptHash,
      templates_hash: call.templatesHash,
      input_tokens: call.inputTokens,
      cached_tokens: call.cachedTokens,
      output_tokens: call.outputTokens,
      cost: call.cost,
      most_cost: call.mostCost,
      duration_ms: call.durationMs,
      tries: call.tries,
      outcome: call.outcome,
      detail: call.detail,
      called_at: at,
    });
    const { request, answer, reasoning } = texts;
    this.#insertTexts.run(
      lastInsertRowid,
      gzipSync(request),
      answer === null ? null : gzipSync(answer),
      gzipSync(reasoning),
    );
    return this.get(studyId, Number(lastInsertRowid));
  }

  /** Records that a proposal came of a call. @throws IllegalTransition when another did, NotFound */
  link(studyId: number, id: number, proposalId: number): void {
    checkCallFree(this.get(studyId, id));
    this.#link.run(id, proposalId);
  }

  /** @throws NotFound */
  get(studyId: number, id: number): CallRecord {
    const row = this.#one.get(studyId, id);
    if (row === undefined) throw noneOf('call', id);
    return recordOf(row);
  }

  all(studyId: number): CallRecord[] {
    return this.#all.all(studyId).map(recordOf);
  }

  /** Calls that a proposal came of, oldest first. */
  ofProposal(proposalId: number): number[] {
    return this.#ofProposal.all(proposalId).map((row) => row.call_id);
  }

  /** @throws NotFound, StoreError when the texts are damaged */
  texts(studyId: number, id: number): CallTexts {
    this.get(studyId, id);
    const blobs = this.#texts.get(studyId, id);
    if (blobs === undefined) throw corruptStore(this.#file, `call ${id} has no texts`);
    try {
      return textsOf(blobs);
    } catch (error) {
      throw corruptStore(this.#file, `the texts of call ${id} are damaged`, error);
    }
  }

  /** What the audit should hold of the calls, and one sentence per call whose texts are missing or damaged. */
  audited(studyId: number): { readonly witnesses: readonly object[]; readonly problems: readonly string[] } {
    const witnesses: object[] = [];
    const problems: string[] = [];
    for (const call of this.all(studyId)) {
      const blobs = this.#texts.get(studyId, call.id);
      const texts = blobs && readable(blobs);
      if (texts) witnesses.push(callAudit(call, texts));
      else problems.push(blobs ? `the texts of call ${call.id} are damaged` : `call ${call.id} has no texts`);
    }
    return { witnesses, problems };
  }
}

function textsOf({ request, answer, reasoning }: TextBlobs): CallTexts {
  const read = (blob: Uint8Array): string => gunzipSync(blob).toString('utf8');
  return { request: read(request), answer: answer === null ? null : read(answer), reasoning: read(reasoning) };
}

function readable(blobs: TextBlobs): CallTexts | undefined {
  try {
    return textsOf(blobs);
  } catch {
    return undefined;
  }
}

function recordOf(row: LinkedRow): CallRecord {
  return {
    id: row.id,
    sessionId: row.session_id,
    proposalId: row.proposal_id,
    purpose: row.purpose,
    framing: row.framing,
    provider: row.provider,
    endpoint: row.endpoint,
    model: row.model,
    format: row.rung,
    promptHash: row.prompt_hash,
    templatesHash: row.templates_hash,
    inputTokens: row.input_tokens,
    cachedTokens: row.cached_tokens,
    outputTokens: row.output_tokens,
    cost: row.cost,
    mostCost: row.most_cost,
    durationMs: row.duration_ms,
    tries: row.tries,
    outcome: row.outcome,
    detail: row.detail,
    calledAt: row.called_at,
  };
}
