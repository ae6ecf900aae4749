/** The ways of tuning that the benchmark compares, in the order of its tables. */

import type { Rng } from '../../src/market/rng.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import type { Llm } from '../../src/proposer/llm.ts';
import type { HistoryMode } from '../../src/proposer/model/history.ts';
import { type Proposer, proposed } from '../../src/proposer/proposer.ts';
import { randomProposer, randomTrials } from '../../src/proposer/random.ts';
import { surrogateProposer } from '../../src/proposer/surrogate.ts';
import type { ProposalDraft } from '../../src/study/records.ts';
import { historyScript } from '../../test/models/historyScript.ts';
import { scriptedLlm } from '../../test/models/scriptedLlm.ts';
import { expertScript } from './expertScript.ts';
import { gradientScript } from './gradientScript.ts';
import { EFFECT_SCALE } from './settings.ts';
import type { StepGains } from './stepGains.ts';

export interface MethodModel {
  readonly llm: Llm;
  readonly history: HistoryMode;
  /** Number of questions in a round. Each question yields one candidate. */
  readonly candidates: 1 | 2 | 3 | 4;
}

/** The recorded markets that candidates run over: none, the study's own sessions so far, or these and an archive recorded before it. */
export type ReplayGate = 'none' | 'sessions' | 'archive';

export interface Tuning {
  readonly proposers: readonly Proposer[];
  /** Trial lanes of a session; 0 where one candidate of a round goes to review at once. */
  readonly trials: number;
  /** null without a language model. */
  readonly model: MethodModel | null;
  /** The markets on which candidates are compared before one of them gets a session. */
  readonly replayGate: ReplayGate;
}

export interface TuningMethod {
  /** As in the tables. */
  readonly name: string;
  /** One sentence without a full stop. */
  readonly description: string;
  /** null for the method that never tunes and recommends v1. `rng` is seeded by the study. */
  readonly tuning: ((stepGains: StepGains, rng: Rng, family: Family) => Tuning) | null;
}

/** The defaults of `session.trials` and of the random candidates beside them. */
const TRIALS = 10;
const RANDOM_TRIALS = 2;
/** The method that needs the best set of each family from bench/LANDSCAPE.md. */
export const EXPERT = 'trials + expert';
/** Share of the moves of the noisy oracle that go in the right direction. */
const NOISY = 0.6;

export const tuningMethods: readonly TuningMethod[] = [
  { name: 'default', description: 'never tunes: v1 in every session', tuning: null },
  {
    name: 'random',
    description: 'random steps from the best guess, one a round',
    tuning: () => ({ proposers: [oneCandidate(randomProposer)], trials: 0, model: null, replayGate: 'none' }),
  },
  {
    name: 'surrogate',
    description: 'the Gaussian process alone, one candidate a round',
    tuning: () => ({
      proposers: [oneCandidate(surrogateProposer(EFFECT_SCALE))],
      trials: 0,
      model: null,
      replayGate: 'none',
    }),
  },
  {
    name: 'full loop',
    description:
      'the surrogate with up to three waves of eight candidates a round, searched and raced over the sessions so far and an archive of recorded markets: what `tune start` does without a model where tapes are named in `gate.tapes`',
    tuning: () => ({ proposers: [surrogateProposer(EFFECT_SCALE)], trials: 0, model: null, replayGate: 'archive' }),
  },
  {
    name: 'plain loop',
    description: 'the full loop without an archive: candidates race over the sessions so far alone',
    tuning: () => ({ proposers: [surrogateProposer(EFFECT_SCALE)], trials: 0, model: null, replayGate: 'sessions' }),
  },
  {
    name: 'trials',
    description: `the same with ${TRIALS} trial lanes and two random candidates a round beside those of the surrogate: what \`tune start\` does without a model and without tapes`,
    tuning: () => withTrials(null),
  },
  {
    name: 'trials + oracle',
    description: 'trials, and beside the surrogate a model that knows the coarse gradient',
    tuning: (stepGains, rng) => withTrials(scriptedModel('oracle', gradientScript(stepGains, 1, rng))),
  },
  {
    name: EXPERT,
    description:
      'trials, and beside the surrogate a model that knows the best set of a long search and moves towards it',
    tuning: (_stepGains, rng, family) => withTrials(scriptedModel('expert', expertScript(family, rng))),
  },
  {
    name: 'trials + anti-oracle',
    description: 'trials, and beside the surrogate a model that moves against the coarse gradient every time',
    tuning: (stepGains, rng) => withTrials(scriptedModel('anti-oracle', gradientScript(stepGains, 0, rng))),
  },
  {
    name: 'oracle',
    description: "a scripted model that knows the family's coarse gradient at the default, one candidate a round",
    tuning: (stepGains, rng) => scripted('oracle', gradientScript(stepGains, 1, rng)),
  },
  {
    name: 'oracle + gate',
    description: 'the oracle with two candidates a round and the replay gate over the sessions so far',
    tuning: (stepGains, rng) => withGate(scripted('oracle', gradientScript(stepGains, 1, rng), 2)),
  },
  {
    name: 'noisy oracle',
    description: 'the oracle, but each move goes the right way only 60 % of the time',
    tuning: (stepGains, rng) => scripted('noisy oracle', gradientScript(stepGains, NOISY, rng)),
  },
  {
    name: 'noisy oracle + gate',
    description: 'the noisy oracle with two candidates a round and the replay gate over the sessions so far',
    tuning: (stepGains, rng) => withGate(scripted('noisy oracle', gradientScript(stepGains, NOISY, rng), 2)),
  },
  {
    name: 'reader of full history',
    description: 'a scripted model that knows only what the prompt shows, of all versions',
    tuning: (_, rng) => scripted('reader', historyScript(rng)),
  },
  {
    name: 'reader of last 3',
    description: 'a scripted model that knows only what the prompt shows, of the last three versions',
    tuning: (_, rng) => scripted('reader', historyScript(rng), 1, { kind: 'last', versions: 3 }),
  },
];

/** The model alone proposes, without a replay gate. */
function scripted(
  name: string,
  script: Parameters<typeof scriptedLlm>[1],
  candidates: MethodModel['candidates'] = 1,
  history: HistoryMode = { kind: 'full' },
): Tuning {
  const model = { ...scriptedModel(name, script), history, candidates };
  return { proposers: [noChange], trials: 0, model, replayGate: 'none' };
}

function scriptedModel(name: string, script: Parameters<typeof scriptedLlm>[1]): MethodModel {
  return { llm: scriptedLlm(name, script), history: { kind: 'full' }, candidates: 2 };
}

function withTrials(model: MethodModel | null): Tuning {
  const proposers = [surrogateProposer(EFFECT_SCALE), randomTrials(RANDOM_TRIALS)];
  return { proposers, trials: TRIALS, model, replayGate: 'sessions' };
}

function withGate(tuning: Tuning): Tuning {
  return { ...tuning, replayGate: 'sessions' };
}

/** Limits a proposer to one candidate in a round, because without a gate nothing chooses among several. */
function oneCandidate(proposer: Proposer): Proposer {
  return { ...proposer, propose: (round) => proposer.propose({ ...round, candidates: 1 }) };
}

/** Proposes no change, so that all candidates of a round come from the model. */
const noChange: Proposer = {
  name: 'random',
  searches: true,
  propose: async (round) => {
    const nothing: ProposalDraft = {
      proposer: 'random',
      base: round.base,
      intent: 'no_change',
      changes: [],
      hypothesis: 'The model is to propose.',
      prediction: null,
    };
    return proposed(round, [nothing]);
  },
};
