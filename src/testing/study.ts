/** Builds small studies in the words of the domain, for tests. */

import type { Comparison } from '../evaluation/comparison.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import type { RecordedSession } from '../report/recordedSession.ts';
import type { ReportedStudy } from '../report/reportedStudy.ts';
import type { ParameterValue } from '../strategy/parameters.ts';
import type { ClaimedVersion } from '../study/importedDocument.ts';
import type {
  DecisionRecord,
  LaneRecord,
  LearningRecord,
  ProposalRecord,
  SessionRecord,
  TrialLaneRecord,
  VersionRecord,
} from '../study/records.ts';
import { StudySnapshot } from '../study/studySnapshot.ts';
import { gainFrom } from './gains.ts';
import { baseline, declarations, laneOf, type Ran60 } from './studyRecords.ts';

export class StudyBuilder {
  readonly #versions: VersionRecord[] = [];
  readonly #sessions: SessionRecord[] = [];
  readonly #lanes: LaneRecord[] = [];
  readonly #trialLanes: TrialLaneRecord[] = [];
  readonly #evaluations: { sessionId: number; comparisons: Comparison[]; evaluatedAt: string }[] = [];
  readonly #proposals: ProposalRecord[] = [];
  readonly #decisions: DecisionRecord[] = [];
  readonly #learnings: LearningRecord[] = [];
  readonly #claimed: ClaimedVersion[] = [];

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
    trials = [],
    mode = 'paper',
    status = 'completed',
    endReason,
    family = 'trending',
    source,
    outcomes,
    campaignId = 1,
  }: Ran60): this {
    const id = 100 + this.#sessions.length + 1;
    this.#sessions.push({
      id,
      number: this.#sessions.length + 1,
      campaignId,
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
    for (const { proposal: proposalId, ...ran } of trials) {
      for (const fillModel of ['pessimistic', 'optimistic'] as const) {
        const lane = laneOf({ ...ran, version: 0 }, fillModel, ran.profit);
        this.#trialLanes.push({ sessionId: id, proposalId, ...lane });
      }
    }
    return this;
  }

  /** A session without lanes, of which only its place among the others matters; v1 is its champion by default. */
  ran(acting: number, more: Partial<Ran60> = {}): this {
    return this.session({ acting, champion: 1, mode: 'sim', lanes: [], ...more });
  }

  /** The newest session with its records. */
  recordedSession(): RecordedSession {
    const { snapshot, currency, declarations } = this.report();
    const session = snapshot.sessions.at(-1);
    if (session === undefined) throw new Error('the study has no session');
    const acting = snapshot.version(session.acting);
    if (acting === null) throw new Error(`v${session.acting} is not among the versions`);
    const trialLanes = snapshot.trialLanes.filter(({ sessionId }) => sessionId === session.id);
    return {
      study: snapshot.study,
      currency,
      declarations,
      session,
      parameters: acting.parameters,
      lanes: snapshot.lanes.filter(({ sessionId }) => sessionId === session.id),
      trialLanes,
      tried: snapshot.proposals.filter(({ id }) => trialLanes.some(({ proposalId }) => proposalId === id)),
      comparisons: snapshot.evaluations.find(({ sessionId }) => sessionId === session.id)?.comparisons ?? [],
      assumedDelayMs: null,
      hasRound: snapshot.proposals.some(({ sessionId }) => sessionId === session.id),
    };
  }

  /** After the newest session. */
  evaluated(...comparisons: readonly Comparison[]): this {
    const evaluatedAt = '2026-01-06T12:00:00.000Z';
    this.#evaluations.push({ sessionId: this.#sessions.at(-1)?.id ?? 0, comparisons: [...comparisons], evaluatedAt });
    return this;
  }

  /** As {@link evaluated}, with one comparison more. */
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
      waitingSince: '2026-01-05T14:59:00.000Z',
      createdAt: '2026-01-05T14:59:00.000Z',
      trial: null,
      ...more,
    });
    return this;
  }

  /** A proposal of the surrogate that changes nothing, made after the newest session. */
  proposed(
    status: ProposalRecord['status'],
    advice: Pick<ProposalRecord, 'intent' | 'base'> = { intent: 'explore', base: 1 },
  ): this {
    return this.proposal({ proposer: 'surrogate', changes: [], hypothesis: '', status, ...advice });
  }

  decided(kind: DecisionRecord['kind'], version: number | null): this {
    return this.decision({ kind, version });
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

  /** By a person, by default. */
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

  /** What an imported document claims of a version. */
  claimed(version: number, more: Partial<ClaimedVersion> = {}): this {
    this.#claimed.push({
      version,
      line: 20 + version,
      title: 'Baseline',
      date: '2026-01-05',
      figures: { volume: 1_800, fills: 18, profit: 0.09, profitPer10k: 0.48, forceCloses: null },
      change: 'baseline',
      insight: 'Low volume',
      analysis: ['Profitable but low volume'],
      assumed: [],
      open: [],
      ...more,
    });
    return this;
  }

  /** A champion other than the first version had to be promoted. */
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
      trialLanes: [...this.#trialLanes],
      evaluations: [...this.#evaluations],
      proposals: [...this.#proposals],
      decisions: [...this.#decisions],
      learnings: [...this.#learnings],
      documents:
        this.#claimed.length === 0
          ? []
          : [
              {
                id: 1,
                name: 'evolution.md',
                sha256: 'ab'.repeat(32),
                claimed: [...this.#claimed],
                unread: [],
                importedAt: '2026-01-05T09:00:00.000Z',
              },
            ],
      timeline: [],
    });
  }

  /** In the form that renderers get, without a model. */
  report(): ReportedStudy {
    return { snapshot: this.snapshot(), declarations, currency: '$', calls: [], canaries: [] };
  }
}

export function aStudy(): StudyBuilder {
  return new StudyBuilder();
}
