/** Starts the threads that work is spread over. The caller ends them with `destroy`. */

import { extname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Tinypool } from 'tinypool';

/** More calls than a thread ever makes. */
const NEVER = 2 ** 31 - 1;

/**
 * A number of threads that run the functions of one module and keep their state between calls.
 * @param file URL of the module, as source or as built
 * @param youngMb room for new objects in each thread; V8's own choice where it is left out
 */
export function threadsOf(file: string, threads: number, youngMb?: number): Tinypool {
  // Node strips types with WebAssembly, in each thread apart. The V8 of Node 24 (13.6) aborts the process ("Check failed:
  // jit_page.has_value()") where two threads replace wrappers of the same imports at one moment, so they are never replaced.
  if (extname(file) === '.ts') setFlagsFromString(`--wasm-wrapper-tiering-budget=${NEVER}`);
  return new Tinypool({
    filename: file,
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
    ...(youngMb === undefined ? {} : { resourceLimits: { maxYoungGenerationSizeMb: youngMb } }),
  });
}
