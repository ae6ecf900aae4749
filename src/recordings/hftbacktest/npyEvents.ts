import { ImportError } from '../import/importResult.ts';
import { openZipEntry, readZipEntries, type ZipEntry } from '../packing/zip.ts';

/** Bytes of one event: eight fields of eight bytes. */
export const EVENT_BYTES = 64;
const MAGIC = '\u0093NUMPY';
/** Fields of an event and their types, in the order of their bytes. */
const FIELDS =
  "('ev','<u8'),('exch_ts','<i8'),('local_ts','<i8'),('px','<f8'),('qty','<f8'),('order_id','<u8'),('ival','<i8'),('fval','<f8')";

/** The array of events in an .npz file. Throws an {@link ImportError} if there is not exactly one array. */
function eventArray(file: string): ZipEntry {
  const arrays = readZipEntries(file).filter(({ name }) => name.endsWith('.npy'));
  const array = arrays.find(({ name }) => name === 'data.npy') ?? arrays[0];
  if (array !== undefined) return array;
  throw new ImportError(file, 'there is no array (.npy) in the zip file.');
}

/**
 * The events of hftbacktest's array, many whole events at a time. The file is read chunk by chunk.
 * Throws an {@link ImportError} for an array of another form, or one that is cut off.
 */
export async function* readEvents(file: string): AsyncGenerator<DataView> {
  let rest = new Uint8Array(0);
  let left: number | undefined;
  for await (const chunk of openZipEntry(file, eventArray(file))) {
    let bytes = joined(rest, chunk as Uint8Array);
    if (left === undefined) {
      const header = readHeader(file, bytes);
      if (header === undefined) {
        rest = bytes;
        continue;
      }
      left = header.events;
      bytes = bytes.subarray(header.bytes);
    }
    const events = Math.min(left, Math.floor(bytes.length / EVENT_BYTES));
    if (events > 0) yield new DataView(bytes.buffer, bytes.byteOffset, events * EVENT_BYTES);
    left -= events;
    rest = bytes.slice(events * EVENT_BYTES);
  }
  if (left !== 0) throw new ImportError(file, 'the array ends before its last event. Convert it again.');
}

/** The head of an array: its length and the number of events after it; undefined while more bytes are needed. */
function readHeader(file: string, bytes: Uint8Array): { bytes: number; events: number } | undefined {
  if (bytes.length < 12) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (String.fromCharCode(...bytes.subarray(0, 6)) !== MAGIC) {
    throw new ImportError(file, 'its array is not in the format of NumPy (.npy).');
  }
  const [textAt, textBytes] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (textBytes > 1 << 20) throw new ImportError(file, 'the head of its array is damaged. Convert it again.');
  if (bytes.length < textAt + textBytes) return undefined;
  const text = new TextDecoder('latin1').decode(bytes.subarray(textAt, textAt + textBytes)).replaceAll(/\s/g, '');
  const shape = /'shape':\((\d+),\)/.exec(text)?.[1];
  if (!text.includes(`[${FIELDS}]`) || shape === undefined) {
    throw new ImportError(
      file,
      `its array is not of events of hftbacktest 2 (ev, exch_ts, local_ts, px, qty, order_id, ival, fval). ` +
        'Arrays of version 1 can be converted with hftbacktest.data.utils.migration2.',
    );
  }
  return { bytes: textAt + textBytes, events: Number(shape) };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
