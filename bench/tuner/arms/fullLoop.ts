import { surrogateProposer } from '../../../src/proposer/surrogate.ts';
import type { Arm } from '../arm.ts';
import { EFFECT_SCALE } from '../settings.ts';

const arm: Arm = {
  name: 'full loop',
  what: 'the surrogate with up to three waves of eight candidates a round, searched and raced over the sessions so far and an archive of recorded markets: what `tune start` does without a model where tapes are named in `gate.tapes`',
  order: 4,
  tuning: () => ({ proposer: surrogateProposer(EFFECT_SCALE), model: null, replayGate: 'archive' }),
};
export default arm;
