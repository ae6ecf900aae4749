import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportError } from '../import/importResult.ts';
import { PackedError } from './byteReader.ts';
import { unpackLz4 } from './lz4Frames.ts';
import { openZipEntry, readZipEntries } from './zip.ts';
import { unpackZstd } from './zstdFrames.ts';

/** Far longer than any snapshot. Protects the memory from a file without line breaks. */
const LONGEST_LINE_CHARS = 16 * 2 ** 20;

/**
 * Reads the lines of a text file, a chunk of lines at a time. The file may be packed (see {@link Packing}) or the only file in a
 * zip; its content decides, not its name.
 * Throws an {@link ImportError} for a file that cannot be read or unpacked to its end.
 */
export async function* readLines(file: string): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of openText(file)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
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

/** How a file is packed; `parquet` is not a packing, but not text either. */
export type Packing = 'gzip' | 'zip' | 'zstd' | 'lz4' | 'xz' | 'parquet' | 'none';

function openText(file: string): AsyncIterable<Uint8Array> {
  const packing = packingOf(file);
  if (packing === 'zip') return openOnlyEntry(file);
  const bytes = createReadStream(file, { highWaterMark: 1 << 18 });
  switch (packing) {
    case 'gzip': {
      const text = createGunzip({ chunkSize: 1 << 18 });
      // An error of either stream ends the other, and is thrown where `text` is read.
      pipeline(bytes, text, () => undefined);
      return text;
    }
    case 'zstd':
      return unpackZstd(bytes);
    case 'lz4':
      return unpackLz4(bytes);
    case 'xz':
      return unpackXz(bytes);
    case 'parquet':
    case 'none':
      return bytes;
  }
}

function openOnlyEntry(file: string): Readable {
  // macOS adds entries of its own.
  const [entry, ...others] = readZipEntries(file).filter(({ name }) => !name.startsWith('__MACOSX/'));
  if (entry === undefined || others.length > 0) {
    throw new ImportError(
      file,
      `one file is expected in the zip, ${others.length + (entry === undefined ? 0 : 1)} are in it.`,
    );
  }
  return openZipEntry(file, entry);
}

const MAGICS: readonly (readonly [Packing, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip', [0x50, 0x4b, 3, 4]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['lz4', [0x02, 0x21, 0x4c, 0x18]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ['parquet', [0x50, 0x41, 0x52, 0x31]],
];

/** How a file is packed, by its first bytes. Throws the errors of the file system. */
export function packingOf(file: string): Packing {
  const descriptor = openSync(file, 'r');
  try {
    const start = new Uint8Array(6);
    readSync(descriptor, start);
    return MAGICS.find(([, magic]) => magic.every((byte, i) => start[i] === byte))?.[0] ?? 'none';
  } finally {
    closeSync(descriptor);
  }
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** The {@link ImportError} for a failure to open, read or unpack a recording. Any other error is returned as it is. */
export function readError(file: string, error: unknown): unknown {
  if (error instanceof PackedError) {
    const what = error.isCutOff
      ? 'is cut off. Copy or record it again.'
      : `is damaged, or packed in an unknown way (${error.message}). Copy it again, or unpack it first.`;
    return new ImportError(file, `the packed file ${what}`, error);
  }
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
      if (typeof error.code !== 'string' || !error.code.startsWith('ZSTD_')) return error;
      return new ImportError(file, `the packed file is damaged (${error.code}). Copy it again.`, error);
  }
}

/** Unpacks an xz file. Throws a {@link PackedError}. */
async function* unpackXz(packed: Readable): AsyncGenerator<Uint8Array> {
  // Loaded only when needed, because it compiles a WebAssembly module.
  const { default: xz } = await import('xz-decompress');
  try {
    yield* new xz.XzReadableStream(Readable.toWeb(packed));
  } catch (error) {
    throw new PackedError(error instanceof Error ? error.message : String(error));
  }
}

/** How to unpack a file whose packing is not supported, by its first line; undefined for any other file. */
export function archiveAdvice(first: string): string | undefined {
  // The first block of a tar archive, 512 bytes, contains the name of the format.
  if (first.slice(0, 512).includes('\0ustar')) {
    return 'this is a tar archive: unpack it first with `tar -xf FILE`, and name the files in it.';
  }
  const packing = PACKINGS.find(([start]) => first.startsWith(start));
  return packing === undefined ? undefined : `packed with ${packing[1]}: unpack it first with \`${packing[2]}\`.`;
}

const PACKINGS: readonly (readonly [start: string, name: string, command: string])[] = [
  ['BZh', 'bzip2', 'bunzip2 FILE'],
  ['7z\uFFFD', '7-Zip', '7z x FILE'],
  ['Rar!', 'RAR', 'unrar x FILE'],
];
