import { parseJson } from '../fields/jsonFields.ts';
import { readStamp, type StampForm } from '../fields/stamp.ts';
import { ImportError } from '../import/importResult.ts';
import { mergedLines } from '../packing/mergedLines.ts';
import type { FileLogs } from './fileLogs.ts';

/** A message of a recording, and where it stands. */
export interface RecordedMessage {
  /** What the line holds after its time of receipt. */
  readonly value: unknown;
  /** µs since 1970; NaN where the line does not say, or only to the second. */
  readonly receivedUs: number;
  readonly file: number;
  readonly line: number;
}

/** `<time of receipt> <json>`, or JSON alone. */
const STAMPED = /^\s*(?:([0-9][0-9.TZ:+-]*(?: \d\d:\d\d:\d\d[0-9.Z:+]*)?)[\s,;]+)?([{[].*)$/;
const KEEP_ALIVE = /(^|\s)"?(ping|pong)"?\s*$/i;

/**
 * Reads recordings of messages, one JSON a line, with or without the time of receipt before it, in any unit. Several files are
 * read as one, in order of these times, or, where there are none, in the order given. What `take` cannot read is counted as
 * malformed. Returns the units of the times of receipt. Throws an {@link ImportError} for files with such times beside files
 * without: they have no common order.
 */
export async function readMessages(
  files: readonly string[],
  logs: FileLogs,
  take: (message: RecordedMessage) => void,
): Promise<ReadonlySet<StampForm>> {
  const units = new Set<StampForm>();
  const [stamped, bare] = [new Set<number>(), new Set<number>()];
  const several = files.length > 1;
  for await (const { file, line } of mergedLines(files, (text) => (several ? receiptOf(text) : Number.NaN))) {
    logs.turnTo(file);
    const log = logs.current;
    log.eachLine(line, () => {
      if (line.trim() === '') return;
      if (KEEP_ALIVE.test(line)) {
        log.drop('keep-alives');
        return;
      }
      const { stamp, json } = splitLine(line);
      (stamp === undefined ? bare : stamped).add(file);
      if (stamp !== undefined) units.add(stamp.unit);
      const receivedUs = stamp === undefined || stamp.isCoarse ? Number.NaN : stamp.us;
      take({ value: parseJson(json), receivedUs, file, line: log.line });
    });
  }
  const without = [...bare].find((file) => !stamped.has(file));
  if (stamped.size > 0 && without !== undefined) {
    throw new ImportError(
      files[without] ?? '',
      'it has no times of receipt before its lines, and others have: they have no common order. Import them apart.',
    );
  }
  return units;
}

/** Time of receipt and JSON of a line. A line of another form is given whole, so that it is refused as JSON. */
export function splitLine(line: string): {
  readonly stamp: ReturnType<typeof readStamp>;
  readonly json: string;
} {
  const [, prefix, json] = STAMPED.exec(line) ?? [];
  if (json === undefined) return { stamp: undefined, json: line };
  const stamp = prefix === undefined ? undefined : readStamp(prefix);
  return prefix !== undefined && stamp === undefined ? { stamp, json: line } : { stamp, json };
}

/** What a person should know of the times before the lines. */
export function unitNotes(units: ReadonlySet<StampForm>): string[] {
  const others = [...units].filter((unit) => unit !== 'ns' && unit !== 'ISO');
  return others.map((unit) => `times before the lines are in ${unit}, by their size`);
}

/** `files` in order of their first time; those without one stay behind the others. Throws an `ImportError` for a file named twice. */
export function inOrder(files: readonly string[], firstUs: ReadonlyMap<number, number>): string[] {
  for (const [i, file] of files.entries()) {
    if (files.indexOf(file) !== i) throw new ImportError(file, 'the file is named twice.');
  }
  const timeOf = (file: string): number => firstUs.get(files.indexOf(file)) ?? Number.POSITIVE_INFINITY;
  return files.toSorted((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(a) - timeOf(b)));
}

function receiptOf(line: string): number {
  return splitLine(line).stamp?.us ?? Number.NaN;
}
