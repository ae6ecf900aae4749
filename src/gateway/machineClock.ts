/** The clock of this machine for an order manager. */

import type { OrderClock } from '../orders/orderClock.ts';

export const machineClock: OrderClock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (ms, run) => {
    // A timer of no time is one of a millisecond. This runs once everything that has come by now was heard.
    if (ms === 0) {
      const soon = setImmediate(run);
      return () => clearImmediate(soon);
    }
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
