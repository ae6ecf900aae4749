import { isNote } from '../capture/captureFormat.ts';
import { type Fields, parseJson } from '../fields/jsonFields.ts';
import { readStamp, type StampForm } from '../fields/stamp.ts';
import { ImportError } from '../import/importResult.ts';
import { mergedLines } from '../packing/mergedLines.ts';
import type { FileLogs } from './fileLogs.ts';

/** A message of a recording and its place. */
export interface RecordedMessage {
  /** The JSON value of the line. */
  readonly value: unknown;
  /** µs since 1970; NaN for a line without a time of receipt, or with one in whole seconds. */
  readonly receivedUs: number;
  readonly file: number;
  readonly line: number;
}

/** `<time of receipt> <json>`, or JSON alone. */
const STAMPED = /^\s*(?:([0-9][0-9.TZ:+-]*(?: \d\d:\d\d:\d\d[0-9.Z:+]*)?)[\s,;]+)?([{[].*)$/;
const KEEP_ALIVE = /(^|\s)"?(ping|pong)"?\s*$/i;

/**
 * Reads recordings with one JSON message a line, with or without a time of receipt before it, in any unit. Several files are read
 * as one, in order of the times of receipt, or in the given order if there are none. A `MalformedLineError` thrown by `take` is
 * counted. Notes of a recorder
 * (captureFormat.ts) go to `takeNote`; without it they are left out. Returns the units of the times of receipt. Throws an {@link ImportError} if some files have times of receipt and others
 * have none: then there is no common order.
 */
export async function readMessages(
  files: readonly string[],
  logs: FileLogs,
  take: (message: RecordedMessage) => void,
  takeNote?: (note: RecordedMessage & { readonly value: Fields }) => void,
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
      const value = parseJson(json);
      const place = { receivedUs, file, line: log.line };
      if (!isNote(value)) take({ value, ...place });
      else if (takeNote !== undefined) takeNote({ value, ...place });
      else log.drop('notes of the recorder');
    });
  }
  const without = [...bare].find((file) => !stamped.has(file));
  if (stamped.size > 0 && without !== undefined) {
    throw new ImportError(
      files[without] ?? '',
      'it has no times of receipt before its lines, and others have: they have no common order. Import them separately.',
    );
  }
  return units;
}

/** Time of receipt and JSON of a line. A line of another form is returned whole, and fails later when it is parsed as JSON. */
export function splitLine(line: string): {
  readonly stamp: ReturnType<typeof readStamp>;
  readonly json: string;
} {
  const [, prefix, json] = STAMPED.exec(line) ?? [];
  if (json === undefined) return { stamp: undefined, json: line };
  const stamp = prefix === undefined ? undefined : readStamp(prefix);
  return prefix !== undefined && stamp === undefined ? { stamp, json: line } : { stamp, json };
}

/** Notes for the summary about the units of the times of receipt. */
export function unitNotes(units: ReadonlySet<StampForm>): string[] {
  const others = [...units].filter((unit) => unit !== 'ns' && unit !== 'ISO');
  return others.map((unit) => `times before the lines are in ${unit}, by their size`);
}

/** `files` in order of their first time; those without a time come last. Throws an `ImportError` for a file named twice. */
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
