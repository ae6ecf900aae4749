/**
 * Chooses several places to try at once, away from each other: the "kriging believer" (Ginsbourger, Le Riche & Carraro 2010).
 * Each chosen place counts as measured with the predicted outcome, so that predictions near it become more certain and the
 * next choice is elsewhere.
 */

import type { PointPrediction, Predictor } from './gaussianProcess.ts';

/** Places with a smaller standard deviation, in the unit of effects, are not worth measuring. */
const LEAST_SD = 1e-6;

export interface BatchPoint {
  readonly at: readonly number[];
}

/**
 * Up to `count` of the places, in the order of choice.
 *
 * @param worth of a place, given the prediction for it
 * @param admissible asked about each place that would be chosen, once
 */
export function chooseBatch<P extends BatchPoint>(
  effects: Predictor,
  places: readonly P[],
  count: number,
  worth: (prediction: PointPrediction, place: P) => number,
  admissible: (place: P) => boolean,
): P[] {
  const open = new Set(
    places.map((place): Open<P> => ({ place, prediction: effects.predict(place.at), explained: [] })),
  );
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
      const by = ((shared[i] as number) - before) / best.prediction.sd;
      other.explained.push(by);
      other.prediction = {
        mean: other.prediction.mean,
        sd: Math.sqrt(Math.max(0, other.prediction.sd ** 2 - by ** 2)),
      };
    }
  }
  return chosen;
}

interface Open<P> {
  readonly place: P;
  prediction: PointPrediction;
  /** What each choice so far explains of it, in that choice's deviations. */
  readonly explained: number[];
}

function mostOf<P>(
  open: Iterable<Open<P>>,
  worth: (prediction: PointPrediction, place: P) => number,
): Open<P> | undefined {
  let best: Open<P> | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const one of open) {
    if (one.prediction.sd < LEAST_SD) continue;
    const value = worth(one.prediction, one.place);
    if (value > most) [best, most] = [one, value];
  }
  return best;
}
