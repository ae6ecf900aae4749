import type { Arm } from '../arm.ts';
import { gradientScript } from '../gradientScript.ts';
import { noChange } from '../proposers.ts';
import { scriptedLlm } from '../scriptedLlm.ts';

const arm: Arm = {
  name: 'oracle',
  what: "a scripted model that knows the family's coarse gradient at the default, one candidate a round",
  order: 5,
  tuning: (stepGains, rng) => ({
    proposer: noChange,
    model: { llm: scriptedLlm('oracle', gradientScript(stepGains, 1, rng)), history: { kind: 'full' }, candidates: 1 },
    replayGate: 'none',
  }),
};
export default arm;
