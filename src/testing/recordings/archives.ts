/** Archives for tests. They are written byte by byte, so that reading is tested against the format, not against a writer of this project. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

export interface ArchiveOptions {
  readonly isDeflated?: boolean;
  /** Sizes and offset in 64-bit extra fields, as for archives beyond 4 GB. */
  readonly isZip64?: boolean;
}

/** Writes a zip archive of these files and returns its path. */
export function zipFile(
  folder: string,
  name: string,
  contents: Readonly<Record<string, Uint8Array | string>>,
  { isDeflated = true, isZip64 = false }: ArchiveOptions = {},
): string {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [entryName, content] of Object.entries(contents)) {
    const bytes = Buffer.from(content);
    const packed = isDeflated ? deflateRawSync(bytes) : bytes;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(isDeflated ? 8 : 0, 8);
    local.writeUInt16LE(entryName.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(isDeflated ? 8 : 0, 10);
    central.writeUInt32LE(crc32(bytes), 16);
    central.writeUInt32LE(isZip64 ? 0xffffffff : packed.length, 20);
    central.writeUInt32LE(isZip64 ? 0xffffffff : bytes.length, 24);
    central.writeUInt16LE(entryName.length, 28);
    central.writeUInt32LE(isZip64 ? 0xffffffff : offset, 42);
    const extra = Buffer.alloc(isZip64 ? 28 : 0);
    if (isZip64) {
      central.writeUInt16LE(extra.length, 30);
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(bytes.length), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
      extra.writeBigUInt64LE(BigInt(offset), 20);
    }
    locals.push(local, Buffer.from(entryName), packed);
    centrals.push(central, Buffer.from(entryName), extra);
    offset += local.length + entryName.length + packed.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  const file = join(folder, name);
  writeFileSync(file, Buffer.concat([...locals, directory, end]));
  return file;
}

/** An event as hftbacktest stores it; times in ns. */
export interface StoredEvent {
  readonly flags: number;
  readonly exchangeNs: bigint;
  readonly localNs?: bigint;
  readonly price: number;
  readonly size: number;
}

export const EVENT_FIELDS =
  "[('ev', '<u8'), ('exch_ts', '<i8'), ('local_ts', '<i8'), ('px', '<f8'), ('qty', '<f8'), ('order_id', '<u8'), ('ival', '<i8'), ('fval', '<f8')]";

/** The bytes of an .npy array of events. */
export function npyOf(events: readonly StoredEvent[], fields: string = EVENT_FIELDS): Buffer {
  const text = `{'descr': ${fields}, 'fortran_order': False, 'shape': (${events.length},), }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const head = Buffer.alloc(10);
  head.write('\u0093NUMPY', 'latin1');
  head[6] = 1;
  head.writeUInt16LE(padded.length, 8);
  const rows = events.map(({ flags, exchangeNs, localNs, price, size }) => {
    const row = Buffer.alloc(64);
    row.writeBigUInt64LE(BigInt(flags), 0);
    row.writeBigInt64LE(exchangeNs, 8);
    row.writeBigInt64LE(localNs ?? exchangeNs + 5_000_000n, 16);
    row.writeDoubleLE(price, 24);
    row.writeDoubleLE(size, 32);
    return row;
  });
  return Buffer.concat([head, Buffer.from(padded), ...rows]);
}
