import { ByteReader, PackedError } from './byteReader.ts';

// https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md and lz4_Block_format.md
const MAGIC = 0x184d2204;
const LEGACY_MAGIC = 0x184c2102;
const SKIPPABLE_MAGIC = 0x184d2a50;
/** Blocks may refer to this many bytes before them. */
const WINDOW_BYTES = 65_536;
const STORED = 0x8000_0000;
const SHORTEST_MATCH = 4;

/** Unpacks LZ4 frames, one after the other, and checks their checksums. Throws an {@link PackedError}. */
export async function* unpackLz4(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new ByteReader(packed);
  while (!(await input.isAtEnd())) {
    const magic = await input.uint32();
    if (magic === MAGIC) yield* unpackFrame(input);
    else if ((magic & 0xffff_fff0) >>> 0 === SKIPPABLE_MAGIC) await input.bytes(await input.uint32());
    else if (magic === LEGACY_MAGIC) throw new PackedError('it is in the legacy format; pack it with a newer lz4');
    else throw new PackedError('there is something else between its frames');
  }
}

async function* unpackFrame(input: ByteReader): AsyncGenerator<Uint8Array> {
  const [flags = 0, sizes = 0] = await input.bytes(2);
  if (flags >> 6 !== 1) throw new PackedError(`its version ${flags >> 6} is not known`);
  const areLinked = (flags & 0x20) === 0;
  const hasBlockSums = (flags & 0x10) !== 0;
  const hasSize = (flags & 0x08) !== 0;
  const hasSum = (flags & 0x04) !== 0;
  if ((flags & 0x01) !== 0) throw new PackedError('it needs a dictionary');
  if (((sizes >> 4) & 7) < 4) throw new PackedError('its block size is not known');
  const largest = 2 ** (8 + 2 * ((sizes >> 4) & 7));
  const rest = await input.bytes(hasSize ? 9 : 1);
  const descriptor = Uint8Array.of(flags, sizes, ...rest.subarray(0, -1));
  if (((new Xxh32().update(descriptor).digest() >>> 8) & 0xff) !== rest.at(-1))
    throw new PackedError('header checksum');
  const sum = new Xxh32();
  // The bytes that blocks may refer to, and room for one block after them.
  const buffer = new Uint8Array(WINDOW_BYTES + largest);
  let window = 0;
  for (;;) {
    const head = await input.uint32();
    if (head === 0) break;
    const length = head & (STORED - 1);
    if (length > largest) throw new PackedError('a block is longer than announced');
    const block = await input.bytes(length);
    if (hasBlockSums && (await input.uint32()) !== new Xxh32().update(block).digest())
      throw new PackedError('block checksum');
    let end = window;
    if (head >= STORED) {
      buffer.set(block, window);
      end += block.length;
    } else end = unpackBlock(block, buffer, window, window + largest);
    const out = buffer.slice(window, end);
    if (hasSum) sum.update(out);
    yield out;
    window = areLinked ? Math.min(end, WINDOW_BYTES) : 0;
    if (areLinked) buffer.copyWithin(0, end - window, end);
  }
  if (hasSum && (await input.uint32()) !== sum.digest()) throw new PackedError('checksum');
}

/** Unpacks a block after the first `start` bytes of `out`, to which it may refer. Returns where it ends, at most `limit`. */
function unpackBlock(block: Uint8Array, out: Uint8Array, start: number, limit: number): number {
  let at = 0;
  let end = start;
  const length = (of: number): number => {
    if (of < 15) return of;
    let sum = of;
    for (let byte = 255; byte === 255; ) {
      if (at >= block.length) throw new PackedError('a length is cut off');
      byte = block[at++] as number;
      sum += byte;
    }
    return sum;
  };
  while (at < block.length) {
    const token = block[at++] as number;
    const literals = length(token >> 4);
    if (at + literals > block.length || end + literals > limit) throw new PackedError('literals go too far');
    out.set(block.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at === block.length) break;
    if (at + 2 > block.length) throw new PackedError('an offset is cut off');
    const offset = (block[at] as number) | ((block[at + 1] as number) << 8);
    at += 2;
    const match = length(token & 15) + SHORTEST_MATCH;
    if (offset === 0 || offset > end || end + match > limit) throw new PackedError('a match goes too far');
    if (offset >= match) {
      out.copyWithin(end, end - offset, end - offset + match);
      end += match;
    } else {
      // The match overlaps its own result.
      for (const stop = end + match; end < stop; end++) out[end] = out[end - offset] as number;
    }
  }
  return end;
}

const [P1, P2, P3, P4, P5] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f, 0x165667b1];
const STRIPE_BYTES = 16;

/** The checksum XXH32 with seed 0, computed piece by piece. https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md */
export class Xxh32 {
  readonly #lanes = Int32Array.of(P1 + P2, P2, 0, -P1);
  readonly #rest = new Uint8Array(STRIPE_BYTES);
  #restBytes = 0;
  #bytes = 0;

  update(data: Uint8Array): this {
    this.#bytes += data.length;
    let at = 0;
    if (this.#restBytes > 0) {
      at = Math.min(STRIPE_BYTES - this.#restBytes, data.length);
      this.#rest.set(data.subarray(0, at), this.#restBytes);
      this.#restBytes += at;
      if (this.#restBytes < STRIPE_BYTES) return this;
      this.#stripe(new DataView(this.#rest.buffer), 0);
      this.#restBytes = 0;
    }
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    for (; at + STRIPE_BYTES <= data.length; at += STRIPE_BYTES) this.#stripe(view, at);
    this.#rest.set(data.subarray(at));
    this.#restBytes = data.length - at;
    return this;
  }

  /** The checksum of all bytes so far, unsigned. */
  digest(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#lanes;
    let hash = this.#bytes < STRIPE_BYTES ? P5 : rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
    hash = (hash + this.#bytes) | 0;
    const view = new DataView(this.#rest.buffer);
    let at = 0;
    for (; at + 4 <= this.#restBytes; at += 4) {
      hash = Math.imul(rotate((hash + Math.imul(view.getInt32(at, true), P3)) | 0, 17), P4);
    }
    for (; at < this.#restBytes; at++) {
      hash = Math.imul(rotate((hash + Math.imul(this.#rest[at] as number, P5)) | 0, 11), P1);
    }
    hash = Math.imul(hash ^ (hash >>> 15), P2);
    hash = Math.imul(hash ^ (hash >>> 13), P3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #stripe(view: DataView, at: number): void {
    for (let lane = 0; lane < 4; lane++) {
      const sum = ((this.#lanes[lane] as number) + Math.imul(view.getInt32(at + 4 * lane, true), P2)) | 0;
      this.#lanes[lane] = Math.imul(rotate(sum, 13), P1);
    }
  }
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}
