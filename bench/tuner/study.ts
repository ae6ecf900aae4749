/**
 * Runs one study of one tuning method: a campaign, by the code that `tune start` runs, over the markets of the study's seed. Returns
 * what the study recommends at each checkpoint.
 */

import { createHash } from 'node:crypto';
import { runCampaign } from '../../src/campaign/campaign.ts';
import { InProcessLanes, marketsOfRecords } from '../../src/campaign/inProcessLanes.ts';
import type { LaneRunner } from '../../src/campaign/laneRunner.ts';
import type { CampaignPorts, Markets } from '../../src/campaign/ports.ts';
import { squaredMiss } from '../../src/evaluation/predictionScore.ts';
import { createRng } from '../../src/market/rng.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import { EndpointContext } from '../../src/proposer/model/endpointContext.ts';
import { FormatFallback } from '../../src/proposer/model/formatFallback.ts';
import { modelProposer } from '../../src/proposer/model/modelProposer.ts';
import { framings } from '../../src/proposer/model/prompt.ts';
import type { ModelPorts } from '../../src/proposer/model/settings.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import type { Journal } from '../../src/study/journal.ts';
import type { CampaignPlan } from '../../src/study/records.ts';
import { snapshotOf } from '../../src/study/studySnapshot.ts';
import { predictionOutcomes } from '../../src/study/trackRecord.ts';
import { readPrompts } from '../../src/workspace/prompts.ts';
import { CHECKPOINTS, campaignPlan, EFFECT_SCALE, memoryJournal, SESSIONS, start, studyTerms } from './settings.ts';
import type { StepGains } from './stepGains.ts';
import type { MethodModel, Tuning, TuningMethod } from './tuningMethods.ts';

export interface Predictions {
  /** Number of predictions whose effect was measured. */
  readonly n: number;
  /** Number of these that were measured well enough to tell whether they are inside the predicted range. */
  readonly told: number;
  /** Number inside of those told. */
  readonly inside: number;
  /** Sum over predictions of the squared error of P(better), as in the Brier score. */
  readonly squares: number;
}

export interface StudyEnd {
  /** The recommended version at each of {@link CHECKPOINTS}. */
  readonly recommended: readonly Parameters[];
  /** Number of versions of the study. */
  readonly versions: number;
  readonly predictions: Predictions;
  /** Wall time. */
  readonly seconds: number;
}

export interface StudyRequest {
  readonly family: Family;
  readonly seed: number;
  readonly minutes: number;
  readonly stepGains: StepGains;
}

export async function runStudy(method: TuningMethod, request: StudyRequest, markets: Markets): Promise<StudyEnd> {
  const began = performance.now();
  const { family, seed, minutes, stepGains } = request;
  if (method.tuning === null) {
    const recommended = CHECKPOINTS.map(() => start);
    return { recommended, versions: 1, predictions: { n: 0, told: 0, inside: 0, squares: 0 }, seconds: 0 };
  }
  const journal = memoryJournal(studyTerms(family, seed));
  journal.addVersion({ parent: null, author: 'human', reason: 'the default', parameters: start });
  const tuning = method.tuning(stepGains, createRng(`${journal.study.seed}/${method.name}`), family);
  const recommended: Parameters[] = [];
  const { replayGate, trials } = tuning;
  const plan = campaignPlan(family, { sessions: SESSIONS, minutes, archive: replayGate === 'archive', trials });
  await runTuningCampaign(journal, tuning, markets, plan, (completed) => {
    if (CHECKPOINTS.includes(completed)) recommended.push(recommendation(journal));
  });
  return {
    recommended,
    versions: journal.versions().length,
    predictions: predictionsOf(journal),
    seconds: (performance.now() - began) / 1000,
  };
}

const breathe = (): Promise<void> => Promise.resolve();

/**
 * Runs a whole campaign.
 *
 * @param after receives the number of completed sessions, before each further session and at the end
 * @param lanes where candidates race
 */
export async function runTuningCampaign(
  journal: Journal,
  tuning: Tuning,
  markets: Markets,
  plan: CampaignPlan,
  after: (completed: number) => void,
  lanes: LaneRunner = new InProcessLanes(marketsOfRecords(markets), breathe),
): Promise<void> {
  const campaign = journal.startCampaign(plan);
  const ports: CampaignPorts = {
    journal: tuning.replayGate === 'none' ? withoutRecordedMarkets(journal) : journal,
    markets,
    live: null,
    lanes,
    proposers:
      tuning.model === null
        ? tuning.proposers
        : [...tuning.proposers, modelProposer(modelPorts(tuning.model, journal), EFFECT_SCALE)],
    effectScale: EFFECT_SCALE,
    views: { session: () => Promise.resolve(), history: () => Promise.resolve() },
    ask: () => Promise.reject(new Error('a campaign with automatic approval asks no person')),
    progress: (event) => {
      if (event.type === 'session-started') after(event.nth - 1);
      if (event.type === 'proposer-silent') throw new Error(`the scripted model gave no answer: ${event.reason}`);
    },
    breathe,
    // The bench's records all carry one time; none of them grows old.
    now: () => journal.study.createdAt,
    sha256,
    stop: { requested: false },
    onStop: () => () => undefined,
    abandon: () => undefined,
  };
  await runCampaign(campaign, ports);
  after(plan.sessions);
  if (tuning.replayGate === 'none' && journal.proposals().some(({ race }) => race !== null)) {
    throw new Error('a candidate was raced in a study without the replay gate');
  }
}

/**
 * The journal, but its list of campaigns is empty. Candidates race only over markets of campaigns in this list, because only their
 * feeds are known. Without races a round ranks candidates by the estimate of the surrogate.
 */
function withoutRecordedMarkets(journal: Journal): Journal {
  return new Proxy(journal, {
    get(target, name) {
      if (name === 'campaigns') return () => [];
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function modelPorts({ llm, history, candidates }: MethodModel, journal: Journal): ModelPorts {
  return {
    llm,
    settings: {
      framings: framings.slice(0, candidates),
      history,
      twoPass: false,
      thinking: 'default',
      contextTokens: 1_000_000,
      maxOutputTokens: 4_000,
      permuteEvery: 0,
      prices: { input: 0, cachedInput: 0, output: 0 },
      caps: { perProposal: 1, perDay: 1 },
    },
    templates,
    countTokens: (text) => Math.ceil(text.length / 4),
    context: new EndpointContext(),
    formats: new FormatFallback(['json_schema'], () => undefined),
    record: (call, texts) => journal.addCall(call, texts).id,
    sha256,
    spentToday: () => 0,
  };
}

const templates = readPrompts();

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function recommendation(journal: Journal): Parameters {
  const { recommended } = snapshotOf(journal).leaderboard;
  return journal.version(recommended).parameters;
}

function predictionsOf(journal: Journal): Predictions {
  const outcomes = predictionOutcomes(snapshotOf(journal));
  const scored = outcomes.flatMap(({ prediction, measured, check }) =>
    measured === null || check === null ? [] : [{ prediction, measured, check }],
  );
  return {
    n: scored.length,
    told: scored.filter(({ check }) => check !== 'not-told').length,
    inside: scored.filter(({ check }) => check === 'inside').length,
    squares: scored.reduce((sum, one) => sum + squaredMiss(one), 0),
  };
}
