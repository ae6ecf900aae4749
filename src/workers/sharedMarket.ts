/** Generated markets as they are sent between threads: plain data, except for the columns, which are views of shared memory. */

import type { TapeInMemory } from '../market/compiledTape.ts';
import type { KeptMarket } from '../workspace/keptMarkets.ts';

export interface SharedMarket {
  readonly digest: string;
  readonly tape: Omit<TapeInMemory, 'chunk'>;
}

export function sent({ compiled, digest }: KeptMarket): SharedMarket {
  const { chunk: _, ...tape } = compiled;
  return { digest, tape };
}

/** The market on the same memory. */
export function received({ tape, digest }: SharedMarket): KeptMarket {
  const compiled: TapeInMemory = { ...tape, chunk: () => compiled };
  return { compiled, digest };
}
