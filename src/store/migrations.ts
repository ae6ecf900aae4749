/**
 * The schema, step by step. A step that has been released is never edited: a change is a new step. Each runs in one
 * transaction, and brings `user_version` to its number.
 *
 * Triggers of the database refuse edits and deletions, so that other programs cannot make them either.
 */

/** `mmtu` in ASCII: tells the database from another program's (https://www.sqlite.org/pragma.html#pragma_application_id). */
export const APPLICATION_ID = 0x6d6d7475;

export interface Migration {
  /** `user_version` after the step; consecutive from 1. */
  readonly version: number;
  readonly sql: string;
  /**
   * The step replaces a table that others refer to: references are checked at its end instead of row by row
   * (https://www.sqlite.org/lang_altertable.html#otheralter).
   */
  readonly replacesReferredTables?: true;
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
CREATE TABLE studies (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  strategy TEXT NOT NULL,
  instrument TEXT NOT NULL CHECK (json_valid(instrument)),
  capital REAL NOT NULL,
  min_volume_per_hour REAL NOT NULL,
  risk_aversion REAL NOT NULL,
  seed TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  mode TEXT NOT NULL CHECK (mode IN ('sim', 'replay', 'paper', 'live')),
  sessions INTEGER NOT NULL,
  minutes REAL NOT NULL,
  approval TEXT NOT NULL CHECK (approval IN ('ask', 'auto', 'hold')),
  tapes TEXT NOT NULL CHECK (json_valid(tapes)),
  families TEXT NOT NULL CHECK (json_valid(families)),
  gate_tapes TEXT NOT NULL CHECK (json_valid(gate_tapes)),
  start_price REAL NOT NULL,
  decision_ms REAL NOT NULL,
  latency TEXT NOT NULL CHECK (json_valid(latency)),
  limits TEXT NOT NULL CHECK (json_valid(limits)),
  status TEXT NOT NULL CHECK (status IN ('running', 'waiting', 'interrupted', 'finished', 'halted')),
  started_at TEXT NOT NULL,
  ended_at TEXT
) STRICT;
CREATE INDEX campaigns_of_study ON campaigns (study_id);

CREATE TABLE versions (
  study_id INTEGER NOT NULL REFERENCES studies (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  parent INTEGER,
  author TEXT NOT NULL CHECK (author IN ('human', 'model', 'surrogate', 'random', 'import', 'rollback')),
  reason TEXT NOT NULL,
  parameters TEXT NOT NULL CHECK (json_valid(parameters)),
  proposal_id INTEGER REFERENCES proposals (id),
  created_at TEXT NOT NULL,
  PRIMARY KEY (study_id, number),
  FOREIGN KEY (study_id, parent) REFERENCES versions (study_id, number)
) STRICT;

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  mode TEXT NOT NULL CHECK (mode IN ('sim', 'replay', 'paper', 'live')),
  source TEXT NOT NULL CHECK (json_valid(source)),
  acting INTEGER NOT NULL,
  champion INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'completed', 'interrupted', 'aborted')),
  started_at TEXT NOT NULL,
  ended_at TEXT,
  end_reason TEXT,
  -- The session's facts: all set when it was completed or interrupted, none otherwise.
  start_us REAL,
  duration_us REAL,
  events INTEGER,
  trades INTEGER,
  tape_digest TEXT,
  volatility_bps REAL,
  range_bps REAL,
  move_bps REAL,
  UNIQUE (study_id, number),
  FOREIGN KEY (study_id, acting) REFERENCES versions (study_id, number),
  FOREIGN KEY (study_id, champion) REFERENCES versions (study_id, number)
) STRICT;
CREATE INDEX sessions_of_campaign ON sessions (campaign_id);

CREATE TABLE lanes (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  session_id INTEGER NOT NULL REFERENCES sessions (id),
  version INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('acting', 'champion', 'shadow')),
  fill_model TEXT NOT NULL CHECK (fill_model IN ('pessimistic', 'optimistic')),
  metrics TEXT NOT NULL CHECK (json_valid(metrics)),
  blocks TEXT NOT NULL CHECK (json_valid(blocks)),
  risk_events TEXT NOT NULL CHECK (json_valid(risk_events)),
  digest TEXT NOT NULL,
  UNIQUE (session_id, version, fill_model),
  FOREIGN KEY (study_id, version) REFERENCES versions (study_id, number)
) STRICT;
CREATE INDEX lanes_of_study ON lanes (study_id, session_id);

-- Apart from lanes, so that lists do not wade through the heavy columns.
CREATE TABLE lane_series (
  lane_id INTEGER PRIMARY KEY REFERENCES lanes (id),
  fills BLOB NOT NULL,
  samples BLOB NOT NULL
) STRICT;

CREATE TABLE evaluations (
  session_id INTEGER PRIMARY KEY REFERENCES sessions (id),
  study_id INTEGER NOT NULL REFERENCES studies (id),
  evaluated_at TEXT NOT NULL
) STRICT;
CREATE INDEX evaluations_of_study ON evaluations (study_id, session_id);

CREATE TABLE comparisons (
  session_id INTEGER NOT NULL REFERENCES evaluations (session_id),
  place INTEGER NOT NULL,
  challenger INTEGER NOT NULL,
  champion INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  regimes TEXT NOT NULL CHECK (json_valid(regimes)),
  blocks INTEGER NOT NULL,
  hours REAL NOT NULL,
  gain_per_hour TEXT CHECK (json_valid(gain_per_hour)),
  profit_per_hour TEXT CHECK (json_valid(profit_per_hour)),
  markout_per_hour TEXT CHECK (json_valid(markout_per_hour)),
  holding_per_hour TEXT CHECK (json_valid(holding_per_hour)),
  risk_charge_per_hour TEXT CHECK (json_valid(risk_charge_per_hour)),
  always_valid TEXT CHECK (json_valid(always_valid)),
  profit_per_10k TEXT CHECK (json_valid(profit_per_10k)),
  volume_per_hour REAL NOT NULL,
  trades_enough INTEGER NOT NULL CHECK (trades_enough IN (0, 1)),
  probability_better REAL NOT NULL,
  probability_harm REAL NOT NULL,
  sessions_needed INTEGER,
  minimum_detectable_effect REAL,
  sign_agrees INTEGER NOT NULL CHECK (sign_agrees IN (0, 1)),
  verdict TEXT NOT NULL CHECK (verdict IN ('explore', 'keep-testing', 'promote', 'roll-back', 'inconclusive')),
  reason TEXT NOT NULL,
  PRIMARY KEY (session_id, place)
) STRICT;

CREATE TABLE proposals (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  session_id INTEGER NOT NULL REFERENCES sessions (id),
  proposer TEXT NOT NULL CHECK (proposer IN ('human', 'model', 'surrogate', 'random', 'import', 'rollback')),
  base INTEGER NOT NULL,
  intent TEXT NOT NULL CHECK (intent IN ('exploit', 'explore', 'replicate', 'no_change')),
  changes TEXT NOT NULL CHECK (json_valid(changes)),
  hypothesis TEXT NOT NULL,
  -- The prediction: all null when none was made.
  predicted_mean REAL,
  predicted_p10 REAL,
  predicted_p90 REAL,
  predicted_probability_better REAL,
  -- What a model said beside the diff: null for other proposers.
  notes TEXT CHECK (json_valid(notes)),
  -- How it did on recorded markets: null when it was not raced.
  race TEXT CHECK (json_valid(race)),
  findings TEXT NOT NULL CHECK (json_valid(findings)),
  hash TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('waiting', 'approved', 'rejected', 'replaced', 'superseded', 'refused', 'passed-over', 'no-change')),
  -- Why it was passed over: empty otherwise.
  outcome TEXT NOT NULL CHECK ((status = 'passed-over') = (outcome <> '')),
  superseded_reason TEXT,
  created_at TEXT NOT NULL,
  FOREIGN KEY (study_id, base) REFERENCES versions (study_id, number)
) STRICT;
CREATE INDEX proposals_of_study ON proposals (study_id, status);
-- Two programs that propose at once cannot both leave a proposal waiting.
CREATE UNIQUE INDEX proposals_waiting ON proposals (study_id) WHERE status = 'waiting';
CREATE INDEX proposals_of_session ON proposals (session_id);

CREATE TABLE decisions (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  proposal_id INTEGER UNIQUE REFERENCES proposals (id),
  kind TEXT NOT NULL CHECK (kind IN ('approve', 'reject', 'edit', 'override', 'rollback', 'promote')),
  decided_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  version INTEGER,
  decided_at TEXT NOT NULL,
  FOREIGN KEY (study_id, version) REFERENCES versions (study_id, number)
) STRICT;
CREATE INDEX decisions_of_study ON decisions (study_id);

CREATE TABLE calls (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  session_id INTEGER REFERENCES sessions (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('propose', 'think', 'extract', 'repair', 'canary', 'probe')),
  framing TEXT NOT NULL,
  provider TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  model TEXT NOT NULL,
  rung TEXT NOT NULL,
  prompt_hash TEXT NOT NULL,
  templates_hash TEXT NOT NULL,
  input_tokens INTEGER,
  cached_tokens INTEGER,
  output_tokens INTEGER,
  cost REAL,
  most_cost REAL NOT NULL,
  duration_ms REAL NOT NULL,
  tries INTEGER NOT NULL,
  outcome TEXT NOT NULL
    CHECK (outcome IN ('accepted', 'malformed', 'invented-evidence', 'cut-short', 'declined', 'failed')),
  detail TEXT NOT NULL,
  called_at TEXT NOT NULL
) STRICT;
CREATE INDEX calls_of_study ON calls (study_id);

-- Apart from calls, gzipped: prompts repeat the whole history.
CREATE TABLE call_texts (
  call_id INTEGER PRIMARY KEY REFERENCES calls (id),
  request BLOB NOT NULL,
  answer BLOB,
  reasoning BLOB NOT NULL
) STRICT;

-- The proposal that came of a call is known only after the call was recorded.
CREATE TABLE proposal_calls (
  call_id INTEGER PRIMARY KEY REFERENCES calls (id),
  proposal_id INTEGER NOT NULL REFERENCES proposals (id)
) STRICT;
CREATE INDEX calls_of_proposal ON proposal_calls (proposal_id);

CREATE TABLE learnings (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  learned_by TEXT NOT NULL,
  claim TEXT NOT NULL,
  parameter TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('raise', 'lower', 'switch-on', 'switch-off')),
  effect TEXT NOT NULL CHECK (effect IN ('better', 'worse', 'none')),
  -- The claimed size: both null when none was named.
  effect_low REAL,
  effect_high REAL,
  scope TEXT NOT NULL,
  proposal_id INTEGER REFERENCES proposals (id),
  created_at TEXT NOT NULL,
  CHECK ((effect_low IS NULL) = (effect_high IS NULL))
) STRICT;
CREATE INDEX learnings_of_study ON learnings (study_id);

-- Of the workspace, not of a study: what an endpoint can do is the same for all.
CREATE TABLE probes (
  id INTEGER PRIMARY KEY,
  endpoint TEXT NOT NULL,
  model TEXT NOT NULL,
  rung TEXT NOT NULL,
  context_tokens INTEGER,
  probed_at TEXT NOT NULL
) STRICT;
CREATE INDEX probes_of_model ON probes (endpoint, model);

-- hash = SHA-256 over the previous hash and the canonical JSON of the other columns.
CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  -- null for what belongs to the workspace.
  study_id INTEGER REFERENCES studies (id),
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER studies_keep BEFORE UPDATE ON studies BEGIN SELECT RAISE (ABORT, 'the terms of a study are never edited'); END;
CREATE TRIGGER studies_stay BEFORE DELETE ON studies BEGIN SELECT RAISE (ABORT, 'studies are never deleted'); END;
CREATE TRIGGER versions_keep BEFORE UPDATE ON versions BEGIN SELECT RAISE (ABORT, 'versions are never edited'); END;
CREATE TRIGGER versions_stay BEFORE DELETE ON versions BEGIN SELECT RAISE (ABORT, 'versions are never deleted'); END;
CREATE TRIGGER lanes_keep BEFORE UPDATE ON lanes BEGIN SELECT RAISE (ABORT, 'lanes are never edited'); END;
CREATE TRIGGER lanes_stay BEFORE DELETE ON lanes BEGIN SELECT RAISE (ABORT, 'lanes are never deleted'); END;
CREATE TRIGGER lane_series_keep BEFORE UPDATE ON lane_series BEGIN SELECT RAISE (ABORT, 'lanes are never edited'); END;
CREATE TRIGGER lane_series_stay BEFORE DELETE ON lane_series BEGIN SELECT RAISE (ABORT, 'lanes are never deleted'); END;
CREATE TRIGGER evaluations_keep BEFORE UPDATE ON evaluations BEGIN SELECT RAISE (ABORT, 'evaluations are never edited'); END;
CREATE TRIGGER evaluations_stay BEFORE DELETE ON evaluations BEGIN SELECT RAISE (ABORT, 'evaluations are never deleted'); END;
CREATE TRIGGER comparisons_keep BEFORE UPDATE ON comparisons BEGIN SELECT RAISE (ABORT, 'comparisons are never edited'); END;
CREATE TRIGGER comparisons_stay BEFORE DELETE ON comparisons BEGIN SELECT RAISE (ABORT, 'comparisons are never deleted'); END;
CREATE TRIGGER decisions_keep BEFORE UPDATE ON decisions BEGIN SELECT RAISE (ABORT, 'decisions are never edited'); END;
CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions BEGIN SELECT RAISE (ABORT, 'decisions are never deleted'); END;
CREATE TRIGGER calls_keep BEFORE UPDATE ON calls BEGIN SELECT RAISE (ABORT, 'calls are never edited'); END;
CREATE TRIGGER calls_stay BEFORE DELETE ON calls BEGIN SELECT RAISE (ABORT, 'calls are never deleted'); END;
CREATE TRIGGER call_texts_keep BEFORE UPDATE ON call_texts BEGIN SELECT RAISE (ABORT, 'calls are never edited'); END;
CREATE TRIGGER call_texts_stay BEFORE DELETE ON call_texts BEGIN SELECT RAISE (ABORT, 'calls are never deleted'); END;
CREATE TRIGGER proposal_calls_keep BEFORE UPDATE ON proposal_calls BEGIN SELECT RAISE (ABORT, 'calls are never edited'); END;
CREATE TRIGGER proposal_calls_stay BEFORE DELETE ON proposal_calls BEGIN SELECT RAISE (ABORT, 'calls are never deleted'); END;
CREATE TRIGGER learnings_keep BEFORE UPDATE ON learnings BEGIN SELECT RAISE (ABORT, 'learnings are never edited'); END;
CREATE TRIGGER learnings_stay BEFORE DELETE ON learnings BEGIN SELECT RAISE (ABORT, 'learnings are never deleted'); END;
CREATE TRIGGER probes_keep BEFORE UPDATE ON probes BEGIN SELECT RAISE (ABORT, 'probes are never edited'); END;
CREATE TRIGGER probes_stay BEFORE DELETE ON probes BEGIN SELECT RAISE (ABORT, 'probes are never deleted'); END;
CREATE TRIGGER audit_keep BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'the audit is never edited'); END;
CREATE TRIGGER audit_stay BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'the audit is never deleted'); END;

CREATE TRIGGER campaigns_keep BEFORE UPDATE OF
  id, study_id, mode, sessions, minutes, approval, tapes, families, gate_tapes, start_price, decision_ms,
  latency, limits, started_at
ON campaigns BEGIN SELECT RAISE (ABORT, 'the plan of a campaign is never edited'); END;
CREATE TRIGGER campaigns_end BEFORE UPDATE ON campaigns WHEN OLD.status = 'finished'
BEGIN SELECT RAISE (ABORT, 'a finished campaign is never edited'); END;
CREATE TRIGGER campaigns_stay BEFORE DELETE ON campaigns BEGIN SELECT RAISE (ABORT, 'campaigns are never deleted'); END;

CREATE TRIGGER sessions_keep BEFORE UPDATE OF
  id, study_id, number, campaign_id, mode, source, acting, champion, started_at
ON sessions BEGIN SELECT RAISE (ABORT, 'what a session set out to do is never edited'); END;
CREATE TRIGGER sessions_end BEFORE UPDATE ON sessions WHEN OLD.status <> 'running' OR NEW.status = 'running'
BEGIN SELECT RAISE (ABORT, 'a session is sealed once'); END;
CREATE TRIGGER sessions_stay BEFORE DELETE ON sessions BEGIN SELECT RAISE (ABORT, 'sessions are never deleted'); END;

CREATE TRIGGER proposals_keep BEFORE UPDATE OF
  id, study_id, session_id, proposer, base, intent, changes, hypothesis, predicted_mean, predicted_p10, predicted_p90,
  predicted_probability_better, notes, race, findings, hash, outcome, created_at
ON proposals BEGIN SELECT RAISE (ABORT, 'what a proposal says is never edited'); END;
CREATE TRIGGER proposals_end BEFORE UPDATE ON proposals WHEN OLD.status <> 'waiting' OR NEW.status = 'waiting'
BEGIN SELECT RAISE (ABORT, 'a proposal is decided once'); END;
CREATE TRIGGER proposals_stay BEFORE DELETE ON proposals BEGIN SELECT RAISE (ABORT, 'proposals are never deleted'); END;
`,
  },
  {
    version: 2,
    sql: `
-- Rules by which orders are filled: campaigns from before they had a number are of 1, and their plan stays as it was.
ALTER TABLE campaigns ADD COLUMN rules INTEGER NOT NULL DEFAULT 1 CHECK (rules >= 1);
DROP TRIGGER campaigns_keep;
CREATE TRIGGER campaigns_keep BEFORE UPDATE OF
  id, study_id, mode, sessions, minutes, approval, tapes, families, gate_tapes, start_price, decision_ms,
  rules, latency, limits, started_at
ON campaigns BEGIN SELECT RAISE (ABORT, 'the plan of a campaign is never edited'); END;

-- What could have happened to the acting version's account: null in sessions from before that was measured.
ALTER TABLE sessions ADD COLUMN outcomes TEXT CHECK (json_valid(outcomes));

-- The gain per hour under the optimistic fill model: null in comparisons from before it was kept.
ALTER TABLE comparisons ADD COLUMN optimistic_gain_per_hour REAL;
`,
  },
  {
    // Decisions may cancel a version that waits for its session. SQLite cannot change a CHECK: a new table replaces it.
    version: 3,
    sql: `
CREATE TABLE decisions_with_cancel (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  proposal_id INTEGER UNIQUE REFERENCES proposals (id),
  kind TEXT NOT NULL CHECK (kind IN ('approve', 'reject', 'edit', 'override', 'rollback', 'promote', 'cancel')),
  decided_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  version INTEGER,
  decided_at TEXT NOT NULL,
  FOREIGN KEY (study_id, version) REFERENCES versions (study_id, number)
) STRICT;
INSERT INTO decisions_with_cancel (id, study_id, proposal_id, kind, decided_by, reason, version, decided_at)
  SELECT id, study_id, proposal_id, kind, decided_by, reason, version, decided_at FROM decisions;
DROP TABLE decisions;
ALTER TABLE decisions_with_cancel RENAME TO decisions;
CREATE INDEX decisions_of_study ON decisions (study_id);
CREATE TRIGGER decisions_keep BEFORE UPDATE ON decisions BEGIN SELECT RAISE (ABORT, 'decisions are never edited'); END;
CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions BEGIN SELECT RAISE (ABORT, 'decisions are never deleted'); END;
`,
  },
  {
    // Candidates run on trial before anybody approves them. The table of proposals gets a status, may have a round before the first
    // session, and other tables refer to it: a new table replaces it while references are not checked.
    version: 4,
    replacesReferredTables: true,
    sql: `
ALTER TABLE campaigns ADD COLUMN trials INTEGER CHECK (trials >= 0);
DROP TRIGGER campaigns_keep;
CREATE TRIGGER campaigns_keep BEFORE UPDATE OF
  id, study_id, mode, sessions, minutes, approval, tapes, families, gate_tapes, start_price, decision_ms,
  rules, trials, latency, limits, started_at
ON campaigns BEGIN SELECT RAISE (ABORT, 'the plan of a campaign is never edited'); END;

CREATE TABLE proposals_with_trials (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  -- The session after which it was made: null before the first.
  session_id INTEGER REFERENCES sessions (id),
  proposer TEXT NOT NULL CHECK (proposer IN ('human', 'model', 'surrogate', 'random', 'import', 'rollback')),
  base INTEGER NOT NULL,
  intent TEXT NOT NULL CHECK (intent IN ('exploit', 'explore', 'replicate', 'no_change')),
  changes TEXT NOT NULL CHECK (json_valid(changes)),
  hypothesis TEXT NOT NULL,
  -- The prediction: all null when none was made.
  predicted_mean REAL,
  predicted_p10 REAL,
  predicted_p90 REAL,
  predicted_probability_better REAL,
  -- What a model said beside the diff: null for other proposers.
  notes TEXT CHECK (json_valid(notes)),
  -- How it did on recorded markets: null when it was not raced.
  race TEXT CHECK (json_valid(race)),
  findings TEXT NOT NULL CHECK (json_valid(findings)),
  hash TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('on-trial', 'waiting', 'approved', 'rejected', 'replaced', 'superseded', 'refused', 'passed-over', 'no-change')),
  -- Why it was passed over: empty otherwise.
  outcome TEXT NOT NULL CHECK ((status = 'passed-over') = (outcome <> '')),
  superseded_reason TEXT,
  -- 1 for a candidate that is or was on trial.
  trial INTEGER NOT NULL DEFAULT 0 CHECK (trial IN (0, 1)),
  -- The session whose results chose it for review: null while none did.
  chosen_after INTEGER REFERENCES sessions (id),
  created_at TEXT NOT NULL,
  FOREIGN KEY (study_id, base) REFERENCES versions (study_id, number),
  CHECK (chosen_after IS NULL OR trial = 1),
  CHECK (status <> 'on-trial' OR trial = 1)
) STRICT;
INSERT INTO proposals_with_trials (id, study_id, session_id, proposer, base, intent, changes, hypothesis, predicted_mean, predicted_p10, predicted_p90,
  predicted_probability_better, notes, race, findings, hash, status, outcome, superseded_reason, created_at)
  SELECT id, study_id, session_id, proposer, base, intent, changes, hypothesis, predicted_mean, predicted_p10, predicted_p90,
  predicted_probability_better, notes, race, findings, hash, status, outcome, superseded_reason, created_at FROM proposals;
DROP TABLE proposals;
ALTER TABLE proposals_with_trials RENAME TO proposals;
CREATE INDEX proposals_of_study ON proposals (study_id, status);
-- Two programs that propose at once cannot both leave a proposal waiting.
CREATE UNIQUE INDEX proposals_waiting ON proposals (study_id) WHERE status = 'waiting';
CREATE INDEX proposals_of_session ON proposals (session_id);
CREATE TRIGGER proposals_keep BEFORE UPDATE OF
  id, study_id, session_id, proposer, base, intent, changes, hypothesis, predicted_mean, predicted_p10, predicted_p90,
  predicted_probability_better, notes, race, findings, hash, trial, created_at
ON proposals BEGIN SELECT RAISE (ABORT, 'what a proposal says is never edited'); END;
CREATE TRIGGER proposals_outcome BEFORE UPDATE OF outcome, chosen_after ON proposals WHEN OLD.status <> 'on-trial'
BEGIN SELECT RAISE (ABORT, 'what a proposal says is never edited'); END;
CREATE TRIGGER proposals_end BEFORE UPDATE ON proposals
WHEN OLD.status NOT IN ('on-trial', 'waiting') OR NEW.status = 'on-trial' OR NEW.status = OLD.status
BEGIN SELECT RAISE (ABORT, 'a proposal is decided once'); END;
CREATE TRIGGER proposals_stay BEFORE DELETE ON proposals BEGIN SELECT RAISE (ABORT, 'proposals are never deleted'); END;

CREATE TABLE trial_lanes (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  session_id INTEGER NOT NULL REFERENCES sessions (id),
  proposal_id INTEGER NOT NULL REFERENCES proposals (id),
  fill_model TEXT NOT NULL CHECK (fill_model IN ('pessimistic', 'optimistic')),
  metrics TEXT NOT NULL CHECK (json_valid(metrics)),
  blocks TEXT NOT NULL CHECK (json_valid(blocks)),
  risk_events TEXT NOT NULL CHECK (json_valid(risk_events)),
  digest TEXT NOT NULL,
  UNIQUE (session_id, proposal_id, fill_model)
) STRICT;
CREATE INDEX trial_lanes_of_study ON trial_lanes (study_id, session_id);
CREATE TRIGGER trial_lanes_keep BEFORE UPDATE ON trial_lanes BEGIN SELECT RAISE (ABORT, 'lanes are never edited'); END;
CREATE TRIGGER trial_lanes_stay BEFORE DELETE ON trial_lanes BEGIN SELECT RAISE (ABORT, 'lanes are never deleted'); END;
`,
  },
  {
    version: 5,
    sql: `
-- Number of the engine: null in campaigns from before engines had one, whose plans stay as the audit has them.
ALTER TABLE campaigns ADD COLUMN engine INTEGER CHECK (engine >= 1);
DROP TRIGGER campaigns_keep;
CREATE TRIGGER campaigns_keep BEFORE UPDATE OF
  id, study_id, mode, sessions, minutes, approval, tapes, families, gate_tapes, start_price, decision_ms,
  rules, engine, trials, latency, limits, started_at
ON campaigns BEGIN SELECT RAISE (ABORT, 'the plan of a campaign is never edited'); END;
`,
  },
  {
    version: 6,
    sql: `
-- Usual distance of best bid and best ask: null in sessions from before it was measured.
ALTER TABLE sessions ADD COLUMN spread_bps REAL;
`,
  },
  {
    version: 7,
    sql: `
-- The live market of a plan: venue and symbol; null in other modes.
ALTER TABLE campaigns ADD COLUMN feed TEXT CHECK (feed IS NULL OR json_valid(feed));
DROP TRIGGER campaigns_keep;
CREATE TRIGGER campaigns_keep BEFORE UPDATE OF
  id, study_id, mode, sessions, minutes, approval, tapes, families, gate_tapes, start_price, decision_ms,
  rules, engine, trials, feed, latency, limits, started_at
ON campaigns BEGIN SELECT RAISE (ABORT, 'the plan of a campaign is never edited'); END;

-- What the delays of the feed did in a paper session; null in others.
ALTER TABLE sessions ADD COLUMN gap TEXT CHECK (gap IS NULL OR json_valid(gap));

-- The source of a live session becomes its tape when it is sealed.
DROP TRIGGER sessions_keep;
CREATE TRIGGER sessions_keep BEFORE UPDATE OF
  id, study_id, number, campaign_id, mode, acting, champion, started_at
ON sessions BEGIN SELECT RAISE (ABORT, 'what a session set out to do is never edited'); END;
CREATE TRIGGER sessions_source BEFORE UPDATE OF source ON sessions
WHEN NEW.source <> OLD.source AND json_extract(OLD.source, '$.type') <> 'feed'
BEGIN SELECT RAISE (ABORT, 'what a session set out to do is never edited'); END;
`,
  },
  {
    version: 8,
    sql: `
-- What the orders of the acting version came to at a venue; null in sessions without any.
ALTER TABLE sessions ADD COLUMN live TEXT CHECK (live IS NULL OR json_valid(live));
`,
  },
  {
    version: 9,
    sql: `
-- A document from elsewhere whose versions became the first of a study, with what it claims of them and what was not read of it.
CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  claimed TEXT NOT NULL CHECK (json_valid(claimed)),
  unread TEXT NOT NULL CHECK (json_valid(unread)),
  imported_at TEXT NOT NULL
) STRICT;
CREATE INDEX documents_of_study ON documents (study_id);
CREATE TRIGGER documents_keep BEFORE UPDATE ON documents BEGIN SELECT RAISE (ABORT, 'documents are never edited'); END;
CREATE TRIGGER documents_stay BEFORE DELETE ON documents BEGIN SELECT RAISE (ABORT, 'documents are never deleted'); END;
`,
  },
  {
    version: 10,
    sql: `
-- When a newer proposal took its place: null in others, and where it was superseded before this was kept.
ALTER TABLE proposals ADD COLUMN superseded_at TEXT;

-- Proposals that were validated again while they waited or were on trial. The newest of each holds.
CREATE TABLE renewals (
  id INTEGER PRIMARY KEY,
  study_id INTEGER NOT NULL REFERENCES studies (id),
  proposal_id INTEGER NOT NULL REFERENCES proposals (id),
  renewed_by TEXT NOT NULL,
  hash TEXT NOT NULL,
  findings TEXT NOT NULL CHECK (json_valid(findings)),
  renewed_at TEXT NOT NULL
) STRICT;
CREATE INDEX renewals_of_proposal ON renewals (proposal_id, id);
CREATE TRIGGER renewals_keep BEFORE UPDATE ON renewals BEGIN SELECT RAISE (ABORT, 'renewals are never edited'); END;
CREATE TRIGGER renewals_stay BEFORE DELETE ON renewals BEGIN SELECT RAISE (ABORT, 'renewals are never deleted'); END;
`,
  },
  {
    version: 11,
    sql: `
-- The queue of pessimistic fills, as it was calibrated; null where it is risk-averse.
ALTER TABLE campaigns ADD COLUMN queue TEXT CHECK (queue IS NULL OR json_valid(queue));
DROP TRIGGER campaigns_keep;
CREATE TRIGGER campaigns_keep BEFORE UPDATE OF
  id, study_id, mode, sessions, minutes, approval, tapes, families, gate_tapes, start_price, decision_ms,
  rules, engine, trials, feed, latency, queue, limits, started_at
ON campaigns BEGIN SELECT RAISE (ABORT, 'the plan of a campaign is never edited'); END;
`,
  },
  {
    version: 12,
    sql: `
-- The hedge reference of a plan, and the digest of what a session saw of it: null where there is none.
ALTER TABLE campaigns ADD COLUMN reference TEXT CHECK (reference IS NULL OR json_valid(reference));
ALTER TABLE sessions ADD COLUMN reference_digest TEXT;
DROP TRIGGER campaigns_keep;
CREATE TRIGGER campaigns_keep BEFORE UPDATE OF
  id, study_id, mode, sessions, minutes, approval, tapes, families, gate_tapes, start_price, decision_ms,
  rules, engine, trials, feed, reference, latency, queue, limits, started_at
ON campaigns BEGIN SELECT RAISE (ABORT, 'the plan of a campaign is never edited'); END;
`,
  },
];
