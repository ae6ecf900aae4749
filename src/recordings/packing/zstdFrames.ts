import { pipeline, Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { ByteReader, PackedError } from './byteReader.ts';

// https://github.com/facebook/zstd/blob/dev/doc/zstd_compression_format.md
const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const RLE = 1;
const RESERVED = 3;

/**
 * Unpacks all zstd frames of a file. Files that were packed by several threads, or concatenated, have several frames, and Node's
 * own stream ends after the first without an error. Throws a {@link PackedError}, or the error of Node's stream.
 */
export async function* unpackZstd(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new ByteReader(packed);
  while (!(await input.isAtEnd())) {
    const magic = await input.bytes(4);
    const number = new DataView(magic.buffer, magic.byteOffset, 4).getUint32(0, true);
    if ((number & 0xffff_fff0) >>> 0 === SKIPPABLE_MAGIC) await input.bytes(await input.uint32());
    else if (number === MAGIC) {
      const unpacking = createZstdDecompress({ chunkSize: 1 << 18 });
      // An error of either stream is thrown where the result is read.
      pipeline(Readable.from(frame(magic, input)), unpacking, () => undefined);
      yield* unpacking as AsyncIterable<Uint8Array>;
    } else throw new PackedError('there is something else between its frames');
  }
}

/** The bytes of one frame. */
async function* frame(magic: Uint8Array, input: ByteReader): AsyncGenerator<Uint8Array> {
  yield magic;
  const descriptor = await input.bytes(1);
  yield descriptor;
  const [flags = 0] = descriptor;
  const isSingle = (flags & 0x20) !== 0;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] as number;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] as number;
  const rest = (isSingle ? 0 : 1) + dictionaryBytes + sizeBytes;
  if (rest > 0) yield await input.bytes(rest);
  for (let isLast = false; !isLast; ) {
    const head = await input.bytes(3);
    yield head;
    const [a = 0, b = 0, c = 0] = head;
    const block = a | (b << 8) | (c << 16);
    isLast = (block & 1) !== 0;
    const type = (block >> 1) & 3;
    if (type === RESERVED) throw new PackedError('a block of an unknown kind');
    const bytes = type === RLE ? 1 : block >> 3;
    if (bytes > 0) yield await input.bytes(bytes);
  }
  if ((flags & 0x04) !== 0) yield await input.bytes(4);
}
