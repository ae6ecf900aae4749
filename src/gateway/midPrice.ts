/** The middle of a market, asked over REST: what limits in money are in lots before the feed is heard. */

import { z } from 'zod';
import { GatewayError } from '../orders/gateway.ts';
import { type Asked, ask, NoAnswer } from './ask.ts';
import type { VenueAccount } from './openGateway.ts';

const TIMEOUT_MS = 5000;
const price = z.coerce.number().positive();
const Depth = z.object({
  bids: z.array(z.tuple([price]).rest(z.unknown())),
  asks: z.array(z.tuple([price]).rest(z.unknown())),
});
const level = z.object({ px: price });
const Bbo = z.object({ bid: price, ask: price });
const L2Book = z.object({ levels: z.tuple([z.array(level), z.array(level)]) });

/** Quote currency. @param symbol as the venue writes it. @throws GatewayError without a book of two sides */
export async function midPrice({ venue, restUrl }: VenueAccount, symbol: string): Promise<number> {
  try {
    const [bid, ask] = await TOUCHES[venue](restUrl, symbol);
    if (bid !== undefined && ask !== undefined) return (bid + ask) / 2;
  } catch (error) {
    if (error instanceof NoAnswer) throw new GatewayError(`${venue} ${error.message}`);
    if (!(error instanceof z.ZodError)) throw error;
  }
  throw new GatewayError(`${venue} shows no book of ${symbol} with both sides`);
}

type Touch = readonly [bid: number | undefined, ask: number | undefined];

async function binanceTouch(restUrl: string, symbol: string): Promise<Touch> {
  const { json }: Asked = await ask(`${restUrl}/fapi/v1/depth?symbol=${symbol}&limit=5`, {}, TIMEOUT_MS);
  const { bids, asks } = Depth.parse(json);
  return [bids[0]?.[0], asks[0]?.[0]];
}

async function paradexTouch(restUrl: string, market: string): Promise<Touch> {
  const { json }: Asked = await ask(`${restUrl}/v1/bbo/${encodeURIComponent(market)}`, {}, TIMEOUT_MS);
  const { bid, ask: best } = Bbo.parse(json);
  return [bid, best];
}

async function hyperliquidTouch(restUrl: string, coin: string): Promise<Touch> {
  const body = JSON.stringify({ type: 'l2Book', coin });
  const init = { method: 'POST' as const, headers: { 'content-type': 'application/json' }, body };
  const { json }: Asked = await ask(`${restUrl}/info`, init, TIMEOUT_MS);
  const { levels } = L2Book.parse(json);
  return [levels[0][0]?.px, levels[1][0]?.px];
}

const TOUCHES = { binance: binanceTouch, hyperliquid: hyperliquidTouch, paradex: paradexTouch } as const;
