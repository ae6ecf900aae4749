import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { fileSystemError } from './tapeFileError.ts';

/** SHA-256 of a file's bytes in hex: the identity of a tape in records. Throws a `TapeFileError` if it cannot be read. */
export function hashFile(file: string): string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const hash = createHash('sha256');
    const chunk = new Uint8Array(1 << 20);
    for (;;) {
      const read = readSync(descriptor, chunk);
      if (read === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, read));
    }
  } catch (error) {
    throw fileSystemError(file, 'read', error) ?? error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
