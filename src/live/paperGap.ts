/** What the delays of a live feed did to a session: the same lanes over the same market by the venue's clock. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LiveSessionRequest } from '../campaign/ports.ts';
import { newSession } from '../campaign/runSession.ts';
import { segmentRows } from '../exchange/segment.ts';
import { compileTape } from '../market/compiledTape.ts';
import { type Tape, TapeBuilder } from '../market/tape.ts';
import type { TapeRows } from '../market/tapeRows.ts';
import { captureFileName } from '../recordings/capture/captureWriter.ts';
import { importCapture, type TapeSpan } from '../recordings/capture/importCapture.ts';
import { DelayStatistics } from '../recordings/import/feedDelays.ts';
import type { TapeGrid } from '../recordings/import/importResult.ts';
import { importRecordings } from '../recordings/importRecordings.ts';
import type { PaperGap } from '../study/records.ts';

const SHARES = [0.1, 0.5, 0.9, 0.99, 1] as const;

/**
 * A tape by the venue's clock with the plan's latency is what a feed with a constant delay would have shown: the plan has that delay
 * on the way of its orders.
 * @param span of the session's tape
 * @throws ImportError for a capture that cannot be read; RangeError where it does not hold the whole session by the venue's clock
 */
export async function paperGap(
  { study, plan, lanes }: LiveSessionRequest,
  captureFolder: string,
  grid: TapeGrid,
  span: TapeSpan,
): Promise<PaperGap> {
  const files = partsOver(captureFolder, span);
  const delays = new DelayStatistics();
  await importCapture(files, grid, span, delays);
  const [p10 = Number.NaN, median = Number.NaN, p90 = Number.NaN, p99 = Number.NaN, most = Number.NaN] =
    delays.percentiles(SHARES);
  if (Number.isNaN(median)) throw new RangeError('no message of the session has a time of the venue');
  const imported = (await importRecordings(files, grid, 'venue')).tape;
  const fromUs = Math.max(0, span.startUs - median - imported.startUs);
  const toUs = fromUs + plan.minutes * 60e6;
  const tape = await joined(until(imported, toUs));
  const rows = segmentRows((use) => Promise.resolve(use(tape)), compileTape(tape), fromUs, toUs);
  const session = newSession(
    study,
    plan,
    compileTape(await joined(rows)),
    lanes.filter(({ role }) => role !== 'trial'),
  );
  session.advance(Number.POSITIVE_INFINITY);
  const ms = (us: number): number => us / 1000;
  return {
    delaysMs: { p10: ms(p10), median: ms(median), p90: ms(p90), p99: ms(p99), most: ms(most) },
    lanes: session.figures().map(({ lane: { version, fillModel }, figures }) => ({ version, fillModel, ...figures })),
  };
}

/** Files of a capture that hold a span, each understood by itself. */
function partsOver(folder: string, { startUs, endUs }: TapeSpan): string[] {
  const names = readdirSync(folder).sort();
  const first = names.findLastIndex((name) => name <= captureFileName(startUs));
  return names
    .slice(Math.max(0, first))
    .filter((name) => name <= captureFileName(endUs))
    .map((name) => join(folder, name));
}

/** The rows of a tape, and time up to `untilUs`: the last message of a session comes a moment before its end. */
function until(tape: Tape, untilUs: number): TapeRows {
  return (use) => {
    use(tape);
    const end = new TapeBuilder(tape);
    if (untilUs > (tape.timeUs[tape.length - 1] ?? 0)) end.clock(untilUs);
    return Promise.resolve(use(end.build()));
  };
}

async function joined(rows: TapeRows): Promise<Tape> {
  let builder: TapeBuilder | undefined;
  await rows((piece) => {
    builder ??= new TapeBuilder(piece);
    for (let i = 0; i < piece.length; i++) {
      builder.append(
        piece.timeUs[i] as number,
        piece.kind[i] as number,
        piece.side[i] as number,
        piece.priceTicks[i] as number,
        piece.size[i] as number,
      );
    }
  });
  if (builder === undefined) throw new Error('a piece of a tape has rows');
  return builder.build();
}
