/**
 * Reads the frames of Paradex's public channels: Simple Binary Encoding, little-endian. A frame is a header, a block of fields at
 * fixed places, groups, and texts. https://docs.paradex.trade/ws/general-information/binary-encoding-sbe
 */

import { MalformedLineError } from '../fields/malformedLine.ts';

const HEADER_BYTES = 8;
const GROUP_HEADER_BYTES = 4;
/** Decimal numbers are whole numbers of 1e-8. */
const DECIMALS = 1e8;
const NULL_HIGH = -0x8000_0000;

const texts = new TextDecoder();

export interface SbeHeader {
  readonly template: number;
  readonly schema: number;
  /** Of the block, as the sender has it. A later version may have more fields at its end. */
  readonly blockBytes: number;
}

/** Reads one frame from its beginning to its end. All throw a {@link MalformedLineError} where the frame ends too early. */
export class SbeReader {
  readonly header: SbeHeader;
  readonly #view: DataView;
  /** Where the next group or text begins. */
  #at: number;

  constructor(frame: Uint8Array) {
    this.#view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    this.#require(0, HEADER_BYTES);
    const blockBytes = this.#view.getUint16(0, true);
    this.header = { template: this.#view.getUint16(2, true), schema: this.#view.getUint16(4, true), blockBytes };
    this.#at = HEADER_BYTES + blockBytes;
  }

  /** The block must hold at least the fields that are known. */
  requireBlock(knownBytes: number): void {
    const { blockBytes } = this.header;
    if (blockBytes < knownBytes) {
      throw new MalformedLineError(`a block of ${blockBytes} bytes is shorter than the ${knownBytes} of its fields`);
    }
    this.#require(HEADER_BYTES, blockBytes);
  }

  uint8(offset: number): number {
    return this.#view.getUint8(HEADER_BYTES + offset);
  }

  /** A whole number of 64 bits that a double can hold, as times and sequence numbers are. */
  whole(offset: number): number {
    const value = this.#int64(HEADER_BYTES + offset);
    if (!Number.isSafeInteger(value))
      throw new MalformedLineError('a number is larger than any time or sequence number');
    return value;
  }

  /** A whole number of 64 bits that is only compared. */
  id(offset: number): bigint {
    return this.#view.getBigInt64(HEADER_BYTES + offset, true);
  }

  /** A decimal number; null where the venue gives none. */
  decimal(offset: number): number | null {
    return this.#decimal(HEADER_BYTES + offset);
  }

  /** A group of pairs of decimal numbers: number, number, number … Later fields of an entry are passed over. */
  pairs(): number[] {
    this.#require(this.#at, GROUP_HEADER_BYTES);
    const entryBytes = this.#view.getUint16(this.#at, true);
    const entries = this.#view.getUint16(this.#at + 2, true);
    this.#at += GROUP_HEADER_BYTES;
    if (entries > 0 && entryBytes < 16) {
      throw new MalformedLineError(`an entry of ${entryBytes} bytes is shorter than a price and a size`);
    }
    this.#require(this.#at, entries * entryBytes);
    const numbers: number[] = [];
    for (let i = 0; i < entries; i++) {
      const [price, size] = [this.#decimal(this.#at), this.#decimal(this.#at + 8)];
      if (price === null || size === null) throw new MalformedLineError('a level has no price or no size');
      numbers.push(price, size);
      this.#at += entryBytes;
    }
    return numbers;
  }

  text(): string {
    this.#require(this.#at, 1);
    const bytes = this.#view.getUint8(this.#at);
    this.#require(this.#at + 1, bytes);
    const { buffer, byteOffset } = this.#view;
    const text = texts.decode(new Uint8Array(buffer, byteOffset + this.#at + 1, bytes));
    this.#at += 1 + bytes;
    return text;
  }

  #decimal(at: number): number | null {
    const isNull = this.#view.getInt32(at + 4, true) === NULL_HIGH && this.#view.getUint32(at, true) === 0;
    return isNull ? null : this.#int64(at) / DECIMALS;
  }

  /** Rounded to a double beyond 2^53. */
  #int64(at: number): number {
    return this.#view.getInt32(at + 4, true) * 2 ** 32 + this.#view.getUint32(at, true);
  }

  #require(from: number, bytes: number): void {
    if (from + bytes > this.#view.byteLength) throw new MalformedLineError('the frame is cut off');
  }
}
