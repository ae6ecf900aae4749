/** Opens an account at a venue by its name. */

import { type Gateway, GatewayError, type Taker } from '../orders/gateway.ts';
import { binanceEquity } from './binance/binanceEquity.ts';
import { BinanceGateway } from './binance/binanceGateway.ts';
import type { BinanceAccount } from './binance/binanceRequests.ts';
import { hyperliquidEquity, hyperliquidInstrument } from './hyperliquid/hyperliquidAccount.ts';
import { type HyperliquidAccount, HyperliquidGateway } from './hyperliquid/hyperliquidGateway.ts';

/** With its keys: plain data that is handed to a thread and shown nowhere. */
export type VenueAccount =
  | ({ readonly venue: 'hyperliquid' } & HyperliquidAccount)
  | ({ readonly venue: 'binance' } & BinanceAccount);

export interface TradedInstrument {
  /** As the venue writes it. */
  readonly symbol: string;
  readonly tickSize: number;
  readonly lotSize: number;
}

/** @throws GatewayError where the venue does not trade it, trades it in other lots, or does not answer */
export async function openGateway(account: VenueAccount, instrument: TradedInstrument): Promise<Gateway & Taker> {
  const gateway = await opened(account, instrument);
  const { lotSize } = gateway.grid;
  if (Math.abs(lotSize - instrument.lotSize) > 1e-9 * lotSize) {
    throw new GatewayError(
      `${account.venue} trades ${instrument.symbol} in lots of ${lotSize}, and instrument.lot_size is ${instrument.lotSize}`,
    );
  }
  return gateway;
}

/** What the account is worth, quote currency. @throws GatewayError without a usable answer */
export function equityOf(account: VenueAccount): Promise<number> {
  return account.venue === 'binance' ? binanceEquity(account) : hyperliquidEquity(account.restUrl, account.user);
}

async function opened(
  account: VenueAccount,
  { symbol, tickSize, lotSize }: TradedInstrument,
): Promise<Gateway & Taker> {
  if (account.venue === 'binance') return new BinanceGateway(account, { symbol, tickSize, lotSize });
  return new HyperliquidGateway(account, await hyperliquidInstrument(account.restUrl, symbol));
}
