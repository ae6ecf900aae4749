/** Makes the tape of a live session again from what was received, and compares the two row by row. */

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Verification } from '../campaign/verify.ts';
import { tapeDigest, tapeRowsDigest } from '../market/tapeDigest.ts';
import { importCapture } from '../recordings/capture/importCapture.ts';
import { readTapeHead, streamTape } from '../recordings/tapeFile/readTape.ts';
import type { TapePiece } from '../study/records.ts';

/** @throws TapeFileError, ImportError */
export async function verifyCapture(session: number, piece: TapePiece, folder: string): Promise<Verification> {
  const captureFolder = resolve(folder, piece.capture ?? '');
  const from = 'capture';
  const files = existsSync(captureFolder) ? readdirSync(captureFolder).sort() : [];
  if (files.length === 0) {
    return {
      session,
      from,
      differences: [`${piece.capture} is gone: that the tape is what was received cannot be shown`],
    };
  }
  const file = resolve(folder, piece.file);
  const head = await readTapeHead(file);
  const { tape } = await importCapture(
    files.map((name) => join(captureFolder, name)),
    head,
    head,
  );
  const [again, recorded] = [tapeDigest(tape), await tapeRowsDigest((use) => streamTape(file, use))];
  return {
    session,
    from,
    differences:
      again === recorded ? [] : [`the capture makes another tape: digest ${again}, the tape has ${recorded}`],
  };
}
