import { randomProposer } from '../../../src/proposer/random.ts';
import type { Arm } from '../arm.ts';
import { oneCandidate } from '../proposers.ts';

const arm: Arm = {
  name: 'random',
  what: 'random steps from the best guess, one a round',
  order: 2,
  tuning: () => ({ proposer: oneCandidate(randomProposer), model: null, replayGate: 'none' }),
};
export default arm;
