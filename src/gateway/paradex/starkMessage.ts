/**
 * The two messages of Paradex that are signed, an order and a sign-in, as numbers below 2^251. A message is typed data of Starknet
 * (SNIP-12, revision 0): chains of Pedersen hashes over its fields. Nothing else can be hashed here, so no transfer, withdrawal, referrer
 * or key of somebody else can leave with such a signature.
 * https://docs.paradex.trade/api/prod/auth/get-jwt, https://docs.paradex.trade/api/prod/orders/new
 */

import { keccak, pedersen } from '@scure/starknet';

export type ParadexMessage =
  | {
      readonly kind: 'order';
      /** ms since 1970. */
      readonly timestamp: number;
      readonly market: string;
      readonly side: 'BUY' | 'SELL';
      /** As the wire carries them. */
      readonly size: string;
      readonly price: string;
    }
  /** Both in s since 1970. */
  | { readonly kind: 'auth'; readonly timestamp: number; readonly expiration: number };

const FIELDS = {
  domain: 'StarkNetDomain(name:felt,chainId:felt,version:felt)',
  order: 'Order(timestamp:felt,market:felt,side:felt,orderType:felt,size:felt,price:felt)',
  auth: 'Request(method:felt,path:felt,body:felt,timestamp:felt,expiration:felt)',
} as const;
const SIDES = { BUY: 1n, SELL: 2n } as const;
/** Decimals of sizes and prices in a signature. */
const DECIMALS = 8;
const LONGEST_TEXT = 31;

/**
 * @param chainId of the venue's settings, e.g. `PRIVATE_SN_PARACLEAR_MAINNET`
 * @param account address of the account, 0x and hexadecimal digits
 */
export function paradexHasher(chainId: string, account: string): (message: ParadexMessage) => bigint {
  const domain = struct('domain', [text('Paradex'), text(chainId), 1n]);
  // What is the same in every message is hashed once.
  const beginning = chain(0n, [text('StarkNet Message'), domain, BigInt(account)]);
  return (message) => chain(beginning, [struct(message.kind, valuesOf(message)), 4n]);
}

function valuesOf(message: ParadexMessage): readonly bigint[] {
  if (message.kind === 'auth') {
    const { timestamp, expiration } = message;
    return [text('POST'), text('/v1/auth'), text(''), BigInt(timestamp), BigInt(expiration)];
  }
  const { timestamp, market, side, size, price } = message;
  return [BigInt(timestamp), text(market), SIDES[side], text('LIMIT'), scaled(size), scaled(price)];
}

function struct(kind: keyof typeof FIELDS, values: readonly bigint[]): bigint {
  return chain(0n, [keccak(new TextEncoder().encode(FIELDS[kind])), ...values, BigInt(values.length + 1)]);
}

function chain(from: bigint, values: readonly bigint[]): bigint {
  return values.reduce((hash, value) => BigInt(pedersen(hash, value)), from);
}

function text(value: string): bigint {
  if (value.length > LONGEST_TEXT || !/^[ -~]*$/.test(value)) {
    throw new RangeError(`"${value}" is no text of at most ${LONGEST_TEXT} ASCII characters`);
  }
  return BigInt(`0x${Buffer.from(value, 'ascii').toString('hex') || '0'}`);
}

/** A positive decimal number in units of 10^-8. @throws RangeError where it has another form or more decimals */
function scaled(number: string): bigint {
  const [, whole = '', decimals = ''] = /^(\d+)(?:\.(\d+))?$/.exec(number) ?? [];
  if (whole === '' || decimals.length > DECIMALS) {
    throw new RangeError(`${number} is no number of at most ${DECIMALS} decimals`);
  }
  return BigInt(whole + decimals.padEnd(DECIMALS, '0'));
}
