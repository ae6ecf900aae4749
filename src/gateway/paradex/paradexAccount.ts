/** Opens an account of Paradex, and what has to be known of it before orders can be sent. */

import { z } from 'zod';
import { GatewayError } from '../../orders/gateway.ts';
import { ParadexGateway, type ParadexOptions, USUAL_OPTIONS } from './paradexGateway.ts';
import { type ParadexAccount, ParadexPublic, ParadexRequests, read } from './paradexRequests.ts';
import { type ParadexSigner, paradexSigner } from './paradexSigner.ts';
import * as wire from './paradexWire.ts';
import { isUnknown } from './paradexWords.ts';

interface SignedIn {
  readonly requests: ParadexRequests;
  readonly signer: ParadexSigner;
}

/** Reads the market with its fees. @throws GatewayError where the venue does not give them, or knows no such perpetual */
export async function openParadex(
  account: ParadexAccount,
  symbol: string,
  options: Partial<ParadexOptions> = {},
): Promise<ParadexGateway> {
  const all = { ...USUAL_OPTIONS, ...options };
  const { requests, signer } = await signedIn(account, all.timeoutMs);
  const path = `markets?market=${encodeURIComponent(symbol)}`;
  const { results } = await requests.public.get(wire.Markets, path);
  const market = results.find((one) => one.symbol === symbol && one.asset_kind === 'PERP');
  if (market === undefined) throw new GatewayError(`paradex trades no perpetual ${symbol}`);
  return new ParadexGateway(account, requests, signer, market, all);
}

const Worth = z.object({ account_value: z.coerce.number() });

/** What the account is worth, USDC. @throws GatewayError without a usable answer */
export async function paradexEquity(account: ParadexAccount): Promise<number> {
  const { requests, signer } = await signedIn(account);
  try {
    return (await requests.get(Worth, 'account')).account_value;
  } finally {
    signer.close();
  }
}

const Accounts = z.object({ results: z.array(z.object({ account: z.string(), public_key: z.string() })) });
const Subkey = z.object({ state: z.string(), revoked_at: z.coerce.number().default(0) });

/**
 * Why the key is not one that can only trade for the account; null where it is. A subkey can neither withdraw nor transfer; the key of
 * the account can do everything.
 * @throws GatewayError where the venue does not say
 */
export async function paradexKeyFault(account: ParadexAccount): Promise<string | null> {
  const { requests, signer } = await signedIn(account);
  try {
    return await keyFaultOf(account, requests, signer.publicKey);
  } finally {
    signer.close();
  }
}

async function keyFaultOf(
  account: ParadexAccount,
  requests: ParadexRequests,
  publicKey: string,
): Promise<string | null> {
  const { results } = await requests.get(Accounts, 'account/info');
  const own = results.find((one) => isSame(one.account, account.account));
  if (own === undefined) throw new GatewayError(`paradex tells nothing of the account ${account.account}`);
  if (isSame(own.public_key, publicKey))
    return 'the key is that of the account itself, which can withdraw: make a subkey and use its key';
  const replied = await requests.send('GET', `account/keys/subkeys/${publicKey}`);
  if ('refusal' in replied && (replied.refusal.status === 404 || isUnknown(replied.refusal.code)))
    return `the venue knows no subkey ${publicKey} of ${account.account}`;
  if (!('asked' in replied))
    throw new GatewayError(`paradex, subkey: ${'lost' in replied ? replied.lost : replied.refusal.text}`);
  const { state, revoked_at: revokedAt } = read(Subkey, replied.asked.json);
  if (state.toLowerCase() !== 'active' || revokedAt !== 0)
    return `the subkey ${publicKey} is not active: its state is ${state}`;
  return null;
}

async function signedIn(account: ParadexAccount, timeoutMs = USUAL_OPTIONS.timeoutMs): Promise<SignedIn> {
  const { starknet_chain_id: chainId } = await new ParadexPublic(account.restUrl, timeoutMs).get(
    wire.Config,
    'system/config',
  );
  const signer = await paradexSigner({ key: account.key, chainId, account: account.account });
  const requests = new ParadexRequests(account, signer, timeoutMs);
  await requests.readClock();
  return { requests, signer };
}

/** Two spellings of one number. */
function isSame(one: string, other: string): boolean {
  return BigInt(one) === BigInt(other);
}
