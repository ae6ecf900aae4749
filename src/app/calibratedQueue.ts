/** The queue of pessimistic fills, where the settings name another than the usual one. */

import type { Config } from '../config/config.ts';
import { type QueueModel, queueModelOf } from '../exchange/fillRules.ts';

export function queueOf({ fills }: Pick<Config, 'fills'>): { readonly queue?: QueueModel } {
  return fills.queue === 'risk-averse' ? {} : { queue: queueModelOf(fills.queue) };
}
