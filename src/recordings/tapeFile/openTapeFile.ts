import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type AsyncBuffer, type FileMetaData, parquetMetadata } from 'hyparquet';
import { corruptTape, fileSystemError, TapeFileError } from './tapeFileError.ts';
import {
  decodeLabel,
  footerSeal,
  formatVersion,
  notATape,
  ROW_GROUP_ROWS,
  TAPE_FORMAT,
  type TapeLabel,
  tapeSchema,
} from './tapeFormat.ts';

const PARQUET_MAGIC = 'PAR1';
/** Magic, the footer's length, magic. */
const SMALLEST_PARQUET_BYTES = 12;

/**
 * Opens a tape file, checks its metadata and hands both to `use`; any error in it becomes a {@link TapeFileError},
 * and the file is closed.
 */
export async function withTapeFile<Result>(
  file: string,
  use: (source: AsyncBuffer, metadata: FileMetaData, label: TapeLabel) => Promise<Result>,
): Promise<Result> {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const source = fileBytes(file, descriptor);
    const metadata = parquetMetadata(readFooter(file, source));
    const label = decodeLabel(file, metadata.key_value_metadata ?? []);
    requireTapeShape(file, metadata, label, formatVersion(metadata.key_value_metadata ?? []));
    stripTimestamp(metadata);
    return await use(source, metadata, label);
  } catch (error) {
    if (error instanceof TapeFileError) throw error;
    // The Parquet reader and zstd throw errors of any kind for the bytes of a damaged file.
    const reason = error instanceof Error ? error.message : String(error);
    throw fileSystemError(file, 'read', error) ?? corruptTape(file, reason, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

interface FileBytes extends AsyncBuffer {
  slice(start: number, end?: number): ArrayBuffer;
}

function fileBytes(file: string, descriptor: number): FileBytes {
  const { size } = fstatSync(descriptor);
  return {
    byteLength: size,
    slice(start, end = size) {
      if (!(start >= 0 && start <= end && end <= size))
        throw corruptTape(file, `bytes ${start} to ${end} do not exist`);
      const bytes = new Uint8Array(end - start);
      for (let done = 0; done < bytes.length; ) {
        const read = readSync(descriptor, bytes, done, bytes.length - done, start + done);
        if (read === 0) throw corruptTape(file, 'it shrank while it was read');
        done += read;
      }
      return bytes.buffer;
    },
  };
}

/** The footer. It is verified before it is parsed: with damaged lengths the Parquet reader may take minutes. */
function readFooter(file: string, source: FileBytes): Uint8Array<ArrayBuffer> {
  const size = source.byteLength;
  if (size === 0) throw new TapeFileError(file, 'empty', 'the file is empty. Import or record the tape again.');
  if (text(source.slice(0, Math.min(size, 4))) !== PARQUET_MAGIC) {
    throw new TapeFileError(
      file,
      'not parquet',
      'not a Parquet file, so no tape. Recordings have to be imported first.',
    );
  }
  if (size < SMALLEST_PARQUET_BYTES) throw corruptTape(file, 'it ends after its first bytes');
  if (text(source.slice(size - 4)) !== PARQUET_MAGIC) throw corruptTape(file, 'its end is missing');
  const footerBytes = new DataView(source.slice(size - 8)).getUint32(0, true) + 8;
  if (footerBytes > size - 8) throw corruptTape(file, 'its footer is longer than the file');
  const footer = new Uint8Array(source.slice(size - footerBytes));
  const seal = new DataView(source.slice(size - footerBytes - 4, size - footerBytes)).getUint32(0, true);
  if (seal === footerSeal(footer)) return footer;
  throw Buffer.from(footer.buffer).includes(TAPE_FORMAT)
    ? corruptTape(file, 'its footer fails its checksum')
    : notATape(file);
}

function text(bytes: ArrayBuffer): string {
  return new TextDecoder().decode(bytes);
}

/** The label and the Parquet metadata must agree before memory is allocated by their numbers. */
function requireTapeShape(file: string, metadata: FileMetaData, label: TapeLabel, version: number): void {
  for (const [i, wanted] of tapeSchema(version).entries()) {
    const column = metadata.schema[i];
    if (column?.name === wanted.name && column.type === wanted.type) continue;
    if (i === 0) continue; // the writer chooses the name of the root
    throw new TapeFileError(
      file,
      'not a tape',
      `column ${i} should be ${wanted.name} (${wanted.type}) and is ${column?.name} (${column?.type}). ` +
        'Prices are whole ticks and sizes whole lots; export it as CSV and import that.',
    );
  }
  const wantedGroups = Math.ceil(label.rows / ROW_GROUP_ROWS);
  const sound =
    metadata.row_groups.length === wantedGroups &&
    label.rowGroups.length === wantedGroups &&
    metadata.row_groups.every(
      (group, i) => Number(group.num_rows) === Math.min(ROW_GROUP_ROWS, label.rows - i * ROW_GROUP_ROWS),
    );
  if (!sound) throw corruptTape(file, `its row groups do not add up to ${label.rows} rows`);
}

/** Without its logical type the time column is read as a typed array; with it, every row becomes a Date. */
function stripTimestamp(metadata: FileMetaData): void {
  for (const element of metadata.schema) {
    delete element.logical_type;
    delete element.converted_type;
  }
}
