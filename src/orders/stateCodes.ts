/** Why live orders are halted or reduced, by code. docs/refusals.md is written from here. */

/** HALTED holds over a restart, until a person arms the program. */
export const halts = {
  'loss-session': 'The loss of the session reached the limit that halts.',
  'loss-day': 'The loss of the day (UTC) reached the limit that halts.',
  'reject-streak': 'Many requests in a row had every order rejected.',
  'position-mismatch': 'The position at the venue is not what the own fills come to, several readings in a row.',
  'stale-market': 'There were no market data for so long that the market may be gone.',
  'message-budget': 'The budget of messages to the venue is used up; the rest is kept for cancels.',
  'own-tape': 'The own-event tape cannot be written. This halt alone does not hold over a restart.',
  accounting: 'The own fills cannot be counted.',
  'force-close':
    'The version wants to close its position at the market, which the program does not do: `tune kill --flatten`.',
  fault: 'A fault of the program.',
} as const;

export type HaltCode = keyof typeof halts;

/** REDUCING ends with its reason. */
export const reductions = {
  'loss-session': 'The loss of the session reached the limit that reduces. It lasts until the session is over.',
  'position-limit': 'The position is above its limit.',
  'position-mismatch': 'The position at the venue is not what the own fills come to.',
} as const;

export type ReductionCode = keyof typeof reductions;
