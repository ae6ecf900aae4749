/** How a campaign came to its end, or to a pause. */

import type { ProposalRecord } from '../study/records.ts';

export type CampaignEnd =
  | { readonly kind: 'finished' }
  /** The recorded tapes were used up before the planned number of sessions. */
  | { readonly kind: 'tapes-used-up'; readonly completed: number }
  | { readonly kind: 'waiting'; readonly proposal: ProposalRecord }
  | { readonly kind: 'interrupted' };
