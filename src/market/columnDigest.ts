/** Digests of columns of numbers: equal digests stand for byte-identical columns. FNV-1a over bytes, two 32-bit states. */

type Column = Float64Array | Int32Array | Uint8Array;

/** Takes columns one after the other. A column may come in parts: where it is cut does not change the digest. */
export class ColumnDigest {
  #a = 0x811c9dc5;
  #b = 0x01000193;
  #columnBytes = 0;

  add(part: Column): void {
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte ^ (a >>> 24), 0x85ebca6b);
    }
    this.#a = a;
    this.#b = b;
    this.#columnBytes += bytes.length;
  }

  endColumn(): void {
    this.#a = Math.imul(this.#a ^ this.#columnBytes, 0x01000193);
    this.#columnBytes = 0;
  }

  /** 16 hex digits over every byte of the columns. */
  toString(): string {
    return hex(this.#a) + hex(this.#b);
  }
}

export function digestColumns(columns: readonly Column[]): string {
  const digest = new ColumnDigest();
  for (const column of columns) {
    digest.add(column);
    digest.endColumn();
  }
  return digest.toString();
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
