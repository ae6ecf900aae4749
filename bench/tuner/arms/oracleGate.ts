import type { Arm } from '../arm.ts';
import { gradientScript } from '../gradientScript.ts';
import { noChange } from '../proposers.ts';
import { scriptedLlm } from '../scriptedLlm.ts';

const arm: Arm = {
  name: 'oracle + gate',
  what: 'the oracle with two candidates a round and the replay gate over the sessions so far',
  order: 6,
  tuning: (stepGains, rng) => ({
    proposer: noChange,
    model: { llm: scriptedLlm('oracle', gradientScript(stepGains, 1, rng)), history: { kind: 'full' }, candidates: 2 },
    replayGate: 'sessions',
  }),
};
export default arm;
