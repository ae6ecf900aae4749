/**
 * Several places worth trying at once that do not say the same thing twice: the "kriging believer" (Ginsbourger, Le Riche &
 * Carraro 2010). Each choice counts as measured with the outcome that was expected, so beliefs about places near it get
 * surer and the next choice lies elsewhere.
 */

import type { PointPrediction, Predictor } from './gaussianProcess.ts';

/** Places surer than this, in the unit of effects, have nothing to teach. */
const LEAST_SD = 1e-6;

export interface BatchPoint {
  readonly at: readonly number[];
}

/**
 * Up to `count` of the places, the most worthwhile first.
 *
 * @param worth of a place under a belief about it
 * @param admissible asked about each place that would be chosen, once
 */
export function chooseBatch<P extends BatchPoint>(
  effects: Predictor,
  places: readonly P[],
  count: number,
  worth: (belief: PointPrediction, place: P) => number,
  admissible: (place: P) => boolean,
): P[] {
  const open = new Set(places.map((place): Open<P> => ({ place, belief: effects.predict(place.at), explained: [] })));
  const chosen: P[] = [];
  while (chosen.length < count) {
    const best = mostOf(open, worth);
    if (best === undefined) break;
    open.delete(best);
    if (!admissible(best.place)) continue;
    chosen.push(best.place);
    const left = [...open];
    const shared = effects.covariances(
      best.place.at,
      left.map(({ place }) => place.at),
    );
    for (const [i, other] of left.entries()) {
      const before = other.explained.reduce((sum, by, k) => sum + by * (best.explained[k] as number), 0);
      const by = ((shared[i] as number) - before) / best.belief.sd;
      other.explained.push(by);
      other.belief = { mean: other.belief.mean, sd: Math.sqrt(Math.max(0, other.belief.sd ** 2 - by ** 2)) };
    }
  }
  return chosen;
}

interface Open<P> {
  readonly place: P;
  belief: PointPrediction;
  /** What each choice so far explains of it, in that choice's deviations. */
  readonly explained: number[];
}

function mostOf<P>(open: Iterable<Open<P>>, worth: (belief: PointPrediction, place: P) => number): Open<P> | undefined {
  let best: Open<P> | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const one of open) {
    if (one.belief.sd < LEAST_SD) continue;
    const value = worth(one.belief, one.place);
    if (value > most) [best, most] = [one, value];
  }
  return best;
}
