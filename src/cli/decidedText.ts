/** What was decided since the last campaign began, by whom, and how to change it. It is shown where no proposal waits. */

import { safe } from '../app/safeText.ts';
import type { Journal } from '../study/journal.ts';
import type { DecisionKind, DecisionRecord } from '../study/records.ts';

const DONE: Readonly<Record<DecisionKind, string>> = {
  approve: 'approved',
  reject: 'rejected',
  edit: 'edited and approved',
  override: 'replaced',
  rollback: 'made champion by rollback',
  promote: 'made champion',
  cancel: 'cancelled before it ran',
};

/** One line each; the list is indented. */
export function decidedText(journal: Journal): string[] {
  const campaign = journal.campaigns().at(-1);
  if (campaign === undefined) return ['No proposal waits: no campaign has run in this study yet.'];
  const since = `since the last campaign began (${campaign.startedAt.slice(0, 16).replace('T', ' ')} UTC)`;
  const decisions = journal.decisions().filter(({ decidedAt }) => decidedAt >= campaign.startedAt);
  const byHand = journal
    .versions()
    .filter(({ createdAt, author, parent }) => createdAt >= campaign.startedAt && author === 'human' && parent !== null)
    .filter(({ number }) => decisions.every((decision) => decision.version !== number));
  const lines = [
    ...decisions.map((decision) => decisionLine(journal, decision)),
    ...byHand.map(({ number, parent, reason }) => `v${number} was made from v${parent} by hand: ${reason}`),
  ];
  return [
    lines.length === 0
      ? `No proposal waits, and nothing was decided ${since}.`
      : `No proposal waits. Decided ${since}:`,
    ...lines.map((line) => safe(`  ${line}`)),
    'How to change it:',
    '  tune rollback v1 makes the parameters of another version the champion.',
    '  tune override --set spreadBps=1.5 puts a change of your own on trial.',
    ...(campaign.plan.approval === 'auto'
      ? ['  tune start --approve ask asks you before each change; --approve hold keeps the newest proposal for you.']
      : []),
  ];
}

/** `p7 was approved as v2 by policy:auto (levels 3 → 2): why` */
function decisionLine(journal: Journal, { proposalId, kind, by, version, reason }: DecisionRecord): string {
  if (proposalId === null) return `v${version} was ${DONE[kind]} by ${by}: ${reason}`;
  const as = version === null ? '' : ` as v${version}`;
  const changes = changesText(journal, proposalId, version);
  // A policy gives the same reason for everything that it approves.
  const why = by.startsWith('policy:') ? '' : `: ${reason}`;
  return `p${proposalId} was ${DONE[kind]}${as} by ${by}${changes}${why}`;
}

/** What the decision changed. After an edit that differs from the proposal; after a rejection it is nothing. */
function changesText(journal: Journal, proposalId: number, version: number | null): string {
  if (version === null) return '';
  const base = journal.version(journal.proposal(proposalId).base).parameters;
  const made = Object.entries(journal.version(version).parameters).filter(([name, value]) => base[name] !== value);
  return ` (${made.map(([name, value]) => `${name} ${base[name]} → ${value}`).join(', ')})`;
}
