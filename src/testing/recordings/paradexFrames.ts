/**
 * Test support: frames of Paradex's public channels, written byte by byte from the layout that the venue publishes. It shares no code
 * with the decoder.
 */

const NULL = -(2n ** 63n);

/** Bytes that grow, little-endian. */
export class FrameBytes {
  readonly #bytes: number[] = [];

  get length(): number {
    return this.#bytes.length;
  }

  u8(value: number): this {
    this.#bytes.push(value & 0xff);
    return this;
  }

  u16(value: number): this {
    return this.u8(value).u8(value >> 8);
  }

  i64(value: bigint | number): this {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (let i = 0; i < 8; i++) {
      this.u8(Number(rest & 0xffn));
      rest >>= 8n;
    }
    return this;
  }

  /** A decimal as text, e.g. `97123.4`: eight digits after the point, as a whole number. Null is the smallest number there is. */
  decimal(text: string | null): this {
    if (text === null) return this.i64(NULL);
    const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
    return this.i64(BigInt(sign + whole + fraction.padEnd(8, '0')));
  }

  text(value: string): this {
    const bytes = new TextEncoder().encode(value);
    this.u8(bytes.length);
    for (const byte of bytes) this.u8(byte);
    return this;
  }

  bytes(other: FrameBytes): this {
    this.#bytes.push(...other.#bytes);
    return this;
  }

  done(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/** Header and block; groups and texts follow. `more` bytes are at the end of the block, as a later version would have them. */
export function frame(
  template: number,
  block: FrameBytes,
  {
    schema = 1,
    version = 1,
    more = 0,
  }: { readonly schema?: number; readonly version?: number; readonly more?: number } = {},
): FrameBytes {
  const bytes = new FrameBytes();
  bytes
    .u16(block.length + more)
    .u16(template)
    .u16(schema)
    .u16(version)
    .bytes(block);
  for (let i = 0; i < more; i++) bytes.u8(0xee);
  return bytes;
}

export interface FrameOptions {
  readonly market: string;
  readonly timeUs: number;
  readonly sequence: number;
  /** Bytes that a later version has at the end of its block, and of each entry of a group. */
  readonly more?: number;
}

/** Price and size as text. */
export type FrameLevel = readonly [price: string, size: string];

export interface BookFrame extends FrameOptions {
  readonly type: 'snapshot' | 'delta';
  readonly bids: readonly FrameLevel[];
  readonly asks: readonly FrameLevel[];
  /** Best prices of the event; null by default, as in an empty book. */
  readonly best?: string | null;
}

export function bookFrame({
  market,
  timeUs,
  sequence,
  more = 0,
  type,
  bids,
  asks,
  best = null,
}: BookFrame): Uint8Array {
  const block = new FrameBytes().i64(timeUs).i64(sequence);
  block.u8(type === 'snapshot' ? 0 : 1);
  // Best bid and its size, best ask and its size, relative spread, the same without orders of the interface: nine decimals.
  for (let i = 0; i < 9; i++) block.decimal(best);
  const bytes = frame(3, block, { more });
  for (const levels of [bids, asks]) {
    bytes.u16(16 + more).u16(levels.length);
    for (const [price, size] of levels) {
      bytes.decimal(price).decimal(size);
      for (let i = 0; i < more; i++) bytes.u8(0xee);
    }
  }
  return bytes.text(market).done();
}

export interface TradeFrame extends FrameOptions {
  readonly id: bigint | number;
  /** 1 a buyer took, 2 a seller. */
  readonly side: number;
  readonly price: string | null;
  readonly size: string | null;
  /** 1 fill, 2 liquidation, 5 RPI, 6 block; 1 where it is left out. */
  readonly type?: number;
}

export function tradeFrame({
  market,
  timeUs,
  sequence,
  more = 0,
  id,
  side,
  price,
  size,
  type = 1,
}: TradeFrame): Uint8Array {
  const block = new FrameBytes()
    .i64(timeUs + 250)
    .i64(sequence)
    .i64(id)
    .u8(side);
  block.decimal(price).decimal(size).i64(timeUs).u8(type);
  return frame(1, block, { more }).text(market).done();
}

export interface FundingFrame extends FrameOptions {
  readonly index: string | null;
  /** Version 0 has no impact premium. */
  readonly version?: 0 | 1;
}

export function fundingFrame({ market, timeUs, sequence, more = 0, index, version = 1 }: FundingFrame): Uint8Array {
  const block = new FrameBytes().i64(timeUs).i64(sequence).decimal('0.0001').decimal(index).i64(timeUs);
  block.decimal('1.5').decimal('0.0001').u16(8);
  if (version === 1) block.decimal(null);
  return frame(5, block, { version, more }).text(market).done();
}

/** It is alive, and nothing else. */
export function heartbeatFrame(): Uint8Array {
  return frame(40, new FrameBytes().i64(1)).done();
}
