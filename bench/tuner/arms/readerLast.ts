import type { Arm } from '../arm.ts';
import { historyScript } from '../historyScript.ts';
import { noChange } from '../proposers.ts';
import { scriptedLlm } from '../scriptedLlm.ts';

const arm: Arm = {
  name: 'reader, last 3',
  what: 'a scripted model that knows only what the prompt shows, of the last three versions',
  order: 10,
  tuning: (_, rng) => ({
    proposer: noChange,
    model: { llm: scriptedLlm('reader', historyScript(rng)), history: { kind: 'last', versions: 3 }, candidates: 1 },
    replayGate: 'none',
  }),
};
export default arm;
