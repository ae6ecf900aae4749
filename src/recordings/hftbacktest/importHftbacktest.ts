import { basename } from 'node:path';
import { printable } from '../fields/malformedLine.ts';
import { type StampUnit, UNIT_NAMES, unitOfStamp } from '../fields/stampUnit.ts';
import { finishAll, ImportLog } from '../import/importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from '../import/importResult.ts';
import { readError } from '../packing/readLines.ts';
import { assembleTape } from '../rows/assembleTape.ts';
import { ExchangeEvents } from './exchangeEvents.ts';
import { EVENT_BYTES, readEvents } from './npyEvents.ts';

/** Events of a file that are looked at for the unit of its stamps. */
const STAMPS_TO_JUDGE = 10_000;

/**
 * Imports events of hftbacktest 2, arrays in .npz files, packed or not: one file, or days in order of time, each with or
 * without the snapshot of the evening before (`…_eod.npz`, events without a time) in front of it.
 *
 * - Events that are valid at the exchange are taken, by their exchange time in whole µs. Events that are valid only at the local
 *   side are the same events in another order; they are dropped and counted.
 * - A clearing of depth and the snapshot after it replace a book whose changes were lost, or a part of it: the tape gets a reset and
 *   the whole new book. The first one opens the book without a reset. A snapshot without a time is the book at the first event after it.
 * - Best bid and offer events repeat the depth and are dropped (counted), trades without a side too.
 * - Stamps are ns; those that are dates in another unit are read in that unit, which is noted.
 * - A day that begins without a book is noted: levels that do not change stay unknown.
 *
 * "Lines" of the summary are events. Throws an {@link ImportError}.
 */
export async function importHftbacktest(files: readonly string[], grid: TapeGrid): Promise<ImportResult> {
  const events = new ExchangeEvents(grid);
  const logs: ImportLog[] = [];
  for (const file of files) {
    const log = new ImportLog(file);
    logs.push(log);
    try {
      events.beginFile(file, log, await unitOf(file, log));
      for await (const chunk of readEvents(file)) {
        for (let at = 0; at < chunk.byteLength; at += EVENT_BYTES) {
          log.eachLine(
            () => eventText(chunk, at),
            () => events.take(chunk, at),
          );
        }
      }
    } catch (error) {
      throw readError(file, error);
    }
    events.endSnapshot();
    log.refuseIfTooMalformed();
  }
  events.end();
  if (events.rows.length === 0) {
    throw new ImportError(files.join(', '), 'there are no events for the exchange in it that have a time.');
  }
  const resets = logs[0]?.resets ?? [];
  return finishAll(logs, assembleTape(events.rows, grid, resets), events.delays.summary(), events.rows.delays);
}

/** The unit of a file's stamps, by the size of the first of them; noted if it is not ns. */
async function unitOf(file: string, log: ImportLog): Promise<StampUnit> {
  const votes = new Map<StampUnit, number>();
  let looked = 0;
  for await (const chunk of readEvents(file)) {
    for (let at = 0; at < chunk.byteLength && looked < STAMPS_TO_JUDGE; at += EVENT_BYTES) {
      const stamp = Number(chunk.getBigInt64(at + 8, true));
      const unit = unitOfStamp(stamp);
      if (stamp > 0) looked++;
      if (unit !== undefined) votes.set(unit, (votes.get(unit) ?? 0) + 1);
    }
    if (looked >= STAMPS_TO_JUDGE) break;
  }
  const [unit] = [...votes].sort(([, a], [, b]) => b - a)[0] ?? ['ns' as const];
  if (unit !== 'ns') {
    log.notes.push(
      `${printable(basename(file), 60)}: its stamps are ${UNIT_NAMES[unit]}, not nanoseconds as hftbacktest 2 writes them, and are read as such.`,
    );
  }
  return unit;
}

function eventText(event: DataView, at: number): string {
  const flags = event.getBigUint64(at, true).toString(16);
  const times = `exch_ts ${event.getBigInt64(at + 8, true)} local_ts ${event.getBigInt64(at + 16, true)}`;
  return `ev 0x${flags} ${times} px ${event.getFloat64(at + 24, true)} qty ${event.getFloat64(at + 32, true)}`;
}
