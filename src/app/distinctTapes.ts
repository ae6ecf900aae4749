/** Rules for the tapes that a user names: at least one, each exists, none twice. */

import { existsSync, realpathSync, statSync } from 'node:fs';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import { UsageError } from './errors.ts';

/** @throws UsageError without tapes, for one that is missing, and for the same one twice */
export function requireTapes(files: readonly string[]): void {
  if (files.length === 0) throw new UsageError('at least one --tape FILE is needed; `tune tape list` shows yours');
  refuseRepeated(files);
}

/** Refuses a tape that is named twice, because its minutes would count twice. @throws UsageError, also for a file that does not exist */
export function refuseRepeated(files: readonly string[]): void {
  for (const file of files) if (!existsSync(file)) throw new UsageError(`--tape ${file} does not exist`);
  const twice = firstRepeated(files);
  if (twice === null) return;
  throw new UsageError(
    `--tape ${twice.file} is the same tape as --tape ${twice.earlier}: its minutes would count twice; name each tape once`,
  );
}

/** The first of these files, all of which exist, that is the same as an earlier one. */
export function firstRepeated(files: readonly string[]): { readonly file: string; readonly earlier: string } | null {
  for (const [i, file] of files.entries()) {
    const earlier = files.slice(0, i).find((one) => sameTape(one, file));
    if (earlier !== undefined) return { file, earlier };
  }
  return null;
}

/** The same path, or the same bytes. Only files of the same size are read. */
function sameTape(a: string, b: string): boolean {
  if (realpathSync(a) === realpathSync(b)) return true;
  const [ofA, ofB] = [statSync(a), statSync(b)];
  return ofA.isFile() && ofB.isFile() && ofA.size === ofB.size && hashFile(a) === hashFile(b);
}
