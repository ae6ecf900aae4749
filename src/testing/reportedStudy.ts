/** Builds small studies in the words of the domain, for tests. */

import type { Comparison } from '../evaluation/comparison.ts';
import type { Metrics } from '../evaluation/metrics.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import type { ReportedStudy } from '../report/reportedStudy.ts';
import type { FillModel } from '../session/result.ts';
import type { ParameterDeclarations, Parameters, ParameterValue } from '../strategy/parameters.ts';
import type {
  DecisionRecord,
  LaneRecord,
  LearningRecord,
  MarketSource,
  Mode,
  OutcomeFigures,
  ProposalRecord,
  RaceRecord,
  SessionRecord,
  VersionRecord,
} from '../study/records.ts';
import { StudySnapshot } from '../study/studySnapshot.ts';
import { gainFrom } from './gains.ts';

export const declarations: ParameterDeclarations = {
  spreadBps: {
    kind: 'number',
    unit: 'bps',
    min: 0.5,
    max: 20.5,
    step: 0.1,
    scale: 'linear',
    default: 2.5,
    tunable: true,
    meaning: 'Distance of the first level from mid.',
  },
  pauseSeconds: {
    kind: 'number',
    unit: 's',
    min: 1,
    max: 100,
    step: 1,
    scale: 'log',
    default: 10,
    tunable: true,
    meaning: 'How long a side stays held back.',
  },
  levels: {
    kind: 'number',
    unit: 'levels',
    min: 1,
    max: 11,
    step: 1,
    scale: 'linear',
    default: 5,
    tunable: true,
    meaning: 'Quotes a side.',
  },
  skew: { kind: 'boolean', default: false, tunable: true, meaning: 'Whether inventory moves the quotes.' },
  stopLossPercent: {
    kind: 'number',
    unit: '%',
    min: 1,
    max: 10,
    step: 1,
    scale: 'linear',
    default: 2,
    tunable: false,
    meaning: 'Loss of capital that ends the session.',
  },
};

export const baseline: Parameters = { spreadBps: 2.5, pauseSeconds: 10, levels: 5, skew: false, stopLossPercent: 2 };

/** What a lane did; everything else follows or is quiet. */
export interface Ran {
  readonly version: number;
  readonly profit: number;
  readonly volume: number;
  readonly fills: number;
  /** Profit per block; equal shares of the profit over 12 blocks where not given. */
  readonly blocks?: readonly number[];
  readonly optimisticProfit?: number;
  readonly metrics?: Partial<Metrics>;
  readonly riskEvents?: LaneRecord['riskEvents'];
}

export interface Ran60 {
  readonly acting: number;
  readonly champion: number;
  readonly lanes: readonly Ran[];
  readonly mode?: Mode;
  readonly status?: SessionRecord['status'];
  readonly endReason?: string;
  /** Of the synthetic market; `trending` where not given. */
  readonly family?: string;
  /** A synthetic market of its own where not given. */
  readonly source?: MarketSource;
  /** Not measured where not given. */
  readonly outcomes?: OutcomeFigures;
}

export class StudyBuilder {
  readonly #versions: VersionRecord[] = [];
  readonly #sessions: SessionRecord[] = [];
  readonly #lanes: LaneRecord[] = [];
  readonly #evaluations: { sessionId: number; comparisons: Comparison[]; evaluatedAt: string }[] = [];
  readonly #proposals: ProposalRecord[] = [];
  readonly #decisions: DecisionRecord[] = [];
  readonly #learnings: LearningRecord[] = [];

  /** v(n+1): the parent's parameters (the baseline's without a parent) with `changes`. */
  version(changes: Readonly<Record<string, ParameterValue>> = {}, more: Partial<VersionRecord> = {}): this {
    const number = this.#versions.length + 1;
    const parent = more.parent ?? (number === 1 ? null : number - 1);
    const parameters = { ...(this.#versions.find((v) => v.number === parent)?.parameters ?? baseline), ...changes };
    const createdAt = `2026-01-05T${String(8 + number).padStart(2, '0')}:33:00.000Z`;
    this.#versions.push({
      number,
      author: 'human',
      reason: 'to begin with',
      proposalId: null,
      createdAt,
      ...more,
      parent,
      parameters,
    });
    return this;
  }

  /** A session of 60 minutes in 12 blocks. */
  session({
    acting,
    champion,
    lanes,
    mode = 'paper',
    status = 'completed',
    endReason,
    family = 'trending',
    source,
    outcomes,
  }: Ran60): this {
    const id = 100 + this.#sessions.length + 1;
    this.#sessions.push({
      id,
      number: this.#sessions.length + 1,
      campaignId: 1,
      mode,
      source: source ?? {
        type: 'synthetic',
        family,
        seed: `s${id}`,
        generator: 1,
        minutes: 60,
        startPrice: 92_000,
      },
      acting,
      champion,
      status,
      startedAt: `2026-01-06T${String(this.#sessions.length % 24).padStart(2, '0')}:00:00.000Z`,
      endedAt: null,
      endReason: endReason ?? null,
      facts:
        status === 'aborted'
          ? null
          : {
              startUs: 1_767_571_200_000_000,
              durationUs: 3.6e9,
              events: 120_000,
              trades: 4_000,
              tapeDigest: 'c0ffee',
              ...(outcomes === undefined ? {} : { outcomes }),
              market: { volatilityBps: 3.2, rangeBps: 41, moveBps: -12.5 },
            },
    });
    for (const ran of lanes) {
      const role = ran.version === acting ? 'acting' : ran.version === champion ? 'champion' : 'shadow';
      for (const fillModel of ['pessimistic', 'optimistic'] as const) {
        const profit = fillModel === 'pessimistic' ? ran.profit : (ran.optimisticProfit ?? ran.profit);
        this.#lanes.push({ sessionId: id, version: ran.version, role, ...laneOf(ran, fillModel, profit) });
      }
    }
    return this;
  }

  /** After the newest session. */
  compared(challenger: number, champion: number, more: Partial<Comparison>): this {
    const sessionId = this.#sessions.at(-1)?.id ?? 0;
    const comparison: Comparison = {
      challenger,
      champion,
      sessions: 1,
      regimes: ['calm'],
      blocks: 12,
      hours: 1,
      ...gainFrom({ mean: 0.12, low: -0.1, high: 0.34, level: 0.9 }),
      alwaysValid: null,
      profitPer10k: null,
      volumePerHour: 1_800,
      tradesEnough: true,
      probabilityBetter: 0.7,
      probabilityHarm: 0.1,
      sessionsNeeded: 20,
      minimumDetectableEffect: 0.4,
      optimisticGainPerHour: 0.3,
      signAgrees: true,
      verdict: 'keep-testing',
      reason: 'The interval holds zero.',
      ...more,
      ...(more.gainPerHour === undefined ? {} : { ...gainFrom(more.gainPerHour), ...more }),
    };
    const known = this.#evaluations.find((evaluation) => evaluation.sessionId === sessionId);
    if (known === undefined)
      this.#evaluations.push({ sessionId, comparisons: [comparison], evaluatedAt: '2026-01-06T12:00:00.000Z' });
    else known.comparisons.push(comparison);
    return this;
  }

  proposal(more: Partial<ProposalRecord> & Pick<ProposalRecord, 'base' | 'changes'>): this {
    this.#proposals.push({
      id: this.#proposals.length + 1,
      sessionId: this.#sessions.at(-1)?.id ?? 0,
      proposer: 'model',
      intent: 'exploit',
      hypothesis: 'Pausing sooner avoids bad fills.',
      prediction: null,
      findings: [],
      status: 'approved',
      outcome: '',
      race: null,
      hash: 'abc',
      createdAt: '2026-01-05T14:59:00.000Z',
      ...more,
    });
    return this;
  }

  decision(more: Partial<DecisionRecord>): this {
    this.#decisions.push({
      id: this.#decisions.length + 1,
      proposalId: null,
      kind: 'approve',
      by: 'ada',
      reason: '',
      version: null,
      decidedAt: '2026-01-05T15:04:00.000Z',
      ...more,
    });
    return this;
  }

  /** By a person, unless said otherwise. */
  learning(more: Partial<LearningRecord> = {}): this {
    this.#learnings.push({
      id: this.#learnings.length + 1,
      by: 'ada',
      claim: 'Tighter is better.',
      parameter: 'spreadBps',
      direction: 'lower',
      effect: 'better',
      effectRange: null,
      scope: 'any',
      proposalId: null,
      createdAt: '2026-01-05T15:10:00.000Z',
      ...more,
    });
    return this;
  }

  /** Another than the first had to be promoted. */
  champion(version: number): this {
    if (version !== 1) this.decision({ kind: 'promote', by: 'policy:evidence', version, reason: 'proven' });
    return this;
  }

  snapshot(): StudySnapshot {
    return new StudySnapshot({
      study: {
        id: 1,
        name: 'btc-grid',
        strategy: 'grid',
        instrument: btcUsdPerp,
        capital: 1_000,
        minVolumePerHour: 500,
        riskAversion: 200,
        seed: 'seed',
        createdAt: '2026-01-05T09:00:00.000Z',
      },
      versions: [...this.#versions],
      campaigns: [],
      sessions: [...this.#sessions],
      lanes: [...this.#lanes],
      evaluations: [...this.#evaluations],
      proposals: [...this.#proposals],
      decisions: [...this.#decisions],
      learnings: [...this.#learnings],
      timeline: [],
    });
  }

  /** As renderers are given it, without a model. */
  report(): ReportedStudy {
    return { snapshot: this.snapshot(), declarations, currency: '$', calls: [], canaries: [] };
  }
}

/** Beside v1 on as many markets as there are differences; its mean is theirs, its interval one dollar either way. */
export function aRace(byMarket: readonly number[], more: Partial<RaceRecord> = {}): RaceRecord {
  const mean = byMarket.reduce((sum, value) => sum + value, 0) / byMarket.length;
  return {
    champion: 1,
    sessions: byMarket.map((_, i) => i + 1),
    tapes: [],
    hours: byMarket.length,
    ...gainFrom({ mean, low: mean - 1, high: mean + 1, level: 0.9 }),
    byMarket,
    probabilityBetter: 0.8,
    volumePerHour: 1_200,
    signAgrees: true,
    belief: mean / 2,
    replayWeight: 0.6,
    ...more,
  };
}

export function aStudy(): StudyBuilder {
  return new StudyBuilder();
}

function laneOf(
  ran: Ran,
  fillModel: FillModel,
  profit: number,
): Pick<LaneRecord, 'fillModel' | 'metrics' | 'blocks' | 'riskEvents' | 'digest'> {
  const { volume, fills } = ran;
  const shares = fillModel === 'pessimistic' ? ran.blocks : undefined;
  const profits = shares ?? Array.from({ length: 12 }, () => profit / 12);
  return {
    fillModel,
    digest: 'd1',
    riskEvents: ran.riskEvents ?? [],
    blocks: {
      blockSeconds: 300,
      profit: profits,
      volume: profits.map(() => volume / profits.length),
      swings: profits.map(() => 0),
      holding: profits.map(() => 0),
    },
    metrics: {
      volume,
      fills,
      profit,
      spreadProfit: 0,
      inventoryProfit: profit,
      feesPaid: 0,
      rebates: 0,
      fundingPaid: 0,
      profitPer10k: volume === 0 ? null : (profit / volume) * 10_000,
      makerRatio: volume === 0 ? null : 1,
      fillRate: 0.1,
      spreadCapturedBps: volume === 0 ? null : 0,
      markouts: [],
      inventory: { final: 0, max: 0, mean: 0, meanAbsolute: 0, holdingSeconds: null },
      maxDrawdown: 0,
      sharpe: null,
      pauseShare: 0,
      forceCloses: 0,
      requests: { placed: 0, cancelled: 0, rejected: 0, denied: {} },
      riskState: 'active',
      ...ran.metrics,
    },
  };
}
