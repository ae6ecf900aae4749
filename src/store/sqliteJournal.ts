/** The Journal port over SQLite: one method, one transaction, with its audit row inside. */

import type { FillModel } from '../session/result.ts';
import type { DocumentRecord } from '../study/importedDocument.ts';
import type {
  Journal,
  NewCall,
  NewDecision,
  NewImport,
  NewLearning,
  NewProposal,
  NewRenewal,
  NewSession,
  NewVersion,
  SessionEnd,
  TrialEnd,
} from '../study/journal.ts';
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
} from '../study/records.ts';
import type { StudyRecords } from '../study/studyRecords.ts';
import {
  checkImport,
  checkQueued,
  checkRound,
  checkSessionStarts,
  checkTrialEnds,
  SUPERSEDED,
  supersededByRound,
} from '../study/transitions.ts';
import type { AuditEvent } from './audit.ts';
import { callAudit, campaignAudit, laneAudit, proposalAudit, sessionAudit, trialAudit } from './auditPayload.ts';
import type { Connection } from './connection.ts';
import { KnownRecords } from './knownRecords.ts';
import type { Tables } from './tables.ts';

type Note = (event: AuditEvent, detail: object) => void;

export class SqliteJournal implements Journal {
  readonly study: StudyRecord;
  readonly #connection: Connection;
  readonly #tables: Tables;
  readonly #known: KnownRecords;

  constructor(study: StudyRecord, connection: Connection, tables: Tables) {
    this.study = study;
    this.#connection = connection;
    this.#tables = tables;
    this.#known = new KnownRecords(study, tables);
  }

  addVersion(version: NewVersion): VersionRecord {
    return this.#write((at, note) => {
      const added = this.#tables.versions.add(this.study.id, version, null, at);
      note('version-added', added);
      return added;
    });
  }

  versions(): readonly VersionRecord[] {
    return this.#connection.read(() => this.#known.list('versions'));
  }

  version(number: number): VersionRecord {
    return this.#connection.read(() => this.#tables.versions.get(this.study.id, number));
  }

  importDocument(imported: NewImport): DocumentRecord {
    return this.#write((at, note) => {
      const { id } = this.study;
      const { versions, documents, learnings, decisions } = this.#tables;
      checkImport(imported, versions.all(id).length, this.study.name);
      for (const version of imported.versions) note('version-added', versions.add(id, version, null, at));
      const added = documents.add(id, imported.document, at);
      note('document-imported', added);
      for (const learning of imported.learnings) note('learning-added', learnings.add(id, learning, null, at));
      const { by, reason } = imported;
      const last = imported.versions.length;
      for (let version = 1; version < last; version++)
        note('decision-made', decisions.cancel(id, version, by, reason, at));
      if (last > 1) note('decision-made', decisions.promote(id, last, by, reason, at));
      for (const candidate of imported.candidates) this.#addCandidate(null, candidate, at, note);
      return added;
    });
  }

  documents(): readonly DocumentRecord[] {
    return this.#connection.read(() => this.#known.list('documents'));
  }

  startCampaign(plan: CampaignPlan): CampaignRecord {
    return this.#write((at, note) => {
      const campaign = this.#tables.campaigns.add(this.study.id, plan, at);
      note('campaign-started', campaignAudit(campaign));
      return campaign;
    });
  }

  setCampaignStatus(id: number, status: CampaignStatus): void {
    this.#write((at, note) => {
      // A resumed step may set the same status again.
      if (this.#tables.campaigns.get(this.study.id, id).status === status) return;
      this.#tables.campaigns.setStatus(this.study.id, id, status, at);
      note('campaign-status', { id, status });
    });
  }

  campaigns(): readonly CampaignRecord[] {
    return this.#connection.read(() => this.#known.list('campaigns'));
  }

  startSession(session: NewSession): SessionRecord {
    return this.#write((at, note) => {
      checkSessionStarts(this.#tables.campaigns.get(this.study.id, session.campaignId));
      this.#tables.versions.get(this.study.id, session.acting);
      this.#tables.versions.get(this.study.id, session.champion);
      const started = this.#tables.sessions.add(this.study.id, session, at);
      note('session-started', sessionAudit(started));
      return started;
    });
  }

  sealSession(id: number, end: SessionEnd): SessionRecord {
    return this.#write((at, note) => {
      const sealed = this.#tables.sessions.seal(this.study.id, id, end, at);
      if (end.status !== 'aborted') {
        for (const lane of end.lanes) this.#tables.lanes.add(this.study.id, id, lane);
        for (const lane of this.#tables.lanes.all(this.study.id, id)) note('lane-sealed', laneAudit(lane));
        for (const lane of end.trials) {
          this.#tables.proposals.get(this.study.id, lane.proposalId);
          this.#tables.trialLanes.add(this.study.id, id, lane);
        }
        for (const lane of this.#tables.trialLanes.all(this.study.id, id)) note('trial-sealed', trialAudit(lane));
      }
      note('session-sealed', sealed);
      return sealed;
    });
  }

  sessions(): readonly SessionRecord[] {
    return this.#connection.read(() => this.#known.list('sessions'));
  }

  session(number: number): SessionRecord {
    return this.#connection.read(() => this.#tables.sessions.numbered(this.study.id, number));
  }

  lanes(sessionId?: number): readonly LaneRecord[] {
    return this.#connection.read(() =>
      sessionId === undefined ? this.#known.list('lanes') : this.#tables.lanes.all(this.study.id, sessionId),
    );
  }

  trialLanes(sessionId?: number): readonly TrialLaneRecord[] {
    return this.#connection.read(() =>
      sessionId === undefined ? this.#known.list('trialLanes') : this.#tables.trialLanes.all(this.study.id, sessionId),
    );
  }

  laneSeries(sessionId: number, version: number, fillModel: FillModel): LaneSeries {
    return this.#connection.read(() => this.#tables.lanes.series(this.study.id, sessionId, version, fillModel));
  }

  addEvaluation(
    { sessionId, comparisons }: Omit<EvaluationRecord, 'evaluatedAt'>,
    trialEnds: readonly TrialEnd[] = [],
  ): void {
    this.#write((at, note) => {
      const { sessions, evaluations, proposals } = this.#tables;
      const session = sessions.get(this.study.id, sessionId);
      note('evaluation-added', evaluations.add(this.study.id, session, comparisons, at));
      checkTrialEnds(trialEnds, (id) => proposals.get(this.study.id, id));
      if (trialEnds.some(({ status }) => status === 'waiting'))
        this.#supersede(proposals.waiting(this.study.id), at, note);
      for (const end of trialEnds) {
        proposals.endTrial(end, sessionId);
        if (end.status === 'waiting') note('trial-chosen', { proposalId: end.proposalId, sessionId });
        else note('trial-ended', { sessionId, ...end });
      }
    });
  }

  evaluations(): readonly EvaluationRecord[] {
    return this.#connection.read(() => this.#known.list('evaluations'));
  }

  evaluation(sessionId: number): EvaluationRecord | null {
    return this.#connection.read(() => this.#tables.evaluations.find(sessionId));
  }

  hasRoundAfter(sessionId: number): boolean {
    return this.#connection.read(() => this.#tables.proposals.isAnyAfter(sessionId));
  }

  addRound(sessionId: number | null, candidates: readonly NewProposal[]): ProposalRecord[] {
    checkRound(candidates);
    return this.#write((at, note) => {
      if (sessionId !== null) this.#tables.sessions.get(this.study.id, sessionId);
      this.#supersede(supersededByRound(this.#tables.proposals.waiting(this.study.id), candidates), at, note);
      return candidates.map((candidate) => this.#addCandidate(sessionId, candidate, at, note));
    });
  }

  proposals(): readonly ProposalRecord[] {
    return this.#connection.read(() => this.#known.list('proposals'));
  }

  proposal(id: number): ProposalRecord {
    return this.#connection.read(() => this.#tables.proposals.get(this.study.id, id));
  }

  decide(proposalId: number | null, decision: NewDecision): DecisionRecord {
    return this.#write((at, note) => {
      const made = this.#tables.decisions.add(this.study.id, proposalId, decision, at);
      if (made.version !== null) note('version-added', this.#tables.versions.get(this.study.id, made.version));
      note('decision-made', made);
      return made;
    });
  }

  renewProposal(proposalId: number, renewal: NewRenewal): ProposalRecord {
    return this.#write((at, note) => {
      const { id } = this.study;
      this.#tables.decisions.open(id, proposalId);
      note('proposal-renewed', this.#tables.renewals.add(id, proposalId, renewal, at));
      return this.#tables.proposals.get(id, proposalId);
    });
  }

  promote(version: number, by: string, reason: string): DecisionRecord {
    return this.#write((at, note) => {
      const made = this.#tables.decisions.promote(this.study.id, version, by, reason, at);
      note('decision-made', made);
      return made;
    });
  }

  cancel(version: number, by: string, reason: string): DecisionRecord {
    return this.#write((at, note) => {
      const { id } = this.study;
      this.#tables.versions.get(id, version);
      checkQueued(version, {
        versions: this.#tables.versions.all(id),
        sessions: this.#tables.sessions.all(id),
        decisions: this.#tables.decisions.all(id),
      });
      const made = this.#tables.decisions.cancel(id, version, by, reason, at);
      note('decision-made', made);
      return made;
    });
  }

  decisions(): readonly DecisionRecord[] {
    return this.#connection.read(() => this.#known.list('decisions'));
  }

  addCall(call: NewCall, texts: CallTexts): CallRecord {
    return this.#write((at, note) => {
      if (call.sessionId !== null) this.#tables.sessions.get(this.study.id, call.sessionId);
      const made = this.#tables.calls.add(this.study.id, call, texts, at);
      note('call-made', callAudit(made, this.#tables.calls.texts(this.study.id, made.id)));
      return made;
    });
  }

  calls(): readonly CallRecord[] {
    return this.#connection.read(() => this.#known.list('calls'));
  }

  callTexts(id: number): CallTexts {
    return this.#connection.read(() => this.#tables.calls.texts(this.study.id, id));
  }

  addLearning(learning: NewLearning): LearningRecord {
    return this.#write((at, note) => {
      const added = this.#tables.learnings.add(this.study.id, learning, null, at);
      note('learning-added', added);
      return added;
    });
  }

  learnings(): readonly LearningRecord[] {
    return this.#connection.read(() => this.#known.list('learnings'));
  }

  timeline(): readonly TimelineEntry[] {
    return this.#connection.read(() => this.#known.list('timeline'));
  }

  records(): StudyRecords {
    return this.#connection.read(() => this.#known.all());
  }

  #supersede(proposals: readonly Pick<ProposalRecord, 'id'>[], at: string, note: Note): void {
    for (const { id } of proposals) {
      this.#tables.proposals.supersede(id, SUPERSEDED, at);
      note('proposal-superseded', { id, reason: SUPERSEDED });
    }
  }

  #addCandidate(sessionId: number | null, candidate: NewProposal, at: string, note: Note): ProposalRecord {
    this.#tables.versions.get(this.study.id, candidate.draft.base);
    const added = this.#tables.proposals.add(this.study.id, sessionId, candidate, at);
    for (const call of candidate.calls) this.#tables.calls.link(this.study.id, call, added.id);
    const { waitingSince: _, ...said } = added;
    note('proposal-added', proposalAudit(said, this.#tables.calls.ofProposal(added.id)));
    for (const learning of candidate.learnings) {
      note('learning-added', this.#tables.learnings.add(this.study.id, learning, added.id, at));
    }
    return added;
  }

  #write<T>(work: (at: string, note: Note) => T): T {
    return this.#connection.write((at) =>
      work(at, (event, detail) => this.#tables.audit.append(this.study.id, at, event, detail)),
    );
  }
}
