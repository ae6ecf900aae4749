/** The choices that decide what happens to a resting order. The rules themselves are in docs/fills.md. */

/** Which of the two outcomes of {@link fillModels} a lane shows; both are run for every version. */
export type FillModel = 'pessimistic' | 'optimistic';

/**
 * How much of a level's decrease without a trade happened ahead of us.
 * - `risk-averse`: none of it, as long as the level's new size leaves room for that.
 * - `power`: probability 1 − (ahead / level)^exponent that it happened behind us.
 * - `log`: ln(1 + behind) / (ln(1 + behind) + ln(1 + ahead)), sizes in the instrument's units.
 *
 * Sources: hftbacktest's queue models (https://hftbacktest.readthedocs.io/en/latest/order_fill.html), after Rigtorp,
 * "Estimating order queue position" (2013).
 */
export type QueueModel =
  | { readonly kind: 'risk-averse' }
  | { readonly kind: 'power'; readonly exponent: number }
  | { readonly kind: 'log' };

/**
 * What a trade at our price gives us once the queue ahead is used up.
 * - `shared`: only what got past the queue, shared by our own orders there; never more than the trade's size.
 * - `each`: what got past the queue, counted for every own order apart.
 * - `whole`: everything that is left of the order.
 */
export type FillSize = 'shared' | 'each' | 'whole';

export interface FillRules {
  readonly queue: QueueModel;
  readonly fillSize: FillSize;
}

/** The two outcomes that every result carries: a conclusion counts only if its sign holds in both. */
export const fillModels: Readonly<Record<FillModel, FillRules>> = {
  pessimistic: { queue: { kind: 'risk-averse' }, fillSize: 'shared' },
  optimistic: { queue: { kind: 'power', exponent: 3 }, fillSize: 'whole' },
};
