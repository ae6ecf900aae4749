/** Decisions for the terminal: the one that was just made, and all since the last campaign began. */

import { minuteOf } from '../report/markdown.ts';
import { changesLine } from '../report/parameterText.ts';
import { DONE } from '../study/decisionWords.ts';
import type { Decided, DecidedOwn } from './decisions.ts';
import type { RecentDecision, RecentDecisions } from './recentDecisions.ts';
import { NO_REASON } from './recordedWords.ts';
import { safe } from './safeText.ts';

/** What a proposal became by a person's decision on it. */
export function answeredText({ kind, proposal, version }: Decided): string {
  return kind === 'reject'
    ? `p${proposal} is rejected.`
    : `p${proposal} is approved as v${version}, which runs in one of the next sessions.`;
}

export function ownText({ proposal, version, base }: DecidedOwn): string {
  const instead = proposal === null ? '' : ` in place of p${proposal}`;
  return `v${version} is made from v${base}${instead} and runs in one of the next sessions.`;
}

export function cancelledText(version: number, hasBegun: boolean): string {
  return hasBegun
    ? `v${version} is cancelled. A session with it has begun; if it is still running, it continues to its end.`
    : `v${version} is cancelled: it stays on record and gets no session.`;
}

/** `On record: "it pays".` */
export function decisionReason({ reason }: Decided): string {
  return `On record: ${reason === NO_REASON ? NO_REASON : `"${reason}"`}.`;
}

export function decisionData({ kind, proposal, version, reason, by }: Decided): object {
  return { kind, proposal, version, reason, by };
}

/** Shown where no proposal waits: what was decided, by whom, and how to change it. One line each; the list is indented. */
export function recentText(recent: RecentDecisions | null): string[] {
  if (recent === null) return ['No proposal waits: no campaign has run in this study yet.'];
  const { campaign, decisions, byHand } = recent;
  const since = `since the last campaign began (${minuteOf(campaign.startedAt)} UTC)`;
  const lines = [
    ...decisions.map(decisionLine),
    ...byHand.map(({ number, parent, reason }) => `v${number} was made from v${parent} by hand: ${reason}`),
  ];
  return [
    lines.length === 0
      ? `No proposal waits, and nothing was decided ${since}.`
      : `No proposal waits. Decided ${since}:`,
    ...lines.map((line) => safe(`  ${line}`)),
    'How to change it:',
    '  tune rollback v1 makes the parameters of another version the champion.',
    '  tune override --set spreadBps=1.5 makes a version of your own; tune try puts an idea on trial first.',
    ...(campaign.plan.approval === 'auto'
      ? [
          '  tune start --approve ask asks you before each change and goes on meanwhile; --approve hold stops when one waits.',
        ]
      : []),
  ];
}

/** `p7 was approved as v2 by policy:auto (levels 3 → 2): why` */
function decisionLine({ decision, changes }: RecentDecision): string {
  const { proposalId, kind, by, version, reason } = decision;
  if (proposalId === null) return `v${version} was ${DONE[kind]} by ${by}: ${reason}`;
  const as = version === null ? '' : ` as v${version}`;
  const made = changesLine(changes, Number.POSITIVE_INFINITY);
  return `p${proposalId} was ${DONE[kind]}${as} by ${by}${version === null ? '' : ` (${made})`}: ${reason}`;
}
