/** What the surrogate fitted in one round: proposer, veto and race ask about the same, and fitting costs more than all their questions. */

import type { GainModel, GainShapes, ObservedGain } from './gainModel.ts';
import type { Shape } from './gaussianProcess.ts';

/** Shapes that were fitted for a round's versions hold until so much more was replayed. */
const MORE_FOR_NEW_SHAPES = 4 / 3;

/** Predicts gains per hour anywhere in the space. */
export interface FittedGains {
  readonly effects: GainModel;
  /** The measured versions and replays that it was fitted to. */
  readonly observations: readonly ObservedGain[];
}

/** What a model is fitted to; lists are told apart by identity. */
interface FittedTo {
  readonly versions: readonly object[];
  readonly replayed: readonly object[];
  readonly scale: number;
}

/** Belongs to a round, and to those that follow from it as more is replayed. */
export class SurrogateFits {
  readonly gainShapes: FittedShapes<GainShapes> = new FittedShapes<GainShapes>();
  readonly volumeShapes: FittedShapes<Shape> = new FittedShapes<Shape>();
  readonly #models = new Map<FittedTo['replayed'], FittedTo & { readonly model: FittedGains }>();

  /** The model for this data, fitted when it is not known. */
  model(fittedTo: FittedTo, fitted: () => FittedGains): FittedGains {
    const known = this.#models.get(fittedTo.replayed);
    if (known?.scale === fittedTo.scale && known.versions === fittedTo.versions) return known.model;
    const model = fitted();
    this.#models.set(fittedTo.replayed, { ...fittedTo, model });
    return model;
  }
}

class FittedShapes<S> {
  readonly #byVersions = new Map<readonly object[], { readonly observations: number; readonly shape: S }>();

  /** undefined when none was fitted yet, or to much fewer observations. */
  of(versions: readonly object[], observations: number): S | undefined {
    const fit = this.#byVersions.get(versions);
    return fit !== undefined && observations < fit.observations * MORE_FOR_NEW_SHAPES ? fit.shape : undefined;
  }

  keep(versions: readonly object[], observations: number, shape: S): void {
    this.#byVersions.set(versions, { observations, shape });
  }
}
