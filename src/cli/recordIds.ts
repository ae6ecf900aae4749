/** Names of records as people type them. v3, V3, 3 and v003 (as in the file names of history/) are the same version. */

import { UsageError } from '../app/errors.ts';

/** `v3` or `3` → 3. @throws UsageError */
export function versionNumber(text: string): number {
  return numbered(text, 'v', 'a version, e.g. v3');
}

/** `p12` or `12` → 12. @throws UsageError */
export function proposalId(text: string): number {
  return numbered(text, 'p', 'a proposal, e.g. p12');
}

/** `s4` or `4` → 4. @throws UsageError */
export function sessionNumber(text: string): number {
  return numbered(text, 's', 'a session, e.g. s4');
}

/** `c7` or `7` → 7. @throws UsageError */
export function callId(text: string): number {
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

/** Whether a name leaves the kind of record open: `3`. */
export function isBareNumber(text: string): boolean {
  return /^0*[1-9][0-9]{0,8}$/.test(text);
}

function numbered(text: string, letter: string, what: string): number {
  const match = new RegExp(`^${letter}?0*([1-9][0-9]{0,8})$`, 'i').exec(text);
  if (match === null) throw new UsageError(`"${text}" is not ${what}`);
  return Number(match[1]);
}
