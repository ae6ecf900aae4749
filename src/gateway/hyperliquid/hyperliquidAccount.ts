/** What has to be known of Hyperliquid before orders can be sent: the place of a coin in its list, and what an account is worth. */

import { z } from 'zod';
import { GatewayError } from '../../orders/gateway.ts';
import { ask, NoAnswer } from '../ask.ts';
import type { HyperliquidInstrument } from './hyperliquidGateway.ts';

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

async function info<T extends z.ZodType>(restUrl: string, schema: T, body: object): Promise<z.output<T>> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
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
