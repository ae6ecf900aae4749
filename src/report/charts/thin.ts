/** Fewer points for a line, without losing its peaks. */

/** The largest number of points of a line in a chart. */
export const MOST_POINTS = 2_000;

/**
 * Indices, ascending, of the points to draw: first, last, and of each of equally long pieces its lowest and highest.
 * All of them when there are no more than `most` (at least 4). A piece without any number keeps one index, so that a gap stays a gap.
 */
export function thin(values: ArrayLike<number>, most: number = MOST_POINTS): number[] {
  const count = values.length;
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const pieces = Math.floor((most - 2) / 2);
  const kept = [0];
  for (let piece = 0; piece < pieces; piece++) {
    const from = 1 + Math.floor((piece * (count - 2)) / pieces);
    const to = 1 + Math.floor(((piece + 1) * (count - 2)) / pieces);
    let lowest = -1;
    let highest = -1;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      if (lowest === -1 || value < (values[lowest] as number)) lowest = i;
      if (highest === -1 || value > (values[highest] as number)) highest = i;
    }
    if (lowest === -1) kept.push(from);
    else kept.push(...(lowest === highest ? [lowest] : [Math.min(lowest, highest), Math.max(lowest, highest)]));
  }
  kept.push(count - 1);
  return kept;
}

/** Points of a line as echarts takes them: x in minutes, null where there is no number. Rounded to 1e-6 to keep files small. */
export function linePoints(values: ArrayLike<number>, minuteOf: (index: number) => number): [number, number | null][] {
  return thin(values).map((i) => {
    const value = values[i] as number;
    return [rounded(minuteOf(i)), Number.isFinite(value) ? rounded(value) : null];
  });
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0; // + 0 makes −0 a 0, which JSON cannot tell apart
}
