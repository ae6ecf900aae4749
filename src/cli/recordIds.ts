/** Names of records, as people type them. v3, V3, 3 and v003 (as in the file names of history/) are the same version. */

import { UsageError } from '../app/errors.ts';
import { type RecordName, recordsNumbered } from '../app/showRecord.ts';
import type { Journal } from '../study/journal.ts';

/** `v3` or `3` → 3. @throws UsageError */
export function versionNumber(text: string): number {
  return numbered(text, 'v', 'a version, e.g. v3');
}

/** `p12` or `12` → 12. @throws UsageError */
export function proposalId(text: string): number {
  return numbered(text, 'p', 'a proposal, e.g. p12');
}

/** `s4` or `4` → 4. @throws UsageError */
function sessionNumber(text: string): number {
  return numbered(text, 's', 'a session, e.g. s4');
}

/** `c7` or `7` → 7. @throws UsageError */
function callId(text: string): number {
  return numbered(text, 'c', 'a call to a model, e.g. c7');
}

/** `v1..v3`, or `v1` and `v3` apart → [1, 3]. @throws UsageError */
export function versionPair(first: string, second: string | undefined): [number, number] {
  const [from, to, ...rest] = second === undefined ? first.split('..') : [first, second];
  if (from === undefined || to === undefined || rest.length > 0) {
    throw new UsageError(`"${first}" does not name two versions, e.g. v1 v3 or v1..v3`);
  }
  return [versionNumber(from.trim()), versionNumber(to.trim())];
}

/** `v3`, `p12`, `s4` or `c7`. @throws UsageError, for a number without a letter with the records of the study that it could mean */
export function recordNamed(journal: Journal, text: string): RecordName {
  switch (text[0]?.toLowerCase()) {
    case 'v':
      return { kind: 'version', number: versionNumber(text) };
    case 'p':
      return { kind: 'proposal', number: proposalId(text) };
    case 's':
      return { kind: 'session', number: sessionNumber(text) };
    case 'c':
      return { kind: 'call', number: callId(text) };
    default:
      if (/^0*[1-9][0-9]{0,8}$/.test(text)) throw new UsageError(meaningsOf(journal, Number(text)));
      throw new UsageError(`"${text}" is neither a version (v3), a proposal (p12), a session (s4) nor a call (c7)`);
  }
}

/** `p12` or `c7`: what has calls to a language model. @throws UsageError */
export function callsNamed(text: string): RecordName & { kind: 'proposal' | 'call' } {
  const letter = text[0]?.toLowerCase();
  if (letter === 'c') return { kind: 'call', number: callId(text) };
  if (letter === 'p') return { kind: 'proposal', number: proposalId(text) };
  throw new UsageError('--raw and --prompt belong to a proposal (p12) or a call to a language model (c7)');
}

/** The records that a number without a letter could mean. */
function meaningsOf(journal: Journal, number: number): string {
  const words = {
    version: 'a version',
    proposal: 'a proposal',
    session: 'a session',
    call: 'a call to a language model',
  };
  const found = recordsNumbered(journal, number).map(({ kind }) => `${kind[0]}${number} (${words[kind]})`);
  const example = `v${number}, p${number}, s${number} or c${number}`;
  if (found.length === 0)
    return `"${number}" does not say which kind of record, e.g. ${example}; this study has none of these`;
  return `"${number}" does not say which kind of record; it could mean ${found.join(', ')}`;
}

function numbered(text: string, letter: string, what: string): number {
  const match = new RegExp(`^${letter}?0*([1-9][0-9]{0,8})$`, 'i').exec(text);
  if (match === null) throw new UsageError(`"${text}" is not ${what}`);
  return Number(match[1]);
}
