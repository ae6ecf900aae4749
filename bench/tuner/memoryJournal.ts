/**
 * A Journal that forgets: the records of one study in memory, for thousands of studies that nobody will look at again.
 * `sameStudy.ts` checks that a campaign leaves the same records in it as in the database.
 */

import {
  IllegalTransition,
  type Journal,
  type NewCall,
  type NewDecision,
  type NewLearning,
  type NewProposal,
  type NewSession,
  type NewVersion,
  NotFound,
  type SessionEnd,
  type TimelineEntry,
} from '../../src/study/journal.ts';
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
  ProposalStatus,
  SessionRecord,
  StudyRecord,
  VersionRecord,
} from '../../src/study/records.ts';

const AT = '2026-01-01T00:00:00.000Z';
const OUTCOME = { approve: 'approved', reject: 'rejected', edit: 'replaced', override: 'replaced' } as const;

export class MemoryJournal implements Journal {
  readonly study: StudyRecord;
  // Each write makes a new array, so that what was handed out stays as it was.
  #versions: VersionRecord[] = [];
  #campaigns: CampaignRecord[] = [];
  #sessions: SessionRecord[] = [];
  #lanes: LaneRecord[] = [];
  #evaluations: EvaluationRecord[] = [];
  #proposals: ProposalRecord[] = [];
  #decisions: DecisionRecord[] = [];
  #calls: CallRecord[] = [];
  #learnings: LearningRecord[] = [];
  #timeline: TimelineEntry[] = [];

  constructor(study: Omit<StudyRecord, 'id' | 'createdAt'>) {
    this.study = { ...study, id: 1, createdAt: AT };
  }

  addVersion(version: NewVersion): VersionRecord {
    return this.#addVersion(version, null);
  }

  versions(): VersionRecord[] {
    return this.#versions;
  }

  version(number: number): VersionRecord {
    return found(this.#versions[number - 1], `version ${number}`);
  }

  startCampaign(plan: CampaignPlan): CampaignRecord {
    const id = this.#campaigns.length + 1;
    const campaign: CampaignRecord = { id, plan, status: 'running', startedAt: AT, endedAt: null };
    this.#campaigns = [...this.#campaigns, campaign];
    return campaign;
  }

  setCampaignStatus(id: number, status: CampaignStatus): void {
    this.#campaigns = this.#campaigns.map((campaign) => (campaign.id === id ? { ...campaign, status } : campaign));
  }

  campaigns(): CampaignRecord[] {
    return this.#campaigns;
  }

  startSession(session: NewSession): SessionRecord {
    const number = this.#sessions.length + 1;
    const started: SessionRecord = {
      ...session,
      id: number,
      number,
      status: 'running',
      startedAt: AT,
      endedAt: null,
      endReason: null,
      facts: null,
    };
    this.#sessions = [...this.#sessions, started];
    return started;
  }

  sealSession(id: number, end: SessionEnd): SessionRecord {
    const running = this.session(id);
    if (running.status !== 'running') throw new IllegalTransition(`session ${id} is ${running.status}`);
    const facts = end.status === 'aborted' ? null : end.facts;
    const sealed: SessionRecord = { ...running, status: end.status, endedAt: AT, endReason: end.reason, facts };
    this.#sessions = this.#sessions.with(id - 1, sealed);
    if (end.status !== 'aborted') {
      this.#lanes = [...this.#lanes, ...end.lanes.map(({ record }) => ({ ...record, sessionId: id }))];
    }
    this.#tell('session', id);
    return sealed;
  }

  sessions(): SessionRecord[] {
    return this.#sessions;
  }

  session(number: number): SessionRecord {
    return found(this.#sessions[number - 1], `session ${number}`);
  }

  lanes(sessionId?: number): LaneRecord[] {
    return sessionId === undefined ? this.#lanes : this.#lanes.filter((lane) => lane.sessionId === sessionId);
  }

  /** @throws NotFound always: nobody looks at the columns of a lane */
  laneSeries(sessionId: number): LaneSeries {
    throw new NotFound(`the series of session ${sessionId} were not kept`);
  }

  addEvaluation(evaluation: Omit<EvaluationRecord, 'evaluatedAt'>): void {
    this.#evaluations = [...this.#evaluations, { ...evaluation, evaluatedAt: AT }];
    this.#tell('evaluation', evaluation.sessionId);
  }

  evaluations(): EvaluationRecord[] {
    return this.#evaluations;
  }

  addRound(sessionId: number, candidates: readonly NewProposal[]): ProposalRecord[] {
    this.#proposals = this.#proposals.map((old) => (old.status === 'waiting' ? { ...old, status: 'superseded' } : old));
    return candidates.map(({ draft, race, findings, status, outcome, hash, learnings }) => {
      const id = this.#proposals.length + 1;
      const proposal: ProposalRecord = {
        ...draft,
        id,
        sessionId,
        race,
        findings,
        status,
        outcome,
        hash,
        createdAt: AT,
      };
      this.#proposals = [...this.#proposals, proposal];
      this.#tell('proposal', id);
      for (const learning of learnings) this.#addLearning(learning, id);
      return proposal;
    });
  }

  proposals(): ProposalRecord[] {
    return this.#proposals;
  }

  proposal(id: number): ProposalRecord {
    return found(this.#proposals[id - 1], `proposal ${id}`);
  }

  decide(proposalId: number | null, { kind, by, reason, version }: NewDecision): DecisionRecord {
    if (proposalId !== null && kind !== 'rollback') this.#close(proposalId, OUTCOME[kind]);
    const made = version === null ? null : this.#addVersion(version, proposalId);
    return this.#addDecision({ proposalId, kind, by, reason, version: made?.number ?? null });
  }

  promote(version: number, by: string, reason: string): DecisionRecord {
    return this.#addDecision({ proposalId: null, kind: 'promote', by, reason, version });
  }

  cancel(version: number, by: string, reason: string): DecisionRecord {
    return this.#addDecision({ proposalId: null, kind: 'cancel', by, reason, version });
  }

  decisions(): DecisionRecord[] {
    return this.#decisions;
  }

  /** Texts are not kept. */
  addCall(call: NewCall): CallRecord {
    const made: CallRecord = { ...call, id: this.#calls.length + 1, proposalId: null, calledAt: AT };
    this.#calls = [...this.#calls, made];
    return made;
  }

  calls(): CallRecord[] {
    return this.#calls;
  }

  /** @throws NotFound always */
  callTexts(id: number): CallTexts {
    throw new NotFound(`the texts of call ${id} were not kept`);
  }

  addLearning(learning: NewLearning): LearningRecord {
    return this.#addLearning(learning, null);
  }

  learnings(): LearningRecord[] {
    return this.#learnings;
  }

  timeline(): TimelineEntry[] {
    return this.#timeline;
  }

  #addVersion(version: NewVersion, proposalId: number | null): VersionRecord {
    const added: VersionRecord = { ...version, number: this.#versions.length + 1, proposalId, createdAt: AT };
    this.#versions = [...this.#versions, added];
    this.#tell('version', added.number);
    return added;
  }

  #addDecision(decision: Omit<DecisionRecord, 'id' | 'decidedAt'>): DecisionRecord {
    const made: DecisionRecord = { ...decision, id: this.#decisions.length + 1, decidedAt: AT };
    this.#decisions = [...this.#decisions, made];
    this.#tell('decision', made.id);
    return made;
  }

  #addLearning(learning: NewLearning, proposalId: number | null): LearningRecord {
    const added: LearningRecord = { ...learning, id: this.#learnings.length + 1, proposalId, createdAt: AT };
    this.#learnings = [...this.#learnings, added];
    this.#tell('learning', added.id);
    return added;
  }

  #close(proposalId: number, status: ProposalStatus): void {
    const proposal = this.proposal(proposalId);
    if (proposal.status !== 'waiting') throw new IllegalTransition(`proposal ${proposalId} is ${proposal.status}`);
    this.#proposals = this.#proposals.with(proposalId - 1, { ...proposal, status });
  }

  #tell(kind: TimelineEntry['kind'], id: number): void {
    this.#timeline = [...this.#timeline, { number: this.#timeline.length + 1, at: AT, kind, id }];
  }
}

function found<T>(record: T | undefined, what: string): T {
  if (record === undefined) throw new NotFound(`there is no ${what}`);
  return record;
}
