import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportError } from './importResult.ts';
import { openZipEntry, readZipEntries } from './zip.ts';

/** Far longer than any snapshot; a file without line breaks must not fill the memory. */
const LONGEST_LINE_CHARS = 16 * 2 ** 20;

/**
 * The lines of a text file, plain, gzip or the only file of a zip (by its content, not its name), a chunk of lines at a time.
 * Throws an {@link ImportError} for a file that cannot be read or unpacked to its end.
 */
export async function* readLines(file: string): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of openText(file)) {
      const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE_CHARS) {
        throw new ImportError(file, `a line is longer than ${LONGEST_LINE_CHARS} characters; this is no recording.`);
      }
      if (lines.length > 0) yield lines.map(withoutCarriageReturn);
    }
  } catch (error) {
    throw readError(file, error);
  }
  if (rest !== '') yield [withoutCarriageReturn(rest)];
}

function openText(file: string): Readable {
  const packing = packingOf(file);
  if (packing === 'zip') return openOnlyEntry(file);
  const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
  if (packing === 'none') return bytes;
  const text = createGunzip({ chunkSize: 1 << 18 });
  // A failure of either stream ends the other, and comes out where `text` is read.
  pipeline(bytes, text, () => undefined);
  return text;
}

function openOnlyEntry(file: string): Readable {
  const [entry, ...others] = readZipEntries(file);
  if (entry === undefined || others.length > 0) {
    throw new ImportError(
      file,
      `one file is expected in the zip, ${others.length + (entry === undefined ? 0 : 1)} are in it.`,
    );
  }
  return openZipEntry(file, entry);
}

/** How a file is packed, by its first bytes. Throws what the file system throws. */
export function packingOf(file: string): 'gzip' | 'zip' | 'none' {
  const descriptor = openSync(file, 'r');
  try {
    const magic = new Uint8Array(4);
    readSync(descriptor, magic);
    if (magic[0] === 0x1f && magic[1] === 0x8b) return 'gzip';
    return magic[0] === 0x50 && magic[1] === 0x4b && magic[2] === 3 && magic[3] === 4 ? 'zip' : 'none';
  } finally {
    closeSync(descriptor);
  }
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** Says what a failure to open, read or unpack a recording means; passes anything else on. */
export function readError(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOENT':
      return new ImportError(file, 'no such file. Check the path.', error);
    case 'EISDIR':
      return new ImportError(file, 'this is a folder. Name a recording.', error);
    case 'EACCES':
    case 'EPERM':
      return new ImportError(file, 'may not be read. Check its permissions.', error);
    case 'Z_BUF_ERROR':
      return new ImportError(file, 'the packed file is cut off. Copy or record it again.', error);
    case 'Z_DATA_ERROR':
      return new ImportError(file, `the packed file is damaged (${error.message}). Copy it again.`, error);
    default:
      return error;
  }
}
