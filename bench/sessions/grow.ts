/**
 * Makes a study longer: the sessions that it really had are put on record again and again, through the journal itself, so that all
 * records, the audit and its chain are what a long study has. Each copy has markets of its own.
 */

import type { Journal, NewProposal, TrialEnd } from '../../src/study/journal.ts';
import type { MarketSource, ProposalRecord, RaceRecord, SessionRecord } from '../../src/study/records.ts';
import type { StudyRecords } from '../../src/study/studyRecords.ts';

/** One copy in so many sessions approves a candidate that is on trial, which then acts once. */
const SESSIONS_A_VERSION = 10;

/** @param most markets of a race, as in campaigns with sessions of this length */
export function growTo(sessions: number, journal: Journal, campaignId: number, most: number): void {
  const template = journal.records();
  const real = template.sessions.filter(({ status }) => status === 'completed');
  if (real.length === 0) throw new RangeError('the study has no session to copy');
  endOpenTrials(journal, template);
  for (let number = template.sessions.length + 1, copy = 1; number <= sessions; copy++) {
    number = copyOnce(sessions, number, copy, template, real, journal, campaignId, most);
  }
}

/** Trials of the last copy end with its last session, or they would pile up. */
function endOpenTrials(journal: Journal, { sessions, proposals }: StudyRecords): void {
  const last = sessions.at(-1);
  const open = proposals.filter(({ status }) => status === 'on-trial');
  if (last === undefined || open.length === 0) return;
  for (const { id } of open) {
    journal.decide(id, { kind: 'reject', by: 'bench', reason: 'the end of the real sessions', version: null });
  }
}

/** Returns the number of the next session. */
function copyOnce(
  sessions: number,
  first: number,
  copy: number,
  { proposals, lanes, trialLanes, evaluations }: StudyRecords,
  real: readonly SessionRecord[],
  journal: Journal,
  campaignId: number,
  most: number,
): number {
  /** Ids of the copies of proposals by those of the originals. */
  const ids = new Map<number, number>();
  const open = new Set<number>();
  const bySession = Map.groupBy(proposals, ({ sessionId }) => sessionId);
  const shift = first - (real[0]?.number ?? 1);
  let number = first;
  let acting = 1;
  const round = (of: number | null, after: number | null): void => {
    const candidates = bySession.get(of) ?? [];
    if (candidates.length === 0) return;
    const added = journal.addRound(
      after,
      candidates.map((one) => candidateOf(one, shift, number - 1, most)),
    );
    added.forEach(({ id, status }, i) => {
      ids.set(candidates[i]?.id ?? 0, id);
      if (status === 'on-trial') open.add(id);
    });
  };
  const last = journal.sessions().at(-1);
  if (last !== undefined && bySession.has(null)) round(null, last.id);
  for (const original of real) {
    if (number > sessions) return number;
    const session = journal.startSession({
      campaignId,
      mode: original.mode,
      source: ownMarket(original.source, copy),
      acting,
      champion: 1,
    });
    const trials = trialLanes.flatMap((lane) => {
      const proposalId = lane.sessionId === original.id ? ids.get(lane.proposalId) : undefined;
      return proposalId === undefined || !open.has(proposalId) ? [] : [{ ...lane, proposalId }];
    });
    const own = lanes.filter(({ sessionId }) => sessionId === original.id);
    const sealed = own.map((record) => ({
      record: { ...record },
      series: journal.laneSeries(original.id, record.version, record.fillModel),
    }));
    const beside =
      acting === 1
        ? sealed
        : sealed.flatMap(({ record, series }) => [
            { record: { ...record, version: acting, role: 'acting' as const }, series },
            { record: { ...record, role: 'champion' as const }, series },
          ]);
    if (original.facts === null) throw new Error('a completed session has facts');
    journal.sealSession(session.id, {
      status: 'completed',
      reason: null,
      facts: original.facts,
      lanes: beside,
      trials,
    });
    const isLast = original === real.at(-1) || number === sessions;
    const ran = new Set(trials.map(({ proposalId }) => proposalId));
    const ended = proposals.filter(({ status, trial }) => status === 'passed-over' && trial !== null);
    const ends: TrialEnd[] = [...open].flatMap((id): TrialEnd[] => {
      const from = ended.find((one) => ids.get(one.id) === id);
      const lastTrial =
        from === undefined ? undefined : trialLanes.findLast(({ proposalId }) => proposalId === from.id);
      const isOver = isLast || (lastTrial !== undefined && lastTrial.sessionId === original.id && ran.has(id));
      return isOver ? [{ proposalId: id, status: 'passed-over', outcome: from?.outcome ?? 'its trial ended' }] : [];
    });
    for (const { proposalId } of ends) open.delete(proposalId);
    const comparisons = evaluations.find(({ sessionId }) => sessionId === original.id)?.comparisons ?? [];
    journal.addEvaluation({ sessionId: session.id, comparisons }, ends);
    acting = 1;
    number++;
    round(original.id, session.id);
    if (number % SESSIONS_A_VERSION === 0) acting = approvedVersion(journal, open) ?? 1;
  }
  return number;
}

function approvedVersion(journal: Journal, open: Set<number>): number | null {
  const [id] = open;
  if (id === undefined) return null;
  const { base, changes } = journal.proposal(id);
  const parameters = {
    ...journal.version(base).parameters,
    ...Object.fromEntries(changes.map(({ parameter, to }) => [parameter, to])),
  };
  open.delete(id);
  return journal.decide(id, {
    kind: 'approve',
    by: 'bench',
    reason: 'to have versions',
    version: { parent: base, author: 'surrogate', reason: 'to have versions', parameters },
  }).version;
}

function ownMarket(source: MarketSource, copy: number): MarketSource {
  return source.type === 'synthetic' ? { ...source, seed: `${source.seed}/${copy}` } : source;
}

/** @param newest number of the newest session */
function candidateOf(proposal: ProposalRecord, shift: number, newest: number, most: number): NewProposal {
  const { race, findings, hash, status, outcome, trial, proposer, base, intent, changes, hypothesis, prediction } =
    proposal;
  const draft = { proposer, base, intent, changes, hypothesis, prediction };
  const open = trial !== null;
  return {
    draft,
    race: race === null ? null : longRace(race, shift, newest, most),
    findings,
    hash,
    status: open
      ? 'on-trial'
      : status === 'waiting' || status === 'superseded' || status === 'approved'
        ? 'passed-over'
        : (status as NewProposal['status']),
    outcome: open ? '' : outcome,
    calls: [],
    learnings: [],
  };
}

/** A race that ran over all recorded markets of its time runs over as many as are there now. */
function longRace(race: RaceRecord, shift: number, newest: number, most: number): RaceRecord {
  const lastThen = race.sessions.at(-1) ?? 0;
  const ranAll = race.sessions.length === lastThen;
  if (!ranAll) return { ...race, sessions: race.sessions.map((number) => number + shift) };
  const markets = Math.min(most, newest);
  return {
    ...race,
    sessions: Array.from({ length: markets }, (_, i) => newest - markets + 1 + i),
    byMarket: Array.from({ length: markets }, (_, i) => race.byMarket[i % race.byMarket.length] ?? 0),
  };
}
