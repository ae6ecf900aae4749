/** Spearman's rank correlation: how far two measures agree on an order. */

/** −1 … 1; ties share their mean rank. null with fewer than three pairs, or when one side has a single value. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | null {
  if (pairs.length < 3) return null;
  const a = ranks(pairs.map(([value]) => value));
  const b = ranks(pairs.map(([, value]) => value));
  const middle = (pairs.length + 1) / 2;
  let both = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < pairs.length; i++) {
    const da = (a[i] as number) - middle;
    const db = (b[i] as number) - middle;
    both += da * db;
    squaresA += da * da;
    squaresB += db * db;
  }
  return squaresA === 0 || squaresB === 0 ? null : both / Math.sqrt(squaresA * squaresB);
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
