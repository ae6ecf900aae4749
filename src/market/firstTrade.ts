import type { CompiledTape } from './compiledFormat.ts';

/** Price of the first trade of a tape, in ticks; undefined for a tape without trades. */
export function firstTradeTicks(tape: CompiledTape): number | undefined {
  for (let i = 0; i < tape.chunks; i++) {
    const { length, code } = tape.chunk(i);
    const at = code.subarray(0, length).findIndex((one) => (one & 1) === 1);
    if (at >= 0) return tape.baseTicks + ((code[at] as number) >> 3);
  }
  return undefined;
}
