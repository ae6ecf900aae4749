/** Makes one tape from the recordings of one market. */

import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ImportSummary } from '../recordings/import/importResult.ts';
import { importRecordings } from '../recordings/importRecordings.ts';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import { tapeHealth } from '../recordings/tapeFile/tapeHealth.ts';
import { writeTape } from '../recordings/tapeFile/writeTape.ts';
import { firstRepeated } from './distinctTapes.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';

export interface ImportedTape {
  readonly file: string;
  /** Of the file, hex. */
  readonly sha256: string;
  readonly summary: ImportSummary;
  /** Whether the tape is sound enough to replay. */
  readonly verdict: ReturnType<typeof tapeHealth>['verdict'];
}

/**
 * Writes the tape. Symbol, tick and lot are those of the settings.
 * @param recordings files, in order of time
 * @param output file to write; null names it after the first recording, in tapes/
 * @param captureClock the clock of a tape that is made of a capture
 * @throws UsageError for a recording that is named twice or would be overwritten; ImportError, TapeFileError
 */
export async function importTape(
  recordings: readonly string[],
  output: string | null,
  captureClock: 'receipt' | 'venue',
  { workspace, settings }: Pick<UseCasePorts, 'workspace' | 'settings'>,
): Promise<ImportedTape> {
  const { instrument } = settings().config;
  const file = output ?? join(workspace.tapesFolder, `${nameOf(recordings[0] ?? 'tape')}.parquet`);
  refuseSameRecording(recordings, file);
  const { tape, summary } = await importRecordings(recordings, instrument, captureClock);
  if (output === null) makeFolder(workspace.tapesFolder);
  writeTape(file, tape);
  return { file, sha256: hashFile(file), summary, verdict: tapeHealth(tape).verdict };
}

/** The file's name without the endings of recordings and of packing. */
function nameOf(recording: string): string {
  return basename(recording).replace(/(\.(jsonl|json|csv|txt|data|npz|zip))?(\.(gz|zip|zst|lz4|xz))?$/, '');
}

/** The rows of a recording that is named twice would be on the tape twice; a recording that is the output would be lost. */
function refuseSameRecording(files: readonly string[], output: string): void {
  const there = files.filter((file) => existsSync(file));
  const twice = firstRepeated(there);
  if (twice !== null) {
    throw new UsageError(`${twice.file} is the same recording as ${twice.earlier}; name each recording once`);
  }
  if (existsSync(output) && there.some((file) => realpathSync(file) === realpathSync(output))) {
    throw new UsageError(`--output ${output} is a recording itself; name another file`);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(
      `cannot make the folder ${folder}: ${error instanceof Error ? error.message : String(error)}; use --output FILE`,
    );
  }
}
