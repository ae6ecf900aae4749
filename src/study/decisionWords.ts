/** A decision in plain words, as errors and lists of decisions show it. */

import type { DecisionKind, DecisionRecord } from './records.ts';

/** What was done to a proposal or a version. */
export const DONE: Readonly<Record<DecisionKind, string>> = {
  approve: 'approved',
  reject: 'rejected',
  edit: 'edited and approved',
  override: 'replaced',
  rollback: 'made champion by rollback',
  promote: 'made champion',
  cancel: 'cancelled before it ran',
};

/** `approved by ada on 2026-01-05 15:04 UTC, as v2` */
export function decisionWords({ kind, by, decidedAt, version }: DecisionRecord): string {
  const made = version === null ? '' : `, as v${version}`;
  return `${DONE[kind]} by ${by} on ${utcMinute(decidedAt)}${made}`;
}

/** `2026-01-05 15:04 UTC` of an ISO time. */
export function utcMinute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
