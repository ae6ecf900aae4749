/**
 * What one more measurement is worth to the decision which alternative is best: the knowledge gradient for correlated
 * normal predictions (Frazier, Powell & Dayanik, INFORMS Journal on Computing 21(4), 2009). Zero when no outcome could
 * change the choice; in the unit of the means.
 */

import { normalCdf } from '../evaluation/distributions.ts';
import type { JointPrediction } from './gaussianProcess.ts';

/**
 * E[max of the means after measuring alternative `measured` once] − max of the means now.
 *
 * @param noise variance of one measurement's error
 * @throws RangeError for an alternative that is not among them
 */
export function knowledgeGradient({ means, covariance }: JointPrediction, measured: number, noise: number): number {
  const row = covariance[measured];
  const own = row?.[measured];
  if (row === undefined || own === undefined)
    throw new RangeError(`${measured} is none of ${means.length} alternatives`);
  if (own + noise <= 0) return 0;
  // The outcome, a standard normal Z, moves every mean along a line: mean + slope × Z.
  const lines = means.map((mean, i) => ({ mean, slope: (row[i] as number) / Math.sqrt(own + noise) }));
  return gainOfChoice(lines);
}

interface Line {
  readonly mean: number;
  readonly slope: number;
}

/** E[max(mean + slope × Z)] − max mean: each crossing of the upper envelope adds its change of slope times f(−|z|). */
function gainOfChoice(lines: readonly Line[]): number {
  let gain = 0;
  const envelope = upperEnvelope(lines);
  for (let i = 1; i < envelope.length; i++) {
    const [below, above] = [envelope[i - 1] as Line, envelope[i] as Line];
    gain += (above.slope - below.slope) * expectedExcess(-Math.abs(crossing(below, above)));
  }
  return gain;
}

/** The lines that are highest somewhere, by slope: the paper's algorithm 1. */
function upperEnvelope(lines: readonly Line[]): Line[] {
  const envelope: Line[] = [];
  for (const line of lines.toSorted((a, b) => a.slope - b.slope || a.mean - b.mean)) {
    if (envelope.at(-1)?.slope === line.slope) envelope.pop();
    while (envelope.length > 1) {
      const [before, last] = envelope.slice(-2) as [Line, Line];
      if (crossing(last, line) > crossing(before, last)) break;
      envelope.pop();
    }
    envelope.push(line);
  }
  return envelope;
}

function crossing(flat: Line, steep: Line): number {
  return (flat.mean - steep.mean) / (steep.slope - flat.slope);
}

/** f(z) = E[max(0, z + Z)] = z Φ(z) + φ(z). */
function expectedExcess(z: number): number {
  return z * normalCdf(z) + Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}
