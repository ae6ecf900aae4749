import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { pipeline, type Readable, Transform } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { ImportError } from '../import/importResult.ts';

/** One file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc: number;
  /** Position of its local header in the archive. */
  readonly offset: number;
}

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT: signatures and fixed lengths of its records.
const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const END64 = 0x06064b50;
const END64_BYTES = 56;
const LOCATOR64 = 0x07064b50;
const LOCATOR64_BYTES = 20;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const IN_ZIP64 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;

/** The files in a zip archive. Throws an {@link ImportError} if it is cut off, damaged or packed with a method other than deflate. */
export function readZipEntries(file: string): ZipEntry[] {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = fstatSync(descriptor).size;
    const tail = readAt(descriptor, Math.max(0, bytes - END_BYTES - LONGEST_COMMENT), bytes);
    const end = lastIndexOf(tail, END, tail.byteLength - END_BYTES);
    if (end === undefined) throw new ImportError(file, 'the zip file is cut off: it has no directory. Copy it again.');
    const { offset, size } = directory(descriptor, tail, end, bytes);
    if (offset + size > bytes) throw new RangeError('the directory is beyond the end');
    return entriesOf(file, readAt(descriptor, offset, offset + size));
  } catch (error) {
    if (error instanceof RangeError)
      throw new ImportError(file, 'the directory of the zip file is damaged. Copy it again.', error);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** The unpacked content of an entry, checked against its length and checksum; read chunk by chunk. */
export function openZipEntry(file: string, entry: ZipEntry): Readable {
  const start = contentStart(file, entry);
  const check = checked(file, entry);
  if (entry.packedBytes === 0) check.end();
  else {
    const packed = createReadStream(file, { start, end: start + entry.packedBytes - 1, highWaterMark: 1 << 18 });
    if (entry.isDeflated) pipeline(packed, createInflateRaw({ chunkSize: 1 << 18 }), check, () => undefined);
    else pipeline(packed, check, () => undefined);
  }
  return check;
}

function checked(file: string, entry: ZipEntry): Transform {
  let bytes = 0;
  let crc = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      crc = crc32(chunk, crc);
      done(null, chunk);
    },
    flush(done) {
      const isWhole = bytes === entry.bytes && crc === entry.crc;
      done(
        isWhole ? null : new ImportError(file, `${entry.name} in the zip file is damaged (checksum). Copy it again.`),
      );
    },
  });
}

function contentStart(file: string, entry: ZipEntry): number {
  const descriptor = openSync(file, 'r');
  try {
    const local = readAt(descriptor, entry.offset, entry.offset + LOCAL_BYTES);
    if (local.byteLength < LOCAL_BYTES || local.getUint32(0, true) !== LOCAL) {
      throw new ImportError(file, `${entry.name} is not where the zip file says it is. Copy it again.`);
    }
    return entry.offset + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  } finally {
    closeSync(descriptor);
  }
}

function directory(descriptor: number, tail: DataView, end: number, bytes: number): { offset: number; size: number } {
  const size = tail.getUint32(end + 12, true);
  const offset = tail.getUint32(end + 16, true);
  if (offset !== IN_ZIP64 && size !== IN_ZIP64) return { offset, size };
  const locatorAt = bytes - tail.byteLength + end - LOCATOR64_BYTES;
  const locator = readAt(descriptor, locatorAt, locatorAt + LOCATOR64_BYTES);
  if (locator.getUint32(0, true) !== LOCATOR64) throw new RangeError('no zip64 locator');
  const at = Number(locator.getBigUint64(8, true));
  const end64 = readAt(descriptor, at, at + END64_BYTES);
  if (end64.getUint32(0, true) !== END64) throw new RangeError('no zip64 directory');
  return { offset: Number(end64.getBigUint64(48, true)), size: Number(end64.getBigUint64(40, true)) };
}

function entriesOf(file: string, view: DataView): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; at < view.byteLength; ) {
    if (view.getUint32(at, true) !== CENTRAL) throw new RangeError('no central record');
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const nameAt = view.byteOffset + at + CENTRAL_BYTES;
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, nameAt, nameBytes));
    const method = view.getUint16(at + 10, true);
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw new ImportError(file, `${name} in the zip file is encrypted.`);
    if (method !== STORED && method !== DEFLATED) {
      throw new ImportError(file, `${name} is packed by method ${method}; only stored and deflated files can be read.`);
    }
    const wide = zip64Numbers(view, at + CENTRAL_BYTES + nameBytes, extraBytes);
    const number = (field: number): number => {
      const value = view.getUint32(at + field, true);
      return value === IN_ZIP64 ? wide() : value;
    };
    const bytes = number(24);
    const packedBytes = number(20);
    const offset = number(42);
    const crc = view.getUint32(at + 16, true);
    if (!name.endsWith('/')) entries.push({ name, isDeflated: method === DEFLATED, packedBytes, bytes, crc, offset });
    at += CENTRAL_BYTES + nameBytes + extraBytes + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Returns, call by call, the numbers that did not fit in 32 bits: size, packed size, offset. */
function zip64Numbers(view: DataView, start: number, length: number): () => number {
  let at = start;
  while (at < start + length && view.getUint16(at, true) !== 1) at += 4 + view.getUint16(at + 2, true);
  at += 4;
  return () => {
    const value = Number(view.getBigUint64(at, true));
    at += 8;
    return value;
  };
}

function lastIndexOf(view: DataView, signature: number, from: number): number | undefined {
  for (let at = from; at >= 0; at--) if (view.getUint32(at, true) === signature) return at;
  return undefined;
}

function readAt(descriptor: number, start: number, end: number): DataView {
  const bytes = new Uint8Array(end - start);
  const read = readSync(descriptor, bytes, 0, bytes.length, start);
  return new DataView(bytes.buffer, 0, read);
}
