/** What the surrogate fitted in one round: proposer, veto and race ask about the same, and fitting costs more than all their questions. */

import type { GainModel, GainShapes, ObservedGain } from './gainModel.ts';
import type { Shape } from './gaussianProcess.ts';

/** Shapes that were fitted for a round's versions hold until so much more was replayed. */
const MORE_FOR_NEW_SHAPES = 4 / 3;

export interface EffectBelief {
  readonly effects: GainModel;
  /** The measured versions and replays that it rests on. */
  readonly observations: readonly ObservedGain[];
}

/** What a belief follows from; lists are told apart by identity. */
interface Grounds {
  readonly versions: readonly object[];
  readonly replayed: readonly object[];
  readonly scale: number;
}

/** Belongs to a round, and to those that follow from it as more is replayed. */
export class SurrogateFits {
  readonly gainShapes: FittedShapes<GainShapes> = new FittedShapes<GainShapes>();
  readonly volumeShapes: FittedShapes<Shape> = new FittedShapes<Shape>();
  readonly #beliefs = new Map<Grounds['replayed'], Grounds & { readonly belief: EffectBelief }>();

  /** The belief on these grounds, fitted when it is not known. */
  belief(grounds: Grounds, fitted: () => EffectBelief): EffectBelief {
    const known = this.#beliefs.get(grounds.replayed);
    if (known?.scale === grounds.scale && known.versions === grounds.versions) return known.belief;
    const belief = fitted();
    this.#beliefs.set(grounds.replayed, { ...grounds, belief });
    return belief;
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
