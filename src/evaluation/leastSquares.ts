/** Least squares with bounds, for a handful of coefficients. */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/**
 * Coefficients from 0 to `most` with the least sum of squared errors among the solutions that leave out some of the columns (all
 * subsets are tried): with bounds of 0 alone, that is the best solution there is (Lawson & Hanson 1974, ch. 23).
 *
 * @param rows values of the columns; at most about eight columns
 * @param targets one a row
 * @param most upper bound of each coefficient
 */
export function boundedLeastSquares(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  most: readonly number[],
): number[] {
  let best = most.map(() => 0);
  let least = squaredError(rows, targets, best);
  for (let subset = 1; subset < 2 ** most.length; subset++) {
    const columns = most.flatMap((_, i) => ((subset >> i) & 1 ? [i] : []));
    const solved = solve(rows, targets, columns);
    if (solved === null || solved.some((value, i) => value < 0 || value > (most[columns[i] as number] as number)))
      continue;
    const coefficients = most.map((_, i) => solved[columns.indexOf(i)] ?? 0);
    const error = squaredError(rows, targets, coefficients);
    if (error < least) [best, least] = [coefficients, error];
  }
  return best;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

/** The unbounded solution with these columns alone; null where one of them follows from the others. */
function solve(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  columns: readonly number[],
): number[] | null {
  const size = columns.length;
  const products = Matrix.zeros(size, size);
  const withTarget = Matrix.zeros(size, 1);
  for (const [at, row] of rows.entries()) {
    for (const [i, a] of columns.entries()) {
      const value = row[a] as number;
      withTarget.set(i, 0, withTarget.get(i, 0) + value * (targets[at] as number));
      for (const [j, b] of columns.entries()) products.set(i, j, products.get(i, j) + value * (row[b] as number));
    }
  }
  const decomposition = new CholeskyDecomposition(products);
  return decomposition.isPositiveDefinite() ? decomposition.solve(withTarget).to1DArray() : null;
}

function squaredError(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  coefficients: readonly number[],
): number {
  return rows.reduce((sum, row, i) => sum + (dot(row, coefficients) - (targets[i] as number)) ** 2, 0);
}
