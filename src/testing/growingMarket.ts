/** Test support: a market that grows while a session waits for it, played from a tape second by second as a feed would be. */

import { GrowingTape } from '../market/growingTape.ts';
import { windowAround } from '../market/priceRange.ts';
import { DEPTH, type Tape, TRADE } from '../market/tape.ts';
import { tapeRowsDigest } from '../market/tapeDigest.ts';

const PART_US = 1e6;

export interface GrowingMarket {
  readonly compiled: GrowingTape;
  /** Reveals whole seconds up to this time, and ends the tape with its last row. */
  ready(untilUs: number): void;
  /** Of the rows that were revealed. */
  digest(): Promise<string>;
}

export function growingMarket(tape: Tape): GrowingMarket {
  const kinds = tape.kind.subarray(0, tape.length);
  const firstTicks = tape.priceTicks[kinds.indexOf(TRADE)];
  if (firstTicks === undefined) throw new Error('the tape needs a trade');
  const compiled = new GrowingTape(tape, windowAround(firstTicks), !kinds.includes(DEPTH));
  const parts: Tape[] = [];
  let given = 0;
  let untilUs = 0;
  const grow = (): void => {
    let to = given;
    while (to < tape.length && (tape.timeUs[to] as number) <= untilUs) to++;
    const part = rowsOf(tape, given, to);
    parts.push(part);
    compiled.grow(part, untilUs);
    given = to;
    untilUs += PART_US;
    if (given === tape.length) compiled.end();
  };
  return {
    compiled,
    ready: (neededUs) => {
      while (compiled.knownUs < neededUs) grow();
    },
    digest: () => tapeRowsDigest(async (use) => parts.forEach(use)),
  };
}

function rowsOf(tape: Tape, from: number, to: number): Tape {
  return {
    ...tape,
    length: to - from,
    timeUs: tape.timeUs.subarray(from, to),
    kind: tape.kind.subarray(from, to),
    side: tape.side.subarray(from, to),
    priceTicks: tape.priceTicks.subarray(from, to),
    size: tape.size.subarray(from, to),
  };
}
