/**
 * The records of one study as this process read them so far. The audit names every change, so that a later read fetches what
 * changed since and nothing else. Records that did not change stay the same objects, and so do whole lists.
 */

import type { CallRecord, ProposalRecord, RecordsDigest, StudyRecord } from '../study/records.ts';
import type { StudyRecords } from '../study/studyRecords.ts';
import type { AuditedChange } from './audit.ts';
import type { Tables } from './tables.ts';

/** Lists that are read whole, by name. Calls to models are one of them here. */
export interface KnownLists extends Omit<StudyRecords, 'study'> {
  readonly calls: readonly CallRecord[];
}

type ListName = keyof KnownLists;

/** Keys of what changed: ids, numbers of versions, and ids of sessions that were sealed or evaluated. */
type ChangedKeys = {
  readonly [L in Exclude<ListName, 'lanes' | 'trialLanes' | 'timeline'> | 'sealed']: Set<number>;
};

/** To be used inside transactions, and not after a write of the same transaction, which may yet be undone. */
export class KnownRecords {
  readonly #study: StudyRecord;
  readonly #tables: Tables;
  /** The audit up to which the lists are read; null before the first read. */
  #head: RecordsDigest | null = null;
  #lists: Partial<KnownLists> = {};
  #records: StudyRecords | null = null;

  constructor(study: StudyRecord, tables: Tables) {
    this.#study = study;
    this.#tables = tables;
  }

  list<L extends ListName>(name: L): KnownLists[L] {
    this.#refresh();
    return this.#read(name);
  }

  /** All but the calls; the same object while none of it changed. */
  all(): StudyRecords {
    this.#refresh();
    this.#records ??= {
      study: this.#study,
      versions: this.#read('versions'),
      campaigns: this.#read('campaigns'),
      sessions: this.#read('sessions'),
      lanes: this.#read('lanes'),
      trialLanes: this.#read('trialLanes'),
      evaluations: this.#read('evaluations'),
      proposals: this.#read('proposals'),
      decisions: this.#read('decisions'),
      learnings: this.#read('learnings'),
      documents: this.#read('documents'),
      timeline: this.#read('timeline'),
    };
    return this.#records;
  }

  #read<L extends ListName>(name: L): KnownLists[L] {
    const known = this.#lists[name];
    if (known !== undefined) return known as KnownLists[L];
    const read = this.#readWhole(name);
    this.#lists = { ...this.#lists, [name]: read };
    return read;
  }

  #readWhole<L extends ListName>(name: L): KnownLists[L] {
    const { id } = this.#study;
    const tables = this.#tables;
    const readers: { readonly [N in ListName]: () => KnownLists[N] } = {
      versions: () => tables.versions.all(id),
      campaigns: () => tables.campaigns.all(id),
      sessions: () => tables.sessions.all(id),
      lanes: () => tables.lanes.all(id, undefined),
      trialLanes: () => tables.trialLanes.all(id, undefined),
      evaluations: () => tables.evaluations.all(id),
      proposals: () => tables.proposals.all(id),
      decisions: () => tables.decisions.all(id),
      learnings: () => tables.learnings.all(id),
      documents: () => tables.documents.all(id),
      timeline: () => tables.audit.wholeTimeline(id),
      calls: () => tables.calls.all(id),
    };
    return readers[name]();
  }

  #refresh(): void {
    const { audit } = this.#tables;
    const head = audit.head();
    const known = this.#head;
    if (known?.changes === head.changes && known.sha256 === head.sha256) return;
    this.#head = head;
    if (known === null) return;
    if (audit.hashAt(known.changes) !== known.sha256) {
      // Another history than the one that was read, as after a backup was put in place: nothing of it holds.
      this.#lists = {};
      this.#records = null;
      return;
    }
    try {
      const changes = audit.since(known.changes, this.#study.id);
      if (changes.length > 0) this.#apply(changes, known.changes);
    } catch (error) {
      // What was read only in part is read whole the next time.
      this.#lists = {};
      this.#records = null;
      throw error;
    }
  }

  #apply(changes: readonly AuditedChange[], after: number): void {
    const { id } = this.#study;
    const tables = this.#tables;
    const keys = changedKeys(changes);
    const lists = this.#lists;
    const { versions, campaigns, sessions, lanes, trialLanes, evaluations } = lists;
    const { proposals, decisions, learnings, documents, timeline, calls } = lists;
    const now: { -readonly [L in ListName]?: KnownLists[L] } = { ...lists };
    if (versions !== undefined)
      now.versions = merged(versions, keys.versions, (key) => tables.versions.get(id, key), numberOf);
    if (campaigns !== undefined)
      now.campaigns = merged(campaigns, keys.campaigns, (key) => tables.campaigns.get(id, key), idOf);
    // Numbers rise with ids.
    if (sessions !== undefined)
      now.sessions = merged(sessions, keys.sessions, (key) => tables.sessions.get(id, key), numberOf);
    if (lanes !== undefined) now.lanes = inserted(lanes, keys.sealed, (key) => tables.lanes.all(id, key));
    if (trialLanes !== undefined)
      now.trialLanes = inserted(trialLanes, keys.sealed, (key) => tables.trialLanes.all(id, key));
    if (evaluations !== undefined)
      now.evaluations = inserted(evaluations, keys.evaluations, (key) => [tables.evaluations.get(key)]);
    if (proposals !== undefined)
      now.proposals = merged(proposals, keys.proposals, (key) => tables.proposals.get(id, key), idOf, withSameRace);
    if (decisions !== undefined)
      now.decisions = merged(decisions, keys.decisions, (key) => tables.decisions.get(key), idOf);
    if (learnings !== undefined)
      now.learnings = merged(learnings, keys.learnings, (key) => tables.learnings.get(key), idOf);
    // A study has few of them.
    if (documents !== undefined && keys.documents.size > 0) now.documents = tables.documents.all(id);
    if (calls !== undefined) now.calls = merged(calls, keys.calls, (key) => tables.calls.get(id, key), idOf);
    const happened = timeline === undefined ? [] : tables.audit.timeline(id, after);
    if (timeline !== undefined && happened.length > 0) now.timeline = [...timeline, ...happened];
    this.#lists = now;
    this.#records = null;
  }
}

function changedKeys(changes: readonly AuditedChange[]): ChangedKeys {
  const keys: ChangedKeys = {
    versions: new Set(),
    campaigns: new Set(),
    sessions: new Set(),
    sealed: new Set(),
    evaluations: new Set(),
    proposals: new Set(),
    decisions: new Set(),
    learnings: new Set(),
    documents: new Set(),
    calls: new Set(),
  };
  for (const { event, id, number, sessionId, proposalId, calls } of changes) {
    switch (event) {
      case 'version-added':
        add(keys.versions, number);
        break;
      case 'campaign-started':
      case 'campaign-status':
        add(keys.campaigns, id);
        break;
      case 'session-started':
        add(keys.sessions, id);
        break;
      case 'session-sealed':
        add(keys.sessions, id);
        add(keys.sealed, id);
        break;
      case 'evaluation-added':
        add(keys.evaluations, sessionId);
        break;
      case 'trial-chosen':
      case 'trial-ended':
      case 'proposal-renewed':
        add(keys.proposals, proposalId);
        break;
      case 'proposal-added':
        add(keys.proposals, id);
        for (const call of calls) keys.calls.add(call);
        break;
      case 'proposal-superseded':
        add(keys.proposals, id);
        break;
      case 'decision-made':
        add(keys.decisions, id);
        // A rollback, a promotion and a cancellation decide on no proposal.
        if (proposalId !== null) keys.proposals.add(proposalId);
        break;
      case 'call-made':
        add(keys.calls, id);
        break;
      case 'learning-added':
        add(keys.learnings, id);
        break;
      case 'document-imported':
        add(keys.documents, id);
        break;
      // Lanes come with the end of their session; the others are of no list.
      case 'lane-sealed':
      case 'trial-sealed':
      case 'study-created':
      case 'probe-made':
        break;
    }
  }
  return keys;
}

function add(keys: Set<number>, key: number | null): void {
  if (key === null) throw new Error('a change on record names what it changed');
  keys.add(key);
}

function idOf({ id }: { readonly id: number }): number {
  return id;
}

function numberOf({ number }: { readonly number: number }): number {
  return number;
}

/** What a candidate did in its race never changes, and more than one part of the program knows it by its object. */
function withSameRace(before: ProposalRecord, now: ProposalRecord): ProposalRecord {
  return { ...now, race: before.race };
}

/** A sorted list with the records of these keys in the place of those that had them, or added. */
function merged<T>(
  list: readonly T[],
  changed: ReadonlySet<number>,
  get: (key: number) => T,
  keyOf: (record: T) => number,
  replaced: (before: T, now: T) => T = (_, now) => now,
): readonly T[] {
  if (changed.size === 0) return list;
  const all = list.slice();
  for (const record of [...changed].sort((a, b) => a - b).map(get)) {
    const at = firstAbove(all, keyOf(record) - 1, keyOf);
    const there = all[at];
    if (there === undefined) all.push(record);
    else if (keyOf(there) === keyOf(record)) all[at] = replaced(there, record);
    else all.splice(at, 0, record);
  }
  return all;
}

/** With what these sessions brought, in order of session. A session is sealed, and evaluated, once. */
function inserted<T extends { readonly sessionId: number }>(
  list: readonly T[],
  sessions: ReadonlySet<number>,
  get: (session: number) => readonly T[],
): readonly T[] {
  const added = [...sessions].sort((a, b) => a - b).flatMap(get);
  const [first] = added;
  if (first === undefined) return list;
  const at = firstAbove(list, first.sessionId, ({ sessionId }) => sessionId);
  if (at === list.length) return [...list, ...added];
  return [...list.slice(0, at), ...[...list.slice(at), ...added].sort((a, b) => a.sessionId - b.sessionId)];
}

/** Place of the first record with a key above this one; the length where none has. */
function firstAbove<T>(sorted: readonly T[], key: number, keyOf: (record: T) => number): number {
  const last = sorted.at(-1);
  if (last === undefined || keyOf(last) <= key) return sorted.length;
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(sorted[middle] as T) > key) high = middle;
    else low = middle + 1;
  }
  return low;
}
