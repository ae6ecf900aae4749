/** Starts the threads that work is spread over. The caller ends them with `destroy`. */

import { extname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Tinypool } from 'tinypool';

/** More calls than a thread ever makes. */
const NEVER = 2 ** 31 - 1;

/** URL of a module in this folder, as source or as built, whichever the caller is. Made for a thread: see below. @param caller URL of the calling module */
export function moduleBeside(caller: string, name: string): URL {
  keepWasmWrappers(caller);
  return new URL(`./${name}${extname(caller)}`, caller);
}

/**
 * Node strips types with WebAssembly, in each thread apart. The V8 of Node 24 (13.6) aborts the process ("Check failed:
 * jit_page.has_value()") where two threads replace wrappers of the same imports at one moment, so they are never replaced.
 */
function keepWasmWrappers(file: string): void {
  if (extname(file) === '.ts') setFlagsFromString(`--wasm-wrapper-tiering-budget=${NEVER}`);
}

/**
 * A number of threads that run the functions of one module and keep their state between calls.
 * @param file URL of the module, as source or as built
 * @param youngMb room for new objects in each thread; V8's own choice where it is left out
 */
export function threadsOf(file: string, threads: number, youngMb?: number): Tinypool {
  return new Tinypool({
    filename: file,
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
    ...(youngMb === undefined ? {} : { resourceLimits: { maxYoungGenerationSizeMb: youngMb } }),
  });
}
