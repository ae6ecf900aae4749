/** A packed file that is damaged or cut off. The message says how that was found. */
export class PackedError extends Error {
  override name = 'PackedError';
  readonly isCutOff: boolean;

  constructor(message: string, isCutOff = false) {
    super(message);
    this.isCutOff = isCutOff;
  }
}

/** Reads given numbers of bytes from a stream of chunks. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const { value, done } = await this.#source.next();
      if (done === true) return true;
      this.#chunk = value;
      this.#at = 0;
    }
    return false;
  }

  async bytes(count: number): Promise<Uint8Array> {
    const found = this.#chunk.subarray(this.#at, this.#at + count);
    this.#at += found.length;
    if (found.length === count) return found;
    const all = new Uint8Array(count);
    all.set(found);
    for (let have = found.length; have < count; ) {
      if (await this.isAtEnd()) throw new PackedError('the end is missing', true);
      const more = this.#chunk.subarray(this.#at, this.#at + count - have);
      all.set(more, have);
      this.#at += more.length;
      have += more.length;
    }
    return all;
  }

  async uint32(): Promise<number> {
    const four = await this.bytes(4);
    return new DataView(four.buffer, four.byteOffset, 4).getUint32(0, true);
  }
}
