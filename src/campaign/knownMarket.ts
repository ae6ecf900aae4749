/** A market that is known whole before a session runs over it: generated, or read from a file. */

import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Tape } from '../market/tape.ts';
import type { SessionMarket } from './ports.ts';

/** @param digest of the rows before they were compiled */
export function knownMarket(
  compiled: CompiledTape,
  digest: string,
  generated: (() => Tape) | null = null,
): SessionMarket {
  return { compiled, ready: () => Promise.resolve(), digest: () => Promise.resolve(digest), generated };
}
