import { ASK, BEST, BID, DEPTH, RESET, type Tape } from '../../market/tape.ts';

/** Best price and size of both sides right after a time (µs since 1970), in quote currency and base units; null for an empty side. */
export function bookAt(tape: Tape, timeUs: number): { bid: [number, number] | null; ask: [number, number] | null } {
  // A plain map of levels, unlike the books of the program.
  const levels = [new Map<number, number>(), new Map<number, number>()] as const;
  for (let i = 0; i < tape.length && tape.startUs + (tape.timeUs[i] as number) <= timeUs; i++) {
    const [kind, price, size] = [tape.kind[i], tape.priceTicks[i] as number, tape.size[i] as number];
    const side = levels[tape.side[i] === ASK ? ASK : BID];
    if (kind === RESET) for (const one of levels) one.clear();
    if (kind === BEST)
      for (const other of [...side.keys()])
        if (tape.side[i] === ASK ? other < price : other > price) side.delete(other);
    if (kind === DEPTH || kind === BEST) {
      if (size === 0) side.delete(price);
      else side.set(price, size);
    }
  }
  const best = (side: typeof BID | typeof ASK): [number, number] | null => {
    const prices = [...levels[side].keys()];
    if (prices.length === 0) return null;
    const price = side === BID ? Math.max(...prices) : Math.min(...prices);
    return [rounded(price * tape.tickSize), rounded((levels[side].get(price) as number) * tape.lotSize)];
  };
  return { bid: best(BID), ask: best(ASK) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
