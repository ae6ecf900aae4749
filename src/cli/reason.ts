/** Why a person decided as they did: one rule for approve, reject, edit, override and rollback. */

import { UsageError } from '../app/errors.ts';
import { redacted } from '../app/recordedWords.ts';
import type { LoadedConfig } from '../config/load.ts';

/** What goes on record where a person gives no reason. */
export const NO_REASON = 'no reason given';

/** The flag of every decision, and its help. */
export const REASON_FLAG: readonly [flag: string, help: string] = [
  '--reason <text>',
  `why, for the record; without it: "${NO_REASON}"`,
];

/** @throws UsageError for an empty reason, and for one with a key in it */
export function reasonOf(given: string | undefined, loaded: LoadedConfig): string {
  if (given === undefined) return NO_REASON;
  const reason = redacted(given, loaded);
  if (reason === '') throw new UsageError('--reason is empty; say why, or leave the flag out');
  return reason;
}
