/** The oracle, which now and then does anything. */

import { createRng } from '../../../src/market/rng.ts';
import { oracle } from './oracle.ts';
import type { Policy } from './policy.ts';
import { random } from './random.ts';

/** @param share of answers that are any */
export function noisyOracle(seed: string, share = 0.5): Policy {
  const rng = createRng(`noise ${seed}`);
  const [knows, guesses] = [oracle(), random(seed)];
  return (ask) => (rng.uniform() < share ? guesses(ask) : knows(ask));
}
