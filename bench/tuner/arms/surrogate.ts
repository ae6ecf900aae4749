import { surrogateProposer } from '../../../src/proposer/surrogate.ts';
import type { Arm } from '../arm.ts';
import { oneCandidate } from '../proposers.ts';
import { EFFECT_SCALE } from '../settings.ts';

const arm: Arm = {
  name: 'surrogate',
  what: 'the Gaussian process alone, one candidate a round',
  order: 3,
  tuning: () => ({ proposer: oneCandidate(surrogateProposer(EFFECT_SCALE)), model: null, replayGate: 'none' }),
};
export default arm;
