/** A journal in memory: the records of one study, under the same rules as in the database. */

import type { DocumentRecord } from './importedDocument.ts';
import type {
  Journal,
  NewCall,
  NewDecision,
  NewImport,
  NewLearning,
  NewProposal,
  NewRenewal,
  NewSession,
  NewTrialLane,
  NewVersion,
  SealedLane,
  SessionEnd,
  TrialEnd,
} from './journal.ts';
import { recordedRows } from './laneRows.ts';
import { EMPTY_RECORDS, type MemoryIds, type MemoryRecords } from './memoryRecords.ts';
import { laneName, noLane, noneOf, noSession, noSessionWithId, noVersion } from './missing.ts';
import type {
  CallRecord,
  CallTexts,
  CampaignPlan,
  CampaignRecord,
  CampaignStatus,
  DecisionRecord,
  EvaluationRecord,
  LaneRecord,
  LaneSeries,
  LearningRecord,
  ProposalRecord,
  SessionRecord,
  StudyRecord,
  TimelineEntry,
  TrialLaneRecord,
  VersionRecord,
} from './records.ts';
import { checkFinite } from './recordText.ts';
import type { StudyRecords } from './studyRecords.ts';
import {
  campaignMoves,
  checkCallFree,
  checkEvaluable,
  checkImport,
  checkPlan,
  checkQueued,
  checkRound,
  checkSealable,
  checkSessionStarts,
  checkTrialEnds,
  checkWaits,
  closedBy,
  recordedPlan,
  supersededByRound,
} from './transitions.ts';

export class MemoryJournal implements Journal {
  readonly study: StudyRecord;
  readonly #ids: MemoryIds;
  readonly #now: () => string;
  #records: MemoryRecords = EMPTY_RECORDS;
  /** What {@link records} gave last. */
  #read: StudyRecords | null = null;

  /** @param ids those of the workspace */
  constructor(study: StudyRecord, ids: MemoryIds, now: () => string) {
    this.study = study;
    this.#ids = ids;
    this.#now = now;
  }

  addVersion(version: NewVersion): VersionRecord {
    return this.#write((at) => this.#addVersion(version, null, at));
  }

  versions(): readonly VersionRecord[] {
    return this.#records.versions;
  }

  version(number: number): VersionRecord {
    const { versions } = this.#records;
    return versions[number - 1] ?? fail(noVersion(number, versions.length));
  }

  importDocument(imported: NewImport): DocumentRecord {
    return this.#write((at) => {
      checkImport(imported, this.#records.versions.length, this.study.name);
      const { document, versions, learnings, candidates, by, reason } = imported;
      for (const version of versions) this.#addVersion(version, null, at);
      const added: DocumentRecord = { ...owned(document), id: this.#ids.next('document'), importedAt: at };
      this.#set({ documents: [...this.#records.documents, added] });
      for (const learning of learnings) this.#addLearning(learning, null, at);
      const last = versions.length;
      for (let version = 1; version < last; version++)
        this.#addDecision({ proposalId: null, kind: 'cancel', by, reason, version }, at);
      if (last > 1) this.#addDecision({ proposalId: null, kind: 'promote', by, reason, version: last }, at);
      for (const candidate of candidates) this.#addCandidate(null, candidate, at);
      return added;
    });
  }

  documents(): readonly DocumentRecord[] {
    return this.#records.documents;
  }

  startCampaign(plan: CampaignPlan): CampaignRecord {
    return this.#write((at) => {
      const started: CampaignRecord = {
        id: this.#ids.next('campaign'),
        plan: owned(recordedPlan(plan)),
        status: 'running',
        startedAt: at,
        endedAt: null,
      };
      this.#set({ campaigns: [...this.#records.campaigns, started] });
      return started;
    });
  }

  setCampaignStatus(id: number, status: CampaignStatus): void {
    this.#write((at) => {
      const campaign = this.#campaign(id);
      if (campaign.status === status) return;
      const endedAt = campaignMoves(campaign, status, at);
      this.#set({ campaigns: replaced(this.#records.campaigns, campaign, { ...campaign, status, endedAt }) });
    });
  }

  campaigns(): readonly CampaignRecord[] {
    return this.#records.campaigns;
  }

  startSession(session: NewSession): SessionRecord {
    return this.#write((at) => {
      checkSessionStarts(this.#campaign(session.campaignId));
      this.version(session.acting);
      this.version(session.champion);
      const started: SessionRecord = {
        ...owned(session),
        id: this.#ids.next('session'),
        number: this.#records.sessions.length + 1,
        status: 'running',
        startedAt: at,
        endedAt: null,
        endReason: null,
        facts: null,
      };
      this.#set({ sessions: [...this.#records.sessions, started] });
      return started;
    });
  }

  sealSession(id: number, end: SessionEnd): SessionRecord {
    return this.#write((at) => {
      const running = this.#session(id);
      checkSealable(running, end.status);
      const facts = end.status === 'aborted' ? null : owned(end.facts);
      const source = end.status === 'aborted' ? running.source : (end.source ?? running.source);
      const sealed: SessionRecord = {
        ...running,
        source,
        status: end.status,
        endedAt: at,
        endReason: end.reason,
        facts,
      };
      this.#set({ sessions: replaced(this.#records.sessions, running, sealed) });
      if (end.status !== 'aborted') {
        this.#addLanes(id, end.lanes);
        this.#addTrialLanes(id, end.trials);
      }
      this.#enter('session', sealed.number, at);
      return sealed;
    });
  }

  sessions(): readonly SessionRecord[] {
    return this.#records.sessions;
  }

  session(number: number): SessionRecord {
    const { sessions } = this.#records;
    return sessions[number - 1] ?? fail(noSession(number, sessions.length));
  }

  lanes(sessionId?: number): readonly LaneRecord[] {
    const { lanes } = this.#records;
    return sessionId === undefined ? lanes : lanes.filter((lane) => lane.sessionId === sessionId);
  }

  trialLanes(sessionId?: number): readonly TrialLaneRecord[] {
    const { trialLanes } = this.#records;
    return sessionId === undefined ? trialLanes : trialLanes.filter((lane) => lane.sessionId === sessionId);
  }

  laneSeries(sessionId: number, version: number, fillModel: LaneRecord['fillModel']): LaneSeries {
    const series = this.#records.series.get(laneName(sessionId, version, fillModel));
    return series ?? fail(noLane(sessionId, { version, fillModel }));
  }

  addEvaluation(
    { sessionId, comparisons }: Omit<EvaluationRecord, 'evaluatedAt'>,
    trialEnds: readonly TrialEnd[] = [],
  ): void {
    this.#write((at) => {
      const session = this.#session(sessionId);
      const { evaluations } = this.#records;
      checkEvaluable(
        session,
        evaluations.find((earlier) => earlier.sessionId === sessionId),
      );
      checkFinite({ comparisons });
      checkTrialEnds(trialEnds, (id) => this.proposal(id));
      const added: EvaluationRecord = { sessionId, comparisons: structuredClone(comparisons), evaluatedAt: at };
      this.#set({ evaluations: [...evaluations, added].sort((a, b) => a.sessionId - b.sessionId) });
      this.#enter('evaluation', session.number, at);
      this.#endTrials(sessionId, trialEnds, at);
    });
  }

  evaluations(): readonly EvaluationRecord[] {
    return this.#records.evaluations;
  }

  addRound(sessionId: number | null, candidates: readonly NewProposal[]): readonly ProposalRecord[] {
    checkRound(candidates);
    return this.#write((at) => {
      if (sessionId !== null) this.#session(sessionId);
      this.#supersede(supersededByRound(this.#records.proposals, candidates), at);
      return candidates.map((candidate) => this.#addCandidate(sessionId, candidate, at));
    });
  }

  proposals(): readonly ProposalRecord[] {
    return this.#records.proposals;
  }

  proposal(id: number): ProposalRecord {
    return this.#records.proposals.find((proposal) => proposal.id === id) ?? fail(noneOf('proposal', id));
  }

  decide(proposalId: number | null, decision: NewDecision): DecisionRecord {
    return this.#write((at) => {
      const closed = closedBy(proposalId, decision);
      if (closed !== null) {
        const proposal = this.proposal(closed.id);
        const earlier = this.#records.decisions.find((one) => one.proposalId === closed.id);
        checkWaits(proposal, { decision: earlier, supersededAt: this.#records.supersededAt.get(proposal.id) ?? null });
        checkPlan(proposal, decision, at);
        const after: ProposalRecord = { ...proposal, status: closed.status };
        this.#set({ proposals: replaced(this.#records.proposals, proposal, after) });
      }
      const { kind, by, reason } = decision;
      const made = decision.version && this.#addVersion(decision.version, proposalId, at);
      return this.#addDecision({ proposalId, kind, by, reason, version: made?.number ?? null }, at);
    });
  }

  renewProposal(proposalId: number, { hash, findings }: NewRenewal): ProposalRecord {
    return this.#write((at) => {
      const proposal = this.proposal(proposalId);
      const earlier = this.#records.decisions.find((one) => one.proposalId === proposalId);
      checkWaits(proposal, { decision: earlier, supersededAt: this.#records.supersededAt.get(proposalId) ?? null });
      const waitingSince = proposal.status === 'waiting' ? at : null;
      const after: ProposalRecord = { ...proposal, ...owned({ findings }), hash, waitingSince };
      this.#set({ proposals: replaced(this.#records.proposals, proposal, after) });
      return after;
    });
  }

  promote(version: number, by: string, reason: string): DecisionRecord {
    return this.#write((at) => {
      this.version(version);
      return this.#addDecision({ proposalId: null, kind: 'promote', by, reason, version }, at);
    });
  }

  cancel(version: number, by: string, reason: string): DecisionRecord {
    return this.#write((at) => {
      this.version(version);
      checkQueued(version, this.#records);
      return this.#addDecision({ proposalId: null, kind: 'cancel', by, reason, version }, at);
    });
  }

  decisions(): readonly DecisionRecord[] {
    return this.#records.decisions;
  }

  addCall(call: NewCall, texts: CallTexts): CallRecord {
    return this.#write((at) => {
      if (call.sessionId !== null) this.#session(call.sessionId);
      checkFinite({ call });
      const made: CallRecord = { ...call, id: this.#ids.next('call'), proposalId: null, calledAt: at };
      this.#set({
        calls: [...this.#records.calls, made],
        texts: new Map(this.#records.texts).set(made.id, { ...texts }),
      });
      return made;
    });
  }

  calls(): readonly CallRecord[] {
    return this.#records.calls;
  }

  callTexts(id: number): CallTexts {
    return this.#records.texts.get(id) ?? fail(noneOf('call', id));
  }

  addLearning(learning: NewLearning): LearningRecord {
    return this.#write((at) => this.#addLearning(learning, null, at));
  }

  learnings(): readonly LearningRecord[] {
    return this.#records.learnings;
  }

  evaluation(sessionId: number): EvaluationRecord | null {
    return this.#records.evaluations.find((one) => one.sessionId === sessionId) ?? null;
  }

  hasRoundAfter(sessionId: number): boolean {
    return this.#records.proposals.some((one) => one.sessionId === sessionId);
  }

  timeline(): readonly TimelineEntry[] {
    return this.#records.timeline;
  }

  records(): StudyRecords {
    const { series: _series, supersededAt: _supersededAt, texts: _texts, calls: _calls, ...lists } = this.#records;
    const known = this.#read;
    const isSame =
      known !== null && (Object.keys(lists) as (keyof typeof lists)[]).every((name) => lists[name] === known[name]);
    if (known !== null && isSame) return known;
    this.#read = { study: this.study, ...lists };
    return this.#read;
  }

  #addVersion(version: NewVersion, proposalId: number | null, at: string): VersionRecord {
    if (version.parent !== null) this.version(version.parent);
    checkFinite(version.parameters);
    const number = this.#records.versions.length + 1;
    const added: VersionRecord = { ...structuredClone(version), number, proposalId, createdAt: at };
    this.#set({ versions: [...this.#records.versions, added] });
    this.#enter('version', number, at);
    return added;
  }

  #addLanes(sessionId: number, lanes: readonly SealedLane[]): void {
    const records = lanes.map(({ record }): LaneRecord => {
      checkFinite(record.metrics);
      checkFinite(record.blocks);
      checkFinite(record.riskEvents);
      return { ...structuredClone(record), sessionId };
    });
    const series = new Map(this.#records.series);
    for (const { record, series: columns } of lanes) {
      series.set(laneName(sessionId, record.version, record.fillModel), recordedRows(columns));
    }
    this.#set({ lanes: [...this.#records.lanes, ...records].sort((a, b) => a.sessionId - b.sessionId), series });
  }

  #addTrialLanes(sessionId: number, lanes: readonly NewTrialLane[]): void {
    const records = lanes.map((lane): TrialLaneRecord => {
      this.proposal(lane.proposalId);
      return { ...owned(lane), sessionId };
    });
    this.#set({ trialLanes: [...this.#records.trialLanes, ...records].sort((a, b) => a.sessionId - b.sessionId) });
  }

  #endTrials(sessionId: number, ends: readonly TrialEnd[], at: string): void {
    if (ends.some(({ status }) => status === 'waiting'))
      this.#supersede(
        this.#records.proposals.filter(({ status }) => status === 'waiting'),
        at,
      );
    for (const end of ends) {
      const proposal = this.proposal(end.proposalId);
      const after: ProposalRecord =
        end.status === 'waiting'
          ? { ...proposal, status: end.status, trial: { chosenAfter: sessionId }, waitingSince: at }
          : { ...proposal, status: end.status, outcome: end.outcome };
      this.#set({ proposals: replaced(this.#records.proposals, proposal, after) });
    }
  }

  #supersede(proposals: readonly ProposalRecord[], at: string): void {
    for (const proposal of proposals) {
      const after: ProposalRecord = { ...proposal, status: 'superseded' };
      this.#set({
        proposals: replaced(this.#records.proposals, proposal, after),
        supersededAt: new Map(this.#records.supersededAt).set(proposal.id, at),
      });
    }
  }

  #addCandidate(sessionId: number | null, candidate: NewProposal, at: string): ProposalRecord {
    const { draft, race, findings, hash, status, outcome } = candidate;
    this.version(draft.base);
    const said = owned({ ...draft, race, findings });
    const id = this.#ids.next('proposal');
    const trial = status === 'on-trial' ? { chosenAfter: null } : null;
    const waitingSince = status === 'waiting' ? at : null;
    const added: ProposalRecord = { ...said, id, sessionId, status, outcome, trial, hash, waitingSince, createdAt: at };
    this.#set({ proposals: [...this.#records.proposals, added] });
    for (const call of candidate.calls) this.#link(call, id);
    this.#enter('proposal', id, at);
    for (const learning of candidate.learnings) this.#addLearning(learning, id, at);
    return added;
  }

  #link(callId: number, proposalId: number): void {
    const { calls } = this.#records;
    const call = calls.find(({ id }) => id === callId) ?? fail(noneOf('call', callId));
    checkCallFree(call);
    this.#set({ calls: replaced(calls, call, { ...call, proposalId }) });
  }

  #addDecision(decision: Omit<DecisionRecord, 'id' | 'decidedAt'>, at: string): DecisionRecord {
    const made: DecisionRecord = { ...decision, id: this.#ids.next('decision'), decidedAt: at };
    this.#set({ decisions: [...this.#records.decisions, made] });
    this.#enter('decision', made.id, at);
    return made;
  }

  #addLearning(learning: NewLearning, proposalId: number | null, at: string): LearningRecord {
    const id = this.#ids.next('learning');
    const added: LearningRecord = { ...owned(learning), id, proposalId, createdAt: at };
    this.#set({ learnings: [...this.#records.learnings, added] });
    this.#enter('learning', id, at);
    return added;
  }

  #campaign(id: number): CampaignRecord {
    return this.#records.campaigns.find((campaign) => campaign.id === id) ?? fail(noneOf('campaign', id));
  }

  #session(id: number): SessionRecord {
    return this.#records.sessions.find((session) => session.id === id) ?? fail(noSessionWithId(id));
  }

  #enter(kind: TimelineEntry['kind'], id: number, at: string): void {
    const number = this.#ids.next('entry');
    this.#set({ timeline: [...this.#records.timeline, { number, at, kind, id }] });
  }

  #set(changed: Partial<MemoryRecords>): void {
    this.#records = { ...this.#records, ...changed };
  }

  /** All or nothing: records and ids are as before when `work` throws. */
  #write<T>(work: (at: string) => T): T {
    const before = this.#records;
    const takeBackIds = this.#ids.mark();
    try {
      return work(this.#now());
    } catch (error) {
      this.#records = before;
      takeBackIds();
      throw error;
    }
  }
}

/** A copy that the caller cannot change. @throws RangeError for NaN and infinity */
function owned<T>(value: T): T {
  checkFinite(value);
  return structuredClone(value);
}

function replaced<T>(all: readonly T[], before: T, after: T): T[] {
  return all.with(all.indexOf(before), after);
}

function fail(error: Error): never {
  throw error;
}
