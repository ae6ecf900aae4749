/** Rules for the tapes that a user names: at least one, each exists, none twice, and for a fit none of the same time. */

import { existsSync, realpathSync, statSync } from 'node:fs';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import type { TapeFileHead } from '../recordings/tapeFile/readTape.ts';
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

/** Days that were recorded one after the other may share moments: the clock of the venue is not that by which they were cut. */
const SHARED_US = 60e6;

/**
 * Refuses tapes of one market that have minutes in common, also where two recorders wrote them and no byte is the same: a fit takes
 * each hour of a market once, and forecasts it from hours before it.
 * @throws UsageError that names the first two
 */
export function refuseOverlap(heads: readonly Pick<TapeFileHead, 'file' | 'startUs' | 'endUs'>[]): void {
  let last: (typeof heads)[number] | undefined;
  for (const head of heads.toSorted((a, b) => a.startUs - b.startUs)) {
    const untilUs = Math.min(head.endUs, last?.endUs ?? Number.NEGATIVE_INFINITY);
    if (last !== undefined && untilUs - head.startUs >= SHARED_US) {
      const [from, to] = [head.startUs, untilUs].map(utcMinute);
      throw new UsageError(
        `${head.file} and ${last.file} are of the same market and hold the same time, ${from} to ${to} UTC: it would count twice. Leave one of them out. Tapes of generated markets all hold the same time: fit one at a time`,
      );
    }
    if (last === undefined || head.endUs > last.endUs) last = head;
  }
}

/** @param us since 1970 */
export function utcMinute(us: number): string {
  return new Date(us / 1000).toISOString().slice(0, 16);
}

/** The same path, or the same bytes. Only files of the same size are read. */
function sameTape(a: string, b: string): boolean {
  if (realpathSync(a) === realpathSync(b)) return true;
  const [ofA, ofB] = [statSync(a), statSync(b)];
  return ofA.isFile() && ofB.isFile() && ofA.size === ofB.size && hashFile(a) === hashFile(b);
}
