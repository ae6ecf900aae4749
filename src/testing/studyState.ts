/** The records of a study told step by step, as plain data: what the state machine reads. */

import type { Comparison } from '../evaluation/comparison.ts';
import { defaultLimits } from '../risk/limits.ts';
import type {
  ApprovalPolicy,
  CampaignRecord,
  DecisionRecord,
  EvaluationRecord,
  LaneRecord,
  ProposalRecord,
  SessionRecord,
  VersionAuthor,
  VersionRecord,
} from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { gainFrom } from './gains.ts';
import { aStudy } from './reportedStudy.ts';

const AT = '2026-01-01T00:00:00.000Z';

export function aCampaign(id: number, sessions: number, approval: ApprovalPolicy = 'auto'): CampaignRecord {
  const plan = {
    mode: 'sim',
    sessions,
    minutes: 60,
    approval,
    tapes: [],
    families: ['calm'],
    gateTapes: [],
    startPrice: 100,
    decisionMs: 1_000,
    latency: { feedUs: 0, orderUs: 0, responseUs: 0 },
    limits: defaultLimits,
  } as const;
  return { id, plan, status: 'running', startedAt: AT, endedAt: null };
}

const explored = { intent: 'explore', base: 1 } as const;

export class StudyStory {
  readonly versions: VersionRecord[] = [];
  readonly sessions: SessionRecord[] = [];
  readonly evaluations: EvaluationRecord[] = [];
  readonly proposals: ProposalRecord[] = [];
  readonly decisions: DecisionRecord[] = [];

  version(author: VersionAuthor = 'human'): this {
    const number = this.versions.length + 1;
    this.versions.push({ number, parent: null, author, reason: '', parameters: {}, proposalId: null, createdAt: AT });
    return this;
  }

  session(acting: number, status: SessionRecord['status'] = 'completed', campaignId = 1): this {
    const number = this.sessions.length + 1;
    this.sessions.push({
      // Ids are the database's and need not be the numbers.
      id: 100 + number,
      number,
      campaignId,
      mode: 'sim',
      source: { type: 'synthetic', family: 'calm', seed: 's', generator: 1, minutes: 60, startPrice: 100 },
      acting,
      champion: 1,
      status,
      startedAt: AT,
      endedAt: null,
      endReason: null,
      facts: null,
    });
    return this;
  }

  /** Of the last session; v1 where nothing is said. */
  championWas(champion: number): this {
    const last = this.sessions.pop();
    if (last !== undefined) this.sessions.push({ ...last, champion });
    return this;
  }

  /** Evaluates the last session. */
  evaluated(...comparisons: readonly Comparison[]): this {
    this.evaluations.push({ sessionId: this.#lastSession(), comparisons, evaluatedAt: AT });
    return this;
  }

  /** A proposal made after the last session. */
  proposed(status: ProposalRecord['status'], advice: Pick<ProposalRecord, 'intent' | 'base'> = explored): this {
    this.proposals.push({
      id: this.proposals.length + 1,
      sessionId: this.#lastSession(),
      proposer: 'surrogate',
      ...advice,
      changes: [],
      hypothesis: '',
      prediction: null,
      findings: [],
      status,
      outcome: '',
      race: null,
      hash: '',
      createdAt: AT,
    });
    return this;
  }

  decided(kind: DecisionRecord['kind'], version: number | null): this {
    this.decisions.push({
      id: this.decisions.length + 1,
      proposalId: null,
      kind,
      by: 'ann',
      reason: '',
      version,
      decidedAt: AT,
    });
    return this;
  }

  snapshot(lanes: readonly LaneRecord[] = []): StudySnapshot {
    const { versions, sessions, evaluations, proposals, decisions } = this;
    return aStudy().snapshot().with({ versions, sessions, lanes, evaluations, proposals, decisions });
  }

  #lastSession(): number {
    return this.sessions.at(-1)?.id ?? 0;
  }
}

export function aComparison(challenger: number, champion: number, verdict: Comparison['verdict']): Comparison {
  return {
    challenger,
    champion,
    sessions: 5,
    regimes: ['calm', 'trending'],
    blocks: 60,
    hours: 5,
    ...gainFrom({ mean: 1, low: 0.5, high: 1.5, level: 0.9 }),
    alwaysValid: { mean: 1, low: 0.2, high: 1.8, level: 0.9 },
    profitPer10k: null,
    volumePerHour: 10_000,
    tradesEnough: true,
    probabilityBetter: 0.95,
    probabilityHarm: 0.01,
    sessionsNeeded: 0,
    minimumDetectableEffect: 0.8,
    optimisticGainPerHour: 0.5,
    signAgrees: true,
    verdict,
    reason: 'because',
  };
}
