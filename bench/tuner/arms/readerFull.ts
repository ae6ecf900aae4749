import type { Arm } from '../arm.ts';
import { historyScript } from '../historyScript.ts';
import { noChange } from '../proposers.ts';
import { scriptedLlm } from '../scriptedLlm.ts';

const arm: Arm = {
  name: 'reader, full history',
  what: 'a scripted model that knows only what the prompt shows, of all versions',
  order: 9,
  tuning: (_, rng) => ({
    proposer: noChange,
    model: { llm: scriptedLlm('reader', historyScript(rng)), history: { kind: 'full' }, candidates: 1 },
    replayGate: 'none',
  }),
};
export default arm;
