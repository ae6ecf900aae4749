/** What has to be known of Hyperliquid before orders can be sent: the place of a coin in its list, and what an account is worth. */

import { z } from 'zod';
import { GatewayError } from '../../orders/gateway.ts';
import { ask, NoAnswer } from '../ask.ts';
import { agentKey } from './agentKey.ts';
import type { HyperliquidAccount, HyperliquidInstrument } from './hyperliquidGateway.ts';

const TIMEOUT_MS = 5000;
const Meta = z.object({
  universe: z.array(z.object({ name: z.string(), szDecimals: z.number().int(), isDelisted: z.boolean().optional() })),
});
const State = z.object({ marginSummary: z.object({ accountValue: z.coerce.number() }) });

/** @throws GatewayError where the venue does not trade the coin, and without a usable answer */
export async function hyperliquidInstrument(restUrl: string, coin: string): Promise<HyperliquidInstrument> {
  const { universe } = await info(restUrl, Meta, { type: 'meta' });
  const asset = universe.findIndex(({ name }) => name === coin);
  const found = universe[asset];
  if (found === undefined) throw new GatewayError(`hyperliquid trades no perpetual ${coin}`);
  if (found.isDelisted === true) throw new GatewayError(`${coin} is delisted at hyperliquid`);
  return { coin, asset, sizeDecimals: found.szDecimals };
}

/** What the account is worth, USDC. @param user its address. @throws GatewayError without a usable answer */
export async function hyperliquidEquity(restUrl: string, user: string): Promise<number> {
  const { marginSummary } = await info(restUrl, State, { type: 'clearinghouseState', user });
  return marginSummary.accountValue;
}

const RateLimit = z.object({ cumVlm: z.coerce.number(), nRequestsUsed: z.number() });

/** What the account has sent and traded (USDC) so far, by which the venue limits its orders. @throws GatewayError without a usable answer */
export async function hyperliquidUse(
  restUrl: string,
  user: string,
): Promise<{ readonly used: number; readonly traded: number }> {
  const { cumVlm, nRequestsUsed } = await info(restUrl, RateLimit, { type: 'userRateLimit', user });
  return { used: nRequestsUsed, traded: cumVlm };
}

const Role = z.object({
  role: z.enum(['missing', 'user', 'agent', 'vault', 'subAccount']),
  data: z.object({ user: z.string().optional() }).optional(),
});

/**
 * Why the key is not one that can only trade for the account; null where it is. An API wallet ("agent") can neither withdraw nor
 * transfer; the own key of an account can do everything.
 * @throws GatewayError where the venue does not say
 */
export async function hyperliquidKeyFault({ restUrl, user, key }: HyperliquidAccount): Promise<string | null> {
  const { address } = agentKey(key);
  if (address === user.toLowerCase())
    return 'the key is that of the account itself, which can withdraw: approve an API wallet and use its key';
  const { role, data } = await info(restUrl, Role, { type: 'userRole', user: address });
  if (role === 'missing') return `the venue knows no API wallet ${address}: approve it for ${user}`;
  if (role !== 'agent')
    return `${address} is no API wallet but an account of its own (${role}), whose key can withdraw`;
  if (data?.user?.toLowerCase() !== user.toLowerCase())
    return `the API wallet ${address} is approved for ${data?.user ?? 'another account'}, not for ${user}`;
  return null;
}

async function info<T extends z.ZodType>(restUrl: string, schema: T, body: object): Promise<z.output<T>> {
  const init = { method: 'POST' as const, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  try {
    const { status, json, text } = await ask(`${restUrl}/info`, init, TIMEOUT_MS);
    const read = schema.safeParse(json);
    if (status !== 200 || !read.success)
      throw new GatewayError(`hyperliquid gave no usable answer: HTTP ${status} ${text}`);
    return read.data;
  } catch (error) {
    if (error instanceof NoAnswer) throw new GatewayError(`hyperliquid ${error.message}`);
    throw error;
  }
}
