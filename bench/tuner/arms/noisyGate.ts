import type { Arm } from '../arm.ts';
import { gradientScript } from '../gradientScript.ts';
import { noChange } from '../proposers.ts';
import { scriptedLlm } from '../scriptedLlm.ts';

const arm: Arm = {
  name: 'noisy oracle + gate',
  what: 'the noisy oracle with two candidates a round and the replay gate over the sessions so far',
  order: 8,
  tuning: (stepGains, rng) => ({
    proposer: noChange,
    model: {
      llm: scriptedLlm('noisy oracle', gradientScript(stepGains, 0.6, rng)),
      history: { kind: 'full' },
      candidates: 2,
    },
    replayGate: 'sessions',
  }),
};
export default arm;
