/** The oracle with a share of random answers. */

import { createRng } from '../../../src/market/rng.ts';
import { oracle } from './oracle.ts';
import type { Policy } from './policy.ts';
import { random } from './random.ts';

/** @param share of random answers, 0…1 */
export function noisyOracle(seed: string, share = 0.5): Policy {
  const rng = createRng(`noise ${seed}`);
  const [knows, guesses] = [oracle(), random(seed)];
  return (ask) => (rng.uniform() < share ? guesses(ask) : knows(ask));
}
