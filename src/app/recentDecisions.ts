/** What was decided since the last campaign began. */

import type { ParameterValue } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignRecord, DecisionRecord, VersionRecord } from '../study/records.ts';

export interface RecentDecisions {
  /** The last campaign. */
  readonly campaign: CampaignRecord;
  readonly decisions: readonly RecentDecision[];
  /** Versions that a person made without a proposal. No decision is on record for them. */
  readonly byHand: readonly VersionRecord[];
}

export interface RecentDecision {
  readonly decision: DecisionRecord;
  /**
   * What it changed in the base of its proposal. After an edit that differs from the proposal. Empty when it made no
   * version or was about no proposal.
   */
  readonly changes: readonly {
    readonly parameter: string;
    readonly from?: ParameterValue;
    readonly to: ParameterValue;
  }[];
}

/** Returns null before the first campaign. */
export function recentDecisions(journal: Journal): RecentDecisions | null {
  const campaign = journal.campaigns().at(-1);
  if (campaign === undefined) return null;
  const decisions = journal.decisions().filter(({ decidedAt }) => decidedAt >= campaign.startedAt);
  const byHand = journal
    .versions()
    .filter(({ createdAt, author, parent }) => createdAt >= campaign.startedAt && author === 'human' && parent !== null)
    .filter(({ number }) => decisions.every((decision) => decision.version !== number));
  return {
    campaign,
    decisions: decisions.map((decision) => ({ decision, changes: changesOf(journal, decision) })),
    byHand,
  };
}

function changesOf(journal: Journal, { proposalId, version }: DecisionRecord): RecentDecision['changes'] {
  if (proposalId === null || version === null) return [];
  const base = journal.version(journal.proposal(proposalId).base).parameters;
  return Object.entries(journal.version(version).parameters)
    .filter(([name, value]) => base[name] !== value)
    .map(([parameter, to]) => {
      const from = base[parameter];
      return from === undefined ? { parameter, to } : { parameter, from, to };
    });
}
