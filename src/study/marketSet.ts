/** Markets that something was seen on: what happens there again is no new evidence. */

import type { MarketSource, SyntheticSource, TapePiece } from './records.ts';

export class MarketSet {
  readonly #generated = new Set<string>();
  readonly #recorded = new Map<string, TapePiece[]>();

  add(source: MarketSource): void {
    if (source.type === 'synthetic') this.#generated.add(marketOf(source));
    else if (source.type === 'tape') {
      const pieces = this.#recorded.get(source.sha256) ?? [];
      this.#recorded.set(source.sha256, pieces);
      pieces.push(source);
    }
  }

  /** Whether it overlaps one of them: minutes of the same tape, or the same generated market. A live market never does. */
  has(source: MarketSource): boolean {
    if (source.type === 'feed') return false;
    return source.type === 'synthetic'
      ? this.#generated.has(marketOf(source))
      : (this.#recorded.get(source.sha256) ?? []).some((piece) => shareMinutes(piece, source));
  }
}

/** Whether two markets are the same generated one, or share minutes of a tape. */
export function overlap(a: MarketSource, b: MarketSource): boolean {
  if (a.type === 'synthetic') return b.type === 'synthetic' && marketOf(a) === marketOf(b);
  return a.type === 'tape' && b.type === 'tape' && shareMinutes(a, b);
}

/** Whether two pieces are of the same tape and overlap. */
export function shareMinutes(a: TapePiece, b: TapePiece): boolean {
  return a.sha256 === b.sha256 && a.fromUs < b.toUs && b.fromUs < a.toUs;
}

const names = new WeakMap<SyntheticSource, string>();

function marketOf(source: SyntheticSource): string {
  const known = names.get(source);
  if (known !== undefined) return known;
  const { family, seed, generator, minutes, startPrice, reference } = source;
  const name = JSON.stringify([family, seed, generator, minutes, startPrice, reference]);
  names.set(source, name);
  return name;
}
