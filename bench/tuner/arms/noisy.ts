import type { Arm } from '../arm.ts';
import { gradientScript } from '../gradientScript.ts';
import { noChange } from '../proposers.ts';
import { scriptedLlm } from '../scriptedLlm.ts';

const arm: Arm = {
  name: 'noisy oracle',
  what: 'the oracle, but each move goes the right way only 60 % of the time',
  order: 7,
  tuning: (stepGains, rng) => ({
    proposer: noChange,
    model: {
      llm: scriptedLlm('noisy oracle', gradientScript(stepGains, 0.6, rng)),
      history: { kind: 'full' },
      candidates: 1,
    },
    replayGate: 'none',
  }),
};
export default arm;
