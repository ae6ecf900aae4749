/** The choices that decide what happens to a resting order. The rules themselves are in docs/fills.md. */

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

/** Names of queue models in settings; `power 3` is the exponent 3. */
export const queueNames = ['risk-averse', 'log', 'power 1', 'power 2', 'power 3'] as const;
export type QueueName = (typeof queueNames)[number];

export function queueModelOf(name: QueueName): QueueModel {
  if (name === 'risk-averse' || name === 'log') return { kind: name };
  return { kind: 'power', exponent: Number(name.slice('power '.length)) };
}

/** @param queue left out, `risk-averse`. @throws RangeError for a model without a name */
export function queueNameOf(queue: QueueModel = { kind: 'risk-averse' }): QueueName {
  const text = queue.kind === 'power' ? `power ${queue.exponent}` : queue.kind;
  const name = queueNames.find((one) => one === text);
  if (name === undefined) throw new RangeError(`no queue model is named ${text}`);
  return name;
}

/**
 * What a trade gives us.
 * - `proven`: through our prices or at our price past the queue, its own size for all our orders together.
 * - `shared`: at our price what got past the queue, shared by our own orders there; never more than the trade's size.
 * - `each`: at our price what got past the queue, counted for each own order separately.
 * - `whole`: at our price past the queue, everything that is left of the order.
 *
 * With the last three a trade through our price gives everything that is left of the order.
 */
export type FillSize = 'proven' | 'shared' | 'each' | 'whole';

/**
 * What a quote gives us that crosses our price.
 * - `shown`: the size that it shows, for all our orders together. Displayed size that we used up is gone for us.
 * - `whole`: everything that is left of the order.
 */
export type CrossingSize = 'shown' | 'whole';

/**
 * What becomes of a post-only order that would cross on arrival.
 * - `reject`: the venue refuses it.
 * - `slide`: it rests at the nearest price that does not cross.
 */
export type PostOnly = 'reject' | 'slide';

export interface FillRules {
  readonly queue: QueueModel;
  readonly fillSize: FillSize;
  /** Left out, `shown` with the fill size `proven` and `whole` with the others. */
  readonly crossing?: CrossingSize;
  /** Left out, `reject`. */
  readonly postOnly?: PostOnly;
}

export function crossingSizeOf({ crossing, fillSize }: FillRules): CrossingSize {
  return crossing ?? (fillSize === 'proven' ? 'shown' : 'whole');
}
