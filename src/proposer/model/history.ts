/** How much of the history a prompt shows. Full is the default; the others exist so that its worth can be measured. */

import { type HistoryRecord, versionLines } from './records.ts';

/** `permuted` shows all records with the outcomes under wrong versions (see permute.ts): what is selected is as for `full`. */
export type HistoryMode =
  | { readonly kind: 'full' }
  | { readonly kind: 'permuted' }
  /** The newest versions. */
  | { readonly kind: 'last'; readonly versions: number }
  /** The versions with the highest best guess. */
  | { readonly kind: 'best'; readonly versions: number };

/** Reads `full`, `permuted`, `last:20`, `best:10`. @throws RangeError for anything else */
export function parseHistoryMode(text: string): HistoryMode {
  if (text === 'full' || text === 'permuted') return { kind: text };
  const [, kind, count] = /^(last|best):([1-9]\d{0,5})$/.exec(text) ?? [];
  if (kind === 'last' || kind === 'best') return { kind, versions: Number(count) };
  throw new RangeError(`history = "${text}" is unknown; it can be full, permuted, last:k or best:k, e.g. last:20`);
}

/**
 * The records that a mode shows, in their order. With `last` and `best`, of the kept versions: their own record, the
 * sessions in which one of them was on trial with what was found in them, the proposals that they came of, those after
 * these sessions that came to nothing, and the decisions on all that.
 * Versions that ran beside them stay too; one whose parent is not shown has all its parameters.
 * @param ranking version numbers, best first; asked for by `best` alone
 */
export function selectHistory(
  records: readonly HistoryRecord[],
  mode: HistoryMode,
  ranking: readonly number[],
): HistoryRecord[] {
  if (mode.kind === 'full' || mode.kind === 'permuted') return [...records];
  const all = records.flatMap((record) => (record.kind === 'version' ? [record.version] : []));
  const numbers = all.map((version) => version.number);
  const kept = new Set(mode.kind === 'last' ? numbers.slice(-mode.versions) : ranking.slice(0, mode.versions));
  const sessions = new Set(
    records.flatMap((r) => (r.kind === 'session' && kept.has(r.session.acting) ? [r.session.id] : [])),
  );
  /** Versions by the proposal that they came of. */
  const made = new Map(all.map((version) => [version.proposalId, version.number]));
  const proposals = new Set(
    records.flatMap((record) => {
      if (record.kind !== 'proposal') return [];
      const version = made.get(record.proposal.id);
      const keep =
        version === undefined ? record.session !== null && sessions.has(record.session.id) : kept.has(version);
      return keep ? [record.proposal.id] : [];
    }),
  );
  const isShown = (record: HistoryRecord): boolean => {
    switch (record.kind) {
      case 'version':
        return true;
      case 'session':
      case 'evaluation':
        return sessions.has(record.session.id);
      case 'proposal':
        return proposals.has(record.proposal.id);
      case 'decision': {
        const { proposalId, version } = record.decision;
        return (proposalId !== null && proposals.has(proposalId)) || (version !== null && kept.has(version));
      }
      case 'learning':
        return record.learning.proposalId === null || proposals.has(record.learning.proposalId);
    }
  };
  const shown = records.filter(isShown);
  const named = new Set([...kept, ...shown.flatMap(versionsNamed)]);
  return shown.flatMap((record) => {
    if (record.kind !== 'version') return [record];
    return named.has(record.version.number) ? [withKnownParent(record, named)] : [];
  });
}

/** Versions that a record measures or starts from. */
function versionsNamed(record: HistoryRecord): number[] {
  switch (record.kind) {
    case 'session':
      return [record.session.acting, record.session.champion, ...record.lanes.map((lane) => lane.version)];
    case 'evaluation':
      return record.evaluation.comparisons.flatMap(({ challenger, champion }) => [challenger, champion]);
    case 'proposal':
      return [record.proposal.base];
    case 'decision':
      return record.decision.version === null ? [] : [record.decision.version];
    default:
      return [];
  }
}

function withKnownParent(
  record: Extract<HistoryRecord, { readonly kind: 'version' }>,
  named: ReadonlySet<number>,
): HistoryRecord {
  const { parent } = record.version;
  if (parent === null || named.has(parent)) return record;
  const lines = [...versionLines(record.version, null), ...record.claimed];
  return { ...record, lines, unaided: lines };
}
