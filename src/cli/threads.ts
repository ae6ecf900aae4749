/** The flag for the number of threads: of `start` and `resume`, `replay` and `sweep`. */

import { UsageError } from '../app/errors.ts';

/** Of verbs that run a campaign. */
export const RACE_THREADS_FLAG: readonly [flag: string, help: string] = [
  '--threads <count>',
  'threads for races, by default as many as there are processors, at most 8; 1 starts none',
];

/** The number that `--threads` gives; undefined without the flag. @throws UsageError for one that is no number of threads */
export function threadsOf(flag: string | undefined): number | undefined {
  if (flag === undefined) return undefined;
  if (!/^[1-9]\d{0,2}$/.test(flag)) throw new UsageError(`--threads ${flag} is not a whole number from 1 to 999`);
  return Number(flag);
}
