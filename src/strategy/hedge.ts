/**
 * The shift of the reservation price by the move of a hedge reference, for strategies that know one: beta × the move that the own market
 * has usually not followed yet. docs/hedge.md describes it; `tune fit hedge` says what beta and half-life are.
 */

import { ReferenceMove } from '../signals/referenceMove.ts';
import { aNumber, aSwitch, only, seconds } from './declare.ts';
import type { Lens, ReferenceLens } from './lenses.ts';
import type { ParameterDeclaration } from './parameters.ts';

export interface HedgeParameters {
  readonly hedgeReference: boolean;
  readonly hedgeBeta: number;
  readonly hedgeHalfLifeSeconds: number;
  readonly hedgeMostBps: number;
  readonly hedgeStaleSeconds: number;
}

/** Fitted or stated, and therefore not tuned; they came when versions without them were on record. */
const notTuned = <T extends ParameterDeclaration>(declaration: T): T => ({
  ...declaration,
  tunable: false,
  addedLater: true,
});
const withReference = <T extends ParameterDeclaration>(declaration: T): T =>
  notTuned(only(declaration, 'hedgeReference'));

export const hedgeParameters: Readonly<Record<keyof HedgeParameters, ParameterDeclaration>> = {
  hedgeReference: notTuned(
    aSwitch({
      default: false,
      meaning: 'Prices follow the move of a second market, the hedge reference; tune fit hedge fits how far.',
    }),
  ),
  hedgeBeta: withReference(
    aNumber({
      unit: '×',
      min: -3,
      max: 3,
      step: 0.01,
      default: 0,
      meaning: 'Move of this market that is to be expected for each bps that the reference is from its average.',
    }),
  ),
  hedgeHalfLifeSeconds: withReference(
    seconds(0.1, 60, 0.1, 1, 'Time after which half of a move of the reference counts as followed.'),
  ),
  hedgeMostBps: withReference(
    aNumber({
      unit: 'bps',
      min: 0.1,
      max: 50,
      step: 0.1,
      scale: 'log',
      default: 5,
      meaning: 'Prices are never shifted by more than this.',
    }),
  ),
  hedgeStaleSeconds: withReference(
    seconds(0.5, 60, 0.5, 3, 'Age of the newest row of the reference from which nothing is shifted.'),
  ),
};

export function hedgeNeeds({ hedgeReference }: HedgeParameters): readonly Lens[] {
  return hedgeReference ? ['reference'] : [];
}

export const HEDGE_STALE_MEANING =
  'The hedge reference is not known, or older than hedgeStaleSeconds: nothing is shifted.';

export class HedgeShift {
  /** By how much prices are to be moved, bps; 0 while the reference says nothing. */
  bps = 0;
  /** There should be a reference, and it says nothing. */
  isStale = false;

  readonly #isOn: boolean;
  readonly #beta: number;
  readonly #mostBps: number;
  readonly #move: ReferenceMove;

  constructor({ hedgeReference, hedgeBeta, hedgeHalfLifeSeconds, hedgeMostBps, hedgeStaleSeconds }: HedgeParameters) {
    this.#isOn = hedgeReference;
    this.#beta = hedgeBeta;
    this.#mostBps = hedgeMostBps;
    this.#move = new ReferenceMove(hedgeHalfLifeSeconds, hedgeStaleSeconds);
  }

  reset(): void {
    this.bps = 0;
    this.isStale = false;
    this.#move.reset();
  }

  /** Takes the rows of one view; to be called with each. */
  learn(reference: ReferenceLens | undefined): void {
    if (reference !== undefined) this.#move.push(reference.timeUs, reference.midTicks, reference.count);
  }

  /** Sets the shift to that of a view. */
  set(reference: ReferenceLens | undefined): void {
    if (!this.#isOn) return;
    if (reference === undefined) throw new Error('a version with hedgeReference was shown no reference');
    this.#move.lookAt(reference.seenUs);
    const { bps } = this.#move;
    this.isStale = Number.isNaN(bps);
    this.bps = this.isStale ? 0 : Math.max(-this.#mostBps, Math.min(this.#mostBps, this.#beta * bps));
  }
}
