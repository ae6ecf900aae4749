/** Rows of sessions: running, then sealed once. */

import type { NewSession, SessionEnd } from '../study/journal.ts';
import { noSession, noSessionWithId } from '../study/missing.ts';
import type {
  MarketSource,
  Mode,
  OutcomeFigures,
  SessionFacts,
  SessionRecord,
  SessionStatus,
} from '../study/records.ts';
import { checkFinite, toJson } from '../study/recordText.ts';
import { checkSealable } from '../study/transitions.ts';
import type { Connection } from './connection.ts';
import { fromJson } from './json.ts';

interface FactColumns {
  readonly start_us: number | null;
  readonly duration_us: number | null;
  readonly events: number | null;
  readonly trades: number | null;
  readonly tape_digest: string | null;
  readonly volatility_bps: number | null;
  readonly range_bps: number | null;
  readonly move_bps: number | null;
  readonly spread_bps: number | null;
  readonly outcomes: string | null;
  readonly gap: string | null;
  readonly live: string | null;
  readonly reference_digest: string | null;
}

interface SessionRow extends FactColumns {
  readonly id: number;
  readonly study_id: number;
  readonly number: number;
  readonly campaign_id: number;
  readonly mode: Mode;
  readonly source: string;
  readonly acting: number;
  readonly champion: number;
  readonly status: SessionStatus;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly end_reason: string | null;
}

type StartColumns = Omit<SessionRow, 'id' | 'status' | 'ended_at' | 'end_reason' | keyof FactColumns>;
type EndColumns = Pick<SessionRow, 'id' | 'status' | 'ended_at' | 'end_reason' | 'source'> & FactColumns;

export class SessionTable {
  readonly #insert;
  readonly #seal;
  readonly #last;
  readonly #byId;
  readonly #byNumber;
  readonly #all;

  constructor(connection: Connection) {
    this.#insert = connection.prepare<StartColumns, never>(
      `INSERT INTO sessions (study_id, number, campaign_id, mode, source, acting, champion, status, started_at)
       VALUES (@study_id, @number, @campaign_id, @mode, @source, @acting, @champion, 'running', @started_at)`,
    );
    this.#seal = connection.prepare<EndColumns, never>(
      `UPDATE sessions SET status = @status, ended_at = @ended_at, end_reason = @end_reason, source = @source,
         start_us = @start_us, duration_us = @duration_us, events = @events, trades = @trades, tape_digest = @tape_digest,
         volatility_bps = @volatility_bps, range_bps = @range_bps, move_bps = @move_bps, spread_bps = @spread_bps,
         outcomes = @outcomes, gap = @gap, live = @live, reference_digest = @reference_digest
       WHERE id = @id`,
    );
    this.#last = connection.prepare<[number], { last: number | null }>(
      'SELECT max(number) AS last FROM sessions WHERE study_id = ?',
    );
    this.#byId = connection.prepare<[number, number], SessionRow>(
      'SELECT * FROM sessions WHERE study_id = ? AND id = ?',
    );
    this.#byNumber = connection.prepare<[number, number], SessionRow>(
      'SELECT * FROM sessions WHERE study_id = ? AND number = ?',
    );
    this.#all = connection.prepare<[number], SessionRow>('SELECT * FROM sessions WHERE study_id = ? ORDER BY number');
  }

  add(studyId: number, session: NewSession, at: string): SessionRecord {
    const number = this.#lastNumber(studyId) + 1;
    this.#insert.run({
      study_id: studyId,
      number,
      campaign_id: session.campaignId,
      mode: session.mode,
      source: toJson(session.source),
      acting: session.acting,
      champion: session.champion,
      started_at: at,
    });
    return this.numbered(studyId, number);
  }

  /** @throws IllegalTransition when the session does not run, NotFound */
  seal(studyId: number, id: number, end: SessionEnd, at: string): SessionRecord {
    const running = this.get(studyId, id);
    checkSealable(running, end.status);
    const { facts, source = running.source } = end.status === 'aborted' ? { facts: null } : end;
    this.#seal.run({
      id,
      status: end.status,
      ended_at: at,
      end_reason: end.reason,
      source: toJson(source),
      ...factColumns(facts),
    });
    return this.get(studyId, id);
  }

  /** By id. @throws NotFound */
  get(studyId: number, id: number): SessionRecord {
    const row = this.#byId.get(studyId, id);
    if (row === undefined) throw noSessionWithId(id);
    return recordOf(row);
  }

  /** @throws NotFound */
  numbered(studyId: number, number: number): SessionRecord {
    const row = this.#byNumber.get(studyId, number);
    if (row !== undefined) return recordOf(row);
    throw noSession(number, this.#lastNumber(studyId));
  }

  all(studyId: number): SessionRecord[] {
    return this.#all.all(studyId).map(recordOf);
  }

  #lastNumber(studyId: number): number {
    return this.#last.get(studyId)?.last ?? 0;
  }
}

function factColumns(facts: SessionFacts | null): FactColumns {
  checkFinite({ facts }); // SQLite would store NaN as NULL, which reads as "no facts".
  return {
    start_us: facts?.startUs ?? null,
    duration_us: facts?.durationUs ?? null,
    events: facts?.events ?? null,
    trades: facts?.trades ?? null,
    tape_digest: facts?.tapeDigest ?? null,
    volatility_bps: facts?.market.volatilityBps ?? null,
    range_bps: facts?.market.rangeBps ?? null,
    move_bps: facts?.market.moveBps ?? null,
    spread_bps: facts?.market.spreadBps ?? null,
    outcomes: facts?.outcomes === undefined ? null : toJson(facts.outcomes),
    gap: facts?.gap === undefined ? null : toJson(facts.gap),
    live: facts?.live === undefined ? null : toJson(facts.live),
    reference_digest: facts?.referenceDigest ?? null,
  };
}

function factsOf(row: SessionRow): SessionFacts | null {
  const { start_us, duration_us, events, trades, tape_digest, volatility_bps, range_bps, move_bps } = row;
  if (start_us === null || duration_us === null || events === null || trades === null || tape_digest === null)
    return null;
  if (volatility_bps === null || range_bps === null || move_bps === null) return null;
  return {
    startUs: start_us,
    durationUs: duration_us,
    events,
    trades,
    tapeDigest: tape_digest,
    ...(row.reference_digest === null ? {} : { referenceDigest: row.reference_digest }),
    ...(row.live === null ? {} : { live: fromJson<NonNullable<SessionFacts['live']>>(row.live) }),
    ...(row.gap === null ? {} : { gap: fromJson<NonNullable<SessionFacts['gap']>>(row.gap) }),
    ...(row.outcomes === null ? {} : { outcomes: fromJson<OutcomeFigures>(row.outcomes) }),
    market: {
      volatilityBps: volatility_bps,
      rangeBps: range_bps,
      moveBps: move_bps,
      ...(row.spread_bps === null ? {} : { spreadBps: row.spread_bps }),
    },
  };
}

function recordOf(row: SessionRow): SessionRecord {
  return {
    id: row.id,
    number: row.number,
    campaignId: row.campaign_id,
    mode: row.mode,
    source: fromJson<MarketSource>(row.source),
    acting: row.acting,
    champion: row.champion,
    status: row.status,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    endReason: row.end_reason,
    facts: factsOf(row),
  };
}
