/** Orders at a venue about which there is nothing to say. */

import type { OrdersActivity } from '../campaign/ports.ts';

export const quietOrders: OrdersActivity = {
  state: 'ACTIVE',
  why: null,
  blocks: [],
  warnings: [],
  position: 0,
  openOrders: 0,
  foreignOrders: 0,
  messages: 0,
  mostMessages: 10_000,
  denials: {},
  sessionProfit: null,
  dayProfit: null,
  deadManRefusal: null,
};
