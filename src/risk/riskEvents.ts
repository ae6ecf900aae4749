/** What the risk gate does to a lane beside denying orders, by code. docs/refusals.md is written from here. */

export const riskEvents = {
  'loss-warning': 'The loss of the session reached `risk.loss_warn_pct`. Nothing is closed.',
  'loss-reducing':
    'The loss reached `risk.loss_reduce_pct`: only orders that shrink the position, for the rest of the session.',
  'loss-halt': 'The loss reached `risk.loss_halt_pct`, or cannot be computed: halted for the rest of the session.',
  position: 'The position is worth more than `risk.position_pct`: only orders that shrink it, until it is not.',
  'stale-feed': 'No market data for `risk.stale_pull_seconds`: quotes are pulled until there are newer data.',
  'stale-halt': 'No market data for `risk.stale_halt_seconds`: halted for the rest of the session.',
  'repeated-fills': 'As many orders of a side as `risk.repeated_fills` were filled in a short time: the side pauses.',
  'reject-streak': 'As many requests in a row as `risk.reject_streak` had every order rejected: halted.',
} as const;

export type RiskEventCode = keyof typeof riskEvents;
