import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readTapeHead, type TapeFileHead } from './readTape.ts';
import { fileSystemError, TapeFileError } from './tapeFileError.ts';

/** A tape of a folder: what it says of itself, or what is wrong with it. */
export type TapeListing =
  | { readonly file: string; readonly head: TapeFileHead }
  | { readonly file: string; readonly error: TapeFileError };

/**
 * All `*.parquet` files of a folder by name. Only heads are read: a listing proves that a tape's label is whole, not its rows.
 * Throws a {@link TapeFileError} if the folder itself cannot be read.
 */
export async function listTapes(folder: string): Promise<TapeListing[]> {
  const listings: TapeListing[] = [];
  for (const name of namesIn(folder)) {
    const file = join(folder, name);
    try {
      listings.push({ file, head: await readTapeHead(file) });
    } catch (error) {
      if (!(error instanceof TapeFileError)) throw error;
      listings.push({ file, error });
    }
  }
  return listings;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.parquet'))
      .sort();
  } catch (error) {
    throw fileSystemError(folder, 'read', error) ?? error;
  }
}
