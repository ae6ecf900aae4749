import { surrogateProposer } from '../../../src/proposer/surrogate.ts';
import type { Arm } from '../arm.ts';
import { EFFECT_SCALE } from '../settings.ts';

const arm: Arm = {
  name: 'full loop',
  what: 'the surrogate with eight candidates a round and the replay gate: what `tune start` does without a model',
  order: 4,
  tuning: () => ({ proposer: surrogateProposer(EFFECT_SCALE), model: null, replayGate: true }),
};
export default arm;
