/**
 * The key of an API wallet ("agent") of Hyperliquid. It signs one kind of message, the hash of a trading action; whatever else it is
 * asked to sign it refuses, so no approval of a builder's fee, referrer, transfer or withdrawal can leave with its signature.
 * https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/signing
 */

import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';

interface TypedData {
  readonly domain: { readonly name: string; readonly version: string; readonly chainId: number };
  readonly primaryType: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** A wallet in the form that `signL1Action` of @nktkas/hyperliquid takes. */
export interface AgentKey {
  readonly address: `0x${string}`;
  signTypedData(data: TypedData): Promise<`0x${string}`>;
}

const DOMAIN = keccak_256(
  join(
    hashOf('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'),
    hashOf('Exchange'),
    hashOf('1'),
    word('539'),
    word('0'),
  ),
);
const AGENT = hashOf('Agent(string source,bytes32 connectionId)');

/** @param privateKey 64 hexadecimal digits, with or without 0x. @throws Error without showing it where it is none */
export function agentKey(privateKey: string): AgentKey {
  const hex = privateKey.replace(/^0x/, '');
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw new Error('the private key of an API wallet has 64 hexadecimal digits');
  const key = Buffer.from(hex, 'hex');
  return { address: addressOf(key), signTypedData: async (data) => sign(key, data) };
}

function addressOf(key: Uint8Array): `0x${string}` {
  const point = secp256k1.getPublicKey(key, false);
  return `0x${Buffer.from(keccak_256(point.slice(1)).slice(-20)).toString('hex')}`;
}

function sign(key: Uint8Array, { domain, primaryType, message }: TypedData): `0x${string}` {
  const { source, connectionId } = message;
  const isTrading = domain.name === 'Exchange' && domain.version === '1' && domain.chainId === 1337;
  if (!isTrading || primaryType !== 'Agent' || typeof source !== 'string' || typeof connectionId !== 'string') {
    throw new Error(`this key signs trading actions alone, not ${domain.name} ${primaryType}`);
  }
  const struct = keccak_256(join(AGENT, hashOf(source), word(connectionId.replace(/^0x/, ''))));
  const digest = keccak_256(join(Uint8Array.of(0x19, 0x01), DOMAIN, struct));
  const bytes = secp256k1.sign(digest, key, { prehash: false, format: 'recovered' });
  const [recovery = 0, ...compact] = bytes;
  return `0x${Buffer.from(compact).toString('hex')}${(27 + recovery).toString(16)}`;
}

function hashOf(text: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(text));
}

function word(hex: string): Uint8Array {
  return Buffer.from(hex.padStart(64, '0'), 'hex');
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
