/** Records for tests of journals: a small study of a BTC perpetual. */

import type { Comparison } from '../../evaluation/comparison.ts';
import type { Metrics } from '../../evaluation/metrics.ts';
import { btcUsdPerp } from '../../market/instrument.ts';
import { defaultLimits } from '../../risk/limits.ts';
import type {
  NewCall,
  NewDecision,
  NewImport,
  NewLearning,
  NewProposal,
  NewSession,
  NewVersion,
  SealedLane,
  SessionEnd,
  StudyWriter,
} from '../../study/journal.ts';
import type {
  CallTexts,
  CampaignPlan,
  LaneRecord,
  LaneSeries,
  ProposalDraft,
  ProposalRecord,
  SessionFacts,
  SessionRecord,
  StudyRecord,
} from '../../study/records.ts';

export const btcStudy: Omit<StudyRecord, 'id' | 'createdAt'> = {
  name: 'btc',
  strategy: 'grid',
  instrument: btcUsdPerp,
  capital: 1_000,
  minVolumePerHour: 500,
  riskAversion: 200,
  seed: 'seed-7',
};

export const threeSimHours: CampaignPlan = {
  mode: 'sim',
  sessions: 3,
  minutes: 60,
  approval: 'ask',
  tapes: [],
  families: ['calm', 'trending'],
  gateTapes: [],
  startPrice: 100_000,
  rules: 2,
  engine: 2,
  decisionMs: 250,
  latency: { feedUs: 5_000, orderUs: 40_000, responseUs: 20_000 },
  limits: defaultLimits,
};

export function aVersion(changes: Partial<NewVersion> = {}): NewVersion {
  return {
    parent: null,
    author: 'human',
    reason: 'where we start',
    parameters: { spreadBps: 1.5, levels: 5, pauseOnMove: true },
    ...changes,
  };
}

/** A study with v1 and a running campaign. */
export function begun(journal: StudyWriter): { readonly campaignId: number } {
  journal.addVersion(aVersion());
  return { campaignId: journal.startCampaign(threeSimHours).id };
}

export function aSession(campaignId: number, changes: Partial<NewSession> = {}): NewSession {
  return {
    campaignId,
    mode: 'sim',
    source: { type: 'synthetic', family: 'calm', seed: 'seed-7/1', generator: 2, minutes: 60, startPrice: 100_000 },
    acting: 1,
    champion: 1,
    ...changes,
  };
}

export const calmHour: SessionFacts = {
  startUs: 1_767_323_045_000_000,
  durationUs: 3_600_000_000,
  events: 1_234_567,
  trades: 4_321,
  tapeDigest: 'd1ce',
  market: { volatilityBps: 3.25, rangeBps: 41.5, moveBps: -12.75, spreadBps: 0.125 },
  outcomes: {
    pessimistic: { profit: -3.2, volume: 20_000, fills: 37 },
    optimistic: { profit: 4.1, volume: 52_000, fills: 91 },
    alone: {
      queue: { profit: -2.9, volume: 21_000, fills: 40 },
      crossing: { profit: -3.2, volume: 20_000, fills: 37 },
      sweep: { profit: 0.5, volume: 31_000, fills: 44 },
      latency: { profit: -1.5, volume: 22_000, fills: 45 },
      postOnly: { profit: -3.1, volume: 20_400, fills: 38 },
    },
  },
};

export const someMetrics: Metrics = {
  volume: 20_000,
  fills: 37,
  profit: -3.2,
  spreadProfit: 2.1,
  inventoryProfit: -6.3,
  feesPaid: 0,
  rebates: 1,
  fundingPaid: -0,
  profitPer10k: -1.6,
  makerRatio: 1,
  fillRate: null,
  spreadCapturedBps: 1.05,
  markouts: [{ horizonSeconds: 5, meanBps: null, fills: 0 }],
  inventory: { final: 120.5, max: 300, mean: 10, meanAbsolute: 90, holdingSeconds: 61.25 },
  maxDrawdown: 5.5,
  sharpe: null,
  pauseShare: 0.125,
  forceCloses: 1,
  requests: { placed: 400, cancelled: 363, rejected: 2, denied: { collar: 3 } },
  riskState: 'reducing',
};

/** Two fills and three samples, with a NaN, a negative zero and the largest integers among them. */
export function someSeries(): LaneSeries {
  return {
    fills: {
      length: 2,
      timeUs: Float64Array.of(1_000_000.5, 3_599_999_999.25),
      order: Int32Array.of(0, 2_147_483_647),
      side: Uint8Array.of(0, 1),
      priceTicks: Int32Array.of(1_000_000, 999_999),
      lots: Int32Array.of(12, -2_147_483_648),
      maker: Uint8Array.of(1, 0),
      fee: Float64Array.of(-0.0006, -0),
      midTicks: Float64Array.of(1_000_000.5, Number.NaN),
      inventoryLots: Int32Array.of(12, 0),
    },
    samples: {
      stepUs: 1_000_000,
      length: 3,
      profit: Float64Array.of(0, 0.1 + 0.2, -3.2),
      inventoryLots: Int32Array.of(0, 12, -7),
      paused: Uint8Array.of(0, 3, 2),
      volume: Float64Array.of(0, 1e-300, Number.MAX_VALUE),
      holding: Float64Array.of(0, -0, -2.9),
    },
    midTicks: Float64Array.of(Number.NaN, 1_000_000.5, 999_999.5),
  };
}

export function aSealedLane(changes: Partial<Omit<LaneRecord, 'sessionId'>> = {}): SealedLane {
  return {
    record: {
      version: 1,
      role: 'acting',
      fillModel: 'pessimistic',
      metrics: someMetrics,
      blocks: {
        blockSeconds: 300,
        profit: [0.5, -3.7],
        volume: [8_000, 12_000],
        swings: [0.2, 4.1],
        holding: [0, -2.9],
      },
      riskEvents: [{ timeUs: 12.5, code: 'loss-warning', message: 'lost 1 % of capital' }],
      digest: 'beef',
      ...changes,
    },
    series: someSeries(),
  };
}

export function completed(...lanes: readonly SealedLane[]): Exclude<SessionEnd, { readonly status: 'aborted' }> {
  return {
    status: 'completed',
    reason: null,
    facts: calmHour,
    lanes: lanes.length === 0 ? [aSealedLane()] : lanes,
    trials: [],
  };
}

export function aCompletedSession(journal: StudyWriter, campaignId: number): SessionRecord {
  return journal.sealSession(journal.startSession(aSession(campaignId)).id, completed());
}

export const notEnoughEvidence: Comparison = {
  challenger: 2,
  champion: 1,
  sessions: 1,
  regimes: ['calm'],
  blocks: 12,
  hours: 0.75,
  gainPerHour: { mean: 0.4, low: -1.2, high: 2, level: 0.9 },
  profitPerHour: { mean: 0.1, low: -1.4, high: 1.6, level: 0.9 },
  markoutPerHour: { mean: 0.3, low: -0.1, high: 0.7, level: 0.9 },
  holdingPerHour: { mean: -0.2, low: -1.6, high: 1.2, level: 0.9 },
  riskChargePerHour: { mean: -0.3, low: -0.4, high: -0.2, level: 0.9 },
  alwaysValid: null,
  profitPer10k: null,
  volumePerHour: 1_800,
  tradesEnough: true,
  probabilityBetter: 0.66,
  probabilityHarm: 0.3,
  sessionsNeeded: 40,
  minimumDetectableEffect: 3.5,
  optimisticGainPerHour: 0.41,
  signAgrees: true,
  verdict: 'keep-testing',
  reason: '0.4 an hour better, from −1.2 to 2',
};

export const widerSpread: ProposalDraft = {
  proposer: 'model',
  base: 1,
  intent: 'exploit',
  changes: [{ parameter: 'spreadBps', from: 1.5, to: 2, why: 'markouts are worse than the spread' }],
  hypothesis: 'a wider spread pays for the adverse selection',
  prediction: { mean: 0.8, p10: -0.5, p90: 2, probabilityBetter: 0.7 },
};

export function aCandidate(changes: Partial<NewProposal> = {}): NewProposal {
  return {
    draft: widerSpread,
    findings: [],
    status: 'waiting',
    outcome: '',
    race: null,
    hash: 'cafe',
    calls: [],
    learnings: [],
    ...changes,
  };
}

/** The only candidate of a session's round. */
export function aProposal(journal: StudyWriter, sessionId: number, changes: Partial<NewProposal> = {}): ProposalRecord {
  const [proposal] = journal.addRound(sessionId, [aCandidate(changes)]);
  if (proposal === undefined) throw new Error('a round of one leaves one proposal');
  return proposal;
}

/** Supersedes the one that waited before. */
export function aWaitingProposal(journal: StudyWriter, sessionId: number): ProposalRecord {
  return aProposal(journal, sessionId);
}

export function aCall(changes: Partial<NewCall> = {}): NewCall {
  return {
    sessionId: null,
    purpose: 'propose',
    framing: 'exploit',
    provider: 'openai',
    endpoint: 'http://127.0.0.1:8080/v1',
    model: 'small-model',
    format: 'json_schema',
    promptHash: 'ab12',
    templatesHash: 'cd34',
    inputTokens: 12_345,
    cachedTokens: 12_000,
    outputTokens: 456,
    cost: 0.0123,
    mostCost: 0.05,
    durationMs: 1_834.5,
    tries: 1,
    outcome: 'accepted',
    detail: '',
    ...changes,
  };
}

export const someTexts: CallTexts = {
  request: '{"model":"small-model","messages":["naïve “quotes”, 価格"]}',
  answer: '{"changes":[]}',
  reasoning: '',
};

export function aLearning(changes: Partial<NewLearning> = {}): NewLearning {
  return {
    by: 'ann',
    claim: 'a wider spread pays for the adverse selection',
    parameter: 'spreadBps',
    direction: 'raise',
    effect: 'better',
    effectRange: [0.1, 0.5],
    scope: 'any',
    ...changes,
  };
}

export function approval(by: string): NewDecision {
  return {
    kind: 'approve',
    by,
    reason: 'worth a session',
    version: aVersion({ parent: 1, author: 'model', reason: 'wider', parameters: { spreadBps: 2, levels: 5 } }),
  };
}

/** Two versions of a document: v1 with a claimed figure, a learning, and two candidates on v2. */
export function anImport(changes: Partial<NewImport> = {}): NewImport {
  return {
    document: {
      name: 'notes.md',
      sha256: 'ab'.repeat(32),
      claimed: [
        {
          version: 1,
          line: 12,
          title: 'naïve “first”',
          date: '2026-01-05',
          figures: { volume: 1_800, fills: 18, profit: 0.1 + 0.2, profitPer10k: 0.48, forceCloses: null },
          change: 'baseline',
          insight: '',
          analysis: ['little volume'],
          assumed: ['levels'],
          open: [],
        },
      ],
      unread: [{ line: 3, text: 'Mood: good', reason: 'not known' }],
    },
    versions: [aVersion({ author: 'import' }), aVersion({ author: 'import', parent: 1, reason: 'wider' })],
    learnings: [aLearning()],
    candidates: [],
    by: 'ann',
    reason: 'imported',
    ...changes,
  };
}
