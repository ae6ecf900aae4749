/**
 * Campaigns with candidates on trial over simulated blocks: the study's own snapshot, trialEnds, comparisons and contenders decide
 * everything, and only the market is replaced by noise of a known kind. The champion v1 earns nothing in every block.
 */

import { lanesOf, OPEN_TRIALS, trialsOf } from '../campaign/campaign.ts';
import { freeTrialLanes } from '../campaign/propose.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import { createRng, type Rng } from '../market/rng.ts';
import type { Guess } from '../study/guess.ts';
import { nextActing } from '../study/nextStep.ts';
import type { LaneRecord, ProposalRecord, SessionRecord, TrialLaneRecord, VersionRecord } from '../study/records.ts';
import type { StudyRecords } from '../study/studyRecords.ts';
import { StudySnapshot } from '../study/studySnapshot.ts';
import { trialEnds } from '../study/trialEnds.ts';
import { BLOCKS, type Noise } from './noise.ts';
import { StudyBuilder } from './study.ts';
import { aCampaign, laneOf, type Ran } from './studyRecords.ts';

export interface SimulatedTrials {
  readonly seed: string;
  readonly sessions: number;
  /** Candidates on trial in each session: at least half of them are new. */
  readonly trials: number;
  /** Of the difference from the champion, each lane by itself. */
  readonly noise: Noise;
  /** True gain per hour of the nth candidate against the champion. */
  readonly effect: (rng: Rng, nth: number) => number;
  /** Shown the records after each change of them. */
  readonly look?: (records: StudyRecords) => void;
}

/** A candidate at the moment at which it was chosen for review. */
export interface Choice {
  readonly version: number;
  readonly session: number;
  readonly truth: number;
  readonly guess: Guess;
  readonly trial: Comparison;
}

export interface SimulatedCampaign {
  readonly choices: readonly Choice[];
  /** The first promotion, with which the campaign ends; null without any. */
  readonly promotion: { readonly session: number; readonly version: number; readonly truth: number } | null;
  /** Comparisons of each version with v1 after each of its sessions since it was chosen, in order. */
  readonly verdicts: ReadonlyMap<number, readonly Comparison[]>;
}

const NOTHING = Array.from({ length: BLOCKS }, () => 0);
const FAMILIES = ['calm', 'trending'];

type KnownComparisons = Map<number, { readonly sessions: number; readonly comparison: Comparison | null }>;

/** While a candidate does not run, its comparison with the same champion does not change: that of an earlier snapshot is taken. */
class RememberingSnapshot extends StudySnapshot {
  known: KnownComparisons = new Map();

  override trialComparison(proposal: ProposalRecord): Comparison | null {
    const sessions = this.laneIndex.trialsOf(proposal.id).size;
    const known = this.known.get(proposal.id);
    if (known?.sessions === sessions) return known.comparison;
    const comparison = super.trialComparison(proposal);
    this.known.set(proposal.id, { sessions, comparison });
    return comparison;
  }
}

export function simulatedCampaign(plan: SimulatedTrials): SimulatedCampaign {
  const rng = createRng(plan.seed);
  const {
    study,
    versions: [first],
  } = new StudyBuilder().version().snapshot();
  if (first === undefined) throw new Error('a study has a first version');
  const { plan: usual } = aCampaign(1, plan.sessions);
  const campaign = { plan: { ...usual, trials: plan.trials } };
  const versions: VersionRecord[] = [first];
  const sessions: SessionRecord[] = [];
  const lanes: LaneRecord[] = [];
  const trialLanes: TrialLaneRecord[] = [];
  let proposals: ProposalRecord[] = [];
  const truths = new Map<number, number>();
  const choices: Choice[] = [];
  let promotion: SimulatedCampaign['promotion'] = null;
  const verdicts = new Map<number, Comparison[]>();
  const known: KnownComparisons = new Map();
  const snapshot = (): StudySnapshot => {
    const records: StudyRecords = {
      ...{ study, versions, sessions, lanes, trialLanes, proposals },
      ...{ campaigns: [], decisions: [], evaluations: [], learnings: [], documents: [], timeline: [] },
    };
    plan.look?.(records);
    const now = new RememberingSnapshot(records);
    now.known = known;
    return now;
  };
  const truthOf = (proposal: number | null): number => (proposal === null ? 0 : (truths.get(proposal) ?? 0));

  let now = snapshot();
  const { champion } = now;
  for (let number = 1; number <= plan.sessions; number++) {
    for (let free = freeTrialLanes(now, campaign) ?? 0; free > 0; free--) {
      const id = proposals.length + 1;
      truths.set(id, plan.effect(rng, id - 1));
      proposals.push(candidate(id, sessions.at(-1)?.id ?? null));
    }
    now = snapshot();
    const acting = nextActing(now);
    const running = lanesOf(acting, now);
    const onTrial = trialsOf(now, campaign.plan);
    const session = aSession(number, acting, champion);
    sessions.push(session);
    const ran = (truth: number): Ran => lane(plan.noise(rng).map((value) => value + truth / BLOCKS));
    for (const { version } of running) {
      const role = version === acting ? 'acting' : version === champion ? 'champion' : 'shadow';
      const truth = truthOf(versions[version - 1]?.proposalId ?? null);
      const did = version === 1 ? lane(NOTHING) : ran(truth);
      for (const fillModel of ['pessimistic', 'optimistic'] as const)
        lanes.push({ sessionId: session.id, version, role, ...laneOf(did, fillModel, did.profit) });
    }
    for (const { version: proposalId } of onTrial) {
      const did = ran(truthOf(proposalId));
      for (const fillModel of ['pessimistic', 'optimistic'] as const)
        trialLanes.push({ sessionId: session.id, proposalId, ...laneOf(did, fillModel, did.profit) });
    }

    now = snapshot();
    const evaluated = now.comparisonsAfter(session);
    for (const comparison of evaluated) {
      const looks = verdicts.get(comparison.challenger) ?? [];
      verdicts.set(comparison.challenger, [...looks, comparison]);
    }
    const winner = evaluated.find(({ verdict }) => verdict === 'promote');
    if (winner !== undefined) {
      const { challenger: version } = winner;
      promotion = { session: number, version, truth: truthOf(versions[version - 1]?.proposalId ?? null) };
      break;
    }
    const ends = new Map(trialEnds(now, OPEN_TRIALS * plan.trials).map((end) => [end.proposalId, end]));
    const evidence = now.trials;
    proposals = proposals.map((proposal) => {
      const end = ends.get(proposal.id);
      if (end === undefined) return proposal;
      if (end.status === 'passed-over') return { ...proposal, status: end.status, outcome: end.outcome };
      const version = versions.length + 1;
      const { guess, comparison, parameters } = evidence.find((one) => one.proposal.id === proposal.id) ?? {};
      if (!guess || !comparison || !parameters) throw new Error('a choice rests on trials');
      choices.push({ version, session: number, truth: truthOf(proposal.id), guess, trial: comparison });
      versions.push({ ...first, number: version, parent: 1, proposalId: proposal.id, parameters });
      return { ...proposal, status: 'approved', trial: { chosenAfter: session.id } };
    });
    now = snapshot();
  }
  return { choices, promotion, verdicts };
}

function lane(blocks: readonly number[]): Ran {
  const profit = blocks.reduce((sum, value) => sum + value, 0);
  return { version: 0, profit, volume: 2_000, fills: 20, blocks };
}

/** Each is at another place: parameters that agree would share their evidence. */
function candidate(id: number, sessionId: number | null): ProposalRecord {
  return {
    id,
    sessionId,
    proposer: 'random',
    intent: 'explore',
    base: 1,
    changes: [{ parameter: 'spreadBps', from: 2.5, to: 3 + id, why: '' }],
    hypothesis: '',
    prediction: null,
    findings: [],
    status: 'on-trial',
    outcome: '',
    race: null,
    hash: String(id),
    waitingSince: null,
    createdAt: '2026-01-05T14:59:00.000Z',
    trial: { chosenAfter: null },
  };
}

function aSession(number: number, acting: number, champion: number): SessionRecord {
  const family = FAMILIES[number % FAMILIES.length] ?? 'calm';
  return {
    id: number,
    number,
    campaignId: 1,
    mode: 'sim',
    source: { type: 'synthetic', family, seed: String(number), generator: 1, minutes: 60, startPrice: 92_000 },
    acting,
    champion,
    status: 'completed',
    startedAt: '2026-01-06T00:00:00.000Z',
    endedAt: null,
    endReason: null,
    facts: {
      startUs: 1_767_571_200_000_000,
      durationUs: 3.6e9,
      events: 120_000,
      trades: 4_000,
      tapeDigest: 'c0ffee',
      market: { volatilityBps: 3.2, rangeBps: 41, moveBps: -12.5 },
    },
  };
}
