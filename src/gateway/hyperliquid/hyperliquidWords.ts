/** What the refusals of Hyperliquid mean. It has no codes, only sentences. */

import type { RejectReason } from '../../orders/gateway.ts';

export function rejectReason(text: string): RejectReason {
  if (/post.?only order would have/i.test(text)) return 'post-only';
  if (/trading is halted|only post-only orders|network upgrade/i.test(text)) return 'paused';
  if (/expired|nonce/i.test(text)) return 'clock';
  return 'refused';
}

/** Whether an action was refused because the address has used up its actions. */
export function isOverBudget(text: string): boolean {
  return /too many cumulative requests|rate limit/i.test(text);
}
