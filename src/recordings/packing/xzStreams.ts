import { Readable } from 'node:stream';
import { PackedError } from './byteReader.ts';

/** Unpacks an xz file. Throws a {@link PackedError}. */
export async function* unpackXz(packed: Readable): AsyncGenerator<Uint8Array> {
  // Loaded where it is needed: it makes a WebAssembly module.
  const { default: xz } = await import('xz-decompress');
  try {
    yield* new xz.XzReadableStream(Readable.toWeb(packed));
  } catch (error) {
    throw new PackedError(error instanceof Error ? error.message : String(error));
  }
}
