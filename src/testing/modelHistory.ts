/** Histories of a grid study of any length, built round by round; and the prompt files. */

import { readdirSync, readFileSync } from 'node:fs';
import { compare } from '../evaluation/compare.ts';
import { decisionRules } from '../evaluation/decisionRules.ts';
import type { FillGroup, Metrics } from '../evaluation/metrics.ts';
import { applied } from '../guardrails/judge.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { createRng, type Rng } from '../market/rng.ts';
import type { FactsInput } from '../proposer/model/facts.ts';
import type { Templates } from '../proposer/model/templates.ts';
import { randomChanges } from '../proposer/neighbours.ts';
import { defaultLimits } from '../risk/limits.ts';
import { grid } from '../strategy/grid/grid.ts';
import { gridParameters } from '../strategy/grid/parameters.ts';
import { defaultParameters, type Parameters, sameParameters } from '../strategy/parameters.ts';
import type {
  CampaignPlan,
  DecisionRecord,
  EvaluationRecord,
  LaneRecord,
  LearningRecord,
  ParameterChange,
  ProposalRecord,
  SessionRecord,
  StudyRecord,
  TimelineEntry,
  VersionRecord,
} from '../study/records.ts';
import { StudySnapshot } from '../study/studySnapshot.ts';

const AT = '2026-01-05T09:33:00.000Z';
const FAMILIES = ['calm', 'trending', 'jumpy'] as const;

export const study: StudyRecord = {
  id: 1,
  name: 'btc-grid',
  strategy: 'grid',
  instrument: btcUsdPerp,
  capital: 1_000,
  minVolumePerHour: 500,
  riskAversion: 200,
  seed: 'seed',
  createdAt: AT,
};

const plan: CampaignPlan = {
  mode: 'sim',
  sessions: 12,
  minutes: 60,
  approval: 'ask',
  tapes: [],
  families: FAMILIES,
  gateTapes: [],
  startPrice: 92_000,
  decisionMs: 1_000,
  latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
  limits: defaultLimits,
};

/** Texts from outside, by the number of the version that they belong to. */
export interface Words {
  readonly hypothesis?: (version: number) => string;
  readonly why?: (version: number) => string;
  readonly reason?: (version: number) => string;
  readonly by?: (version: number) => string;
  readonly riskMessage?: (version: number) => string;
  readonly claim?: (version: number) => string;
}

/** v1 runs alone; then each round a proposal, its approval, a version and a session beside v1. Every fifth round begins with a refusal. */
export function aHistory(versions: number, words: Words = {}, seed = 'story'): StudySnapshot {
  const story = new Story(words, createRng(seed));
  story.version(null, defaultParameters(gridParameters), null);
  story.session(1);
  for (let version = 2; version <= versions; version++) {
    if (version % 5 === 0) story.refusal(version);
    story.round(version);
    story.session(version);
  }
  return new StudySnapshot(story.told);
}

class Story {
  readonly told: {
    readonly study: StudyRecord;
    readonly versions: VersionRecord[];
    readonly campaigns: [];
    readonly sessions: SessionRecord[];
    readonly lanes: LaneRecord[];
    readonly trialLanes: [];
    readonly evaluations: EvaluationRecord[];
    readonly proposals: ProposalRecord[];
    readonly decisions: DecisionRecord[];
    readonly learnings: LearningRecord[];
    readonly documents: [];
    readonly timeline: TimelineEntry[];
  } = {
    study,
    versions: [],
    campaigns: [],
    sessions: [],
    lanes: [],
    trialLanes: [],
    evaluations: [],
    proposals: [],
    decisions: [],
    learnings: [],
    documents: [],
    timeline: [],
  };
  readonly #words: Words;
  readonly #rng: Rng;

  constructor(words: Words, rng: Rng) {
    this.#words = words;
    this.#rng = rng;
  }

  version(parent: number | null, parameters: Parameters, proposalId: number | null): void {
    const number = this.told.versions.length + 1;
    const reason = this.#words.reason?.(number) ?? (parent === null ? 'to begin with' : this.#hypothesis(number));
    const author = proposalId === null ? 'human' : 'model';
    this.told.versions.push({ number, parent, author, reason, parameters, proposalId, createdAt: AT });
    this.#happened('version', number);
  }

  refusal(version: number): void {
    const spread = this.#parametersOf(version - 1).spreadBps ?? Number.NaN;
    const changes = [{ parameter: 'spreadBps', from: spread, to: 500, why: this.#why(version) }];
    this.#proposal(version, changes, 'refused');
  }

  round(version: number): void {
    const parent = this.#parametersOf(version - 1);
    const changes = this.#untried(parent).map((change) => ({ ...change, why: this.#why(version) }));
    const proposal = this.#proposal(version, changes, 'approved');
    const id = this.told.decisions.length + 1;
    const by = this.#words.by?.(version) ?? 'ada';
    this.told.decisions.push({ id, proposalId: proposal, kind: 'approve', by, reason: '', version, decidedAt: AT });
    this.#happened('decision', id);
    const moved = Object.fromEntries(changes.map(({ parameter, to }) => [parameter, to]));
    this.version(version - 1, { ...parent, ...moved }, proposal);
  }

  /** Changes that lead to parameters which no version has. */
  #untried(parent: Parameters): ParameterChange[] {
    for (;;) {
      const drawn = randomChanges(gridParameters, parent, 1, this.#rng);
      const after = applied(parent, drawn);
      if (!this.told.versions.some(({ parameters }) => sameParameters(parameters, after))) return drawn;
    }
  }

  session(version: number): void {
    const number = this.told.sessions.length + 1;
    const id = 100 + number;
    const family = FAMILIES[number % FAMILIES.length] ?? 'calm';
    this.told.sessions.push({
      id,
      number,
      campaignId: 1,
      mode: 'sim',
      source: { type: 'synthetic', family, seed: `s${number}`, generator: 1, minutes: 60, startPrice: 92_000 },
      acting: version,
      champion: 1,
      status: 'completed',
      startedAt: AT,
      endedAt: AT,
      endReason: null,
      facts: {
        startUs: 1_767_571_200_000_000,
        durationUs: 3.6e9,
        events: 120_000,
        trades: 4_000,
        tapeDigest: 'c0ffee',
        market: {
          volatilityBps: 2 + 3 * this.#rng.uniform(),
          rangeBps: 30 + 40 * this.#rng.uniform(),
          moveBps: 25 * this.#rng.normal(),
          spreadBps: 0.125,
        },
      },
    });
    const own = version === 1 ? [] : this.#lanes(id, version, 'acting');
    const champion = this.#lanes(id, 1, version === 1 ? 'acting' : 'champion');
    this.told.lanes.push(...champion, ...own);
    this.#happened('session', number);
    const [c, oc] = champion;
    const [a, oa] = own;
    const comparisons =
      a === undefined || oa === undefined || c === undefined || oc === undefined
        ? []
        : [
            compare(
              version,
              1,
              [
                {
                  challenger: a.blocks,
                  champion: c.blocks,
                  optimisticChallenger: oa.blocks,
                  optimisticChampion: oc.blocks,
                  regime: family,
                  halted: false,
                },
              ],
              decisionRules(study),
            ),
          ];
    this.told.evaluations.push({ sessionId: id, comparisons, evaluatedAt: AT });
    this.#happened('evaluation', number);
  }

  #lanes(sessionId: number, version: number, role: LaneRecord['role']): LaneRecord[] {
    const volumes = Array.from({ length: 12 }, () => 100 + 200 * this.#rng.uniform());
    const profits = volumes.map(() => 0.05 * this.#rng.normal() + 0.002 * version);
    const message = this.#words.riskMessage?.(version);
    return (['pessimistic', 'optimistic'] as const).map((fillModel): LaneRecord => {
      const blocks = {
        blockSeconds: 300,
        profit: profits.map((p) => p + (fillModel === 'optimistic' ? 0.01 : 0)),
        volume: volumes,
        swings: volumes.map(() => 0.03),
        holding: volumes.map(() => 0),
      };
      const riskEvents = message === undefined ? [] : [{ timeUs: 1, code: 'venue-error', message }];
      const metrics = metricsOf(blocks.profit, volumes, this.#rng);
      return { sessionId, version, role, fillModel, metrics, blocks, riskEvents, digest: 'd1' };
    });
  }

  #proposal(version: number, changes: readonly ParameterChange[], status: ProposalRecord['status']): number {
    const id = this.told.proposals.length + 1;
    const refused = status === 'refused';
    this.told.proposals.push({
      id,
      sessionId: this.told.sessions.at(-1)?.id ?? 0,
      proposer: 'model',
      base: version - 1,
      intent: 'exploit',
      changes,
      hypothesis: this.#hypothesis(version),
      prediction: { mean: 0.12, p10: -0.2, p90: 0.44, probabilityBetter: 0.68 },
      notes: { framing: 'exploit', falsifier: 'Markouts stay as they are.', risks: 'Fewer fills.', evidence: {} },
      findings: refused
        ? [
            {
              rule: 'bounds',
              severity: 'refusal',
              limit: 'a number from 0.1 to 20 bps in steps of 0.1',
              value: '500',
              reason: 'spreadBps = 500 is too large',
            },
          ]
        : [],
      status,
      outcome: '',
      trial: null,
      race: null,
      hash: 'abc',
      waitingSince: refused ? null : AT,
      createdAt: AT,
    });
    this.#happened('proposal', id);
    const claim = this.#words.claim?.(version);
    if (claim !== undefined || version === 3) {
      const learning = this.told.learnings.length + 1;
      this.told.learnings.push({
        id: learning,
        by: 'model',
        claim: claim ?? 'Wider grids lose less in trends.',
        parameter: 'gridResetBps',
        direction: 'raise',
        effect: 'better',
        effectRange: [0.05, 0.2],
        scope: 'trending',
        proposalId: id,
        createdAt: AT,
      });
      this.#happened('learning', learning);
    }
    return id;
  }

  #parametersOf(version: number): Parameters {
    return this.told.versions[version - 1]?.parameters ?? {};
  }

  #hypothesis(version: number): string {
    return this.#words.hypothesis?.(version) ?? `Fewer adverse fills than v${version - 1} had.`;
  }

  #why(version: number): string {
    return this.#words.why?.(version) ?? 'Markouts at 30 s eat the spread.';
  }

  #happened(kind: TimelineEntry['kind'], id: number): void {
    this.told.timeline.push({ number: this.told.timeline.length + 1, at: AT, kind, id });
  }
}

function metricsOf(profits: readonly number[], volumes: readonly number[], rng: Rng): Metrics {
  const profit = profits.reduce((sum, p) => sum + p, 0);
  const volume = volumes.reduce((sum, v) => sum + v, 0);
  const rebates = volume * 0.00005;
  const spreadProfit = volume * 0.00012;
  return {
    volume,
    fills: Math.round(volume / 100),
    profit,
    spreadProfit,
    inventoryProfit: profit - rebates - spreadProfit,
    feesPaid: 0,
    rebates,
    fundingPaid: 0,
    profitPer10k: (profit / volume) * 10_000,
    makerRatio: 1,
    fillRate: 0.1,
    spreadCapturedBps: 1.2,
    markouts: [1, 5, 30, 60].map((horizonSeconds) => ({
      horizonSeconds,
      meanBps: -0.4 - 0.2 * rng.uniform() * Math.log(horizonSeconds + 1),
      fills: 20,
    })),
    inventory: {
      final: 40 * rng.normal(),
      max: 400 + 300 * rng.uniform(),
      mean: 60 * rng.normal(),
      meanAbsolute: 160,
      holdingSeconds: 200,
    },
    maxDrawdown: 0.2 + rng.uniform(),
    sharpe: null,
    pauseShare: 0.1 * rng.uniform(),
    forceCloses: rng.integer(3),
    requests: { placed: 800, cancelled: 700, rejected: 12, denied: {} },
    fillsBySide: { bought: aGroup(12, 1, -0.5), sold: aGroup(8, 2, -1.5) },
    fillsByDistance: [
      { fromBps: 0.75, toBps: 1.5, ...aGroup(15, 1, -0.25) },
      { fromBps: 35, toBps: null, ...aGroup(5, 3, -2.5) },
    ],
    quoteGaps: { 'side-pause': { bids: 0, asks: 0.25 }, 'no-level': { bids: 0.5, asks: 0.125 } },
    priceMoves: {
      leastBps: 9,
      rises: { count: 3, against: 2, meanPosition: -210 },
      falls: { count: 1, against: 1, meanPosition: 180 },
    },
    riskState: 'active',
  };
}

/** Fills of 100 each. @param markoutBps at every horizon */
function aGroup(fills: number, spreadBps: number, markoutBps: number): FillGroup {
  return { fills, volume: 100 * fills, spreadBps, markoutsBps: [markoutBps, markoutBps, markoutBps, markoutBps] };
}

/** The present state of a history, in the form that the facts of a prompt need. */
export function factsInput(history: StudySnapshot, more: Partial<FactsInput> = {}): FactsInput {
  const { leaderboard } = history;
  return {
    history,
    strategy: grid,
    leaderboard,
    base: leaderboard.centre,
    plan,
    sessionsLeft: 8,
    suggestion: {
      proposer: 'surrogate',
      base: leaderboard.centre,
      intent: 'exploit',
      changes: [{ parameter: 'spreadBps', from: 1, to: 1.4, why: '' }],
      hypothesis: 'The surrogate expects an improvement here.',
      prediction: { mean: 0.08123, p10: -0.21, p90: 0.37, probabilityBetter: 0.636 },
    },
    learnings: [],
    replayed: [],
    reach: 1,
    effectScale: 1,
    ...more,
  };
}

/** The files of `prompts/` by name. */
export function promptFiles(): Templates {
  const root = new URL('../../prompts/', import.meta.url);
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  return Object.fromEntries(
    names.map((name) => [
      name.replaceAll('\\', '/').slice(0, -'.md'.length),
      readFileSync(new URL(name, root), 'utf8'),
    ]),
  );
}
