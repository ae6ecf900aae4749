/** Opens an account at a venue by its name. */

import { hyperliquidBudget, type VenueBudget } from '../orders/forecastMessages.ts';
import { type Canceller, type Gateway, GatewayError, type Taker } from '../orders/gateway.ts';
import { binanceEquity } from './binance/binanceEquity.ts';
import { BinanceGateway } from './binance/binanceGateway.ts';
import type { BinanceAccount } from './binance/binanceRequests.ts';
import {
  hyperliquidEquity,
  hyperliquidInstrument,
  hyperliquidKeyFault,
  hyperliquidUse,
} from './hyperliquid/hyperliquidAccount.ts';
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

export type OpenedGateway = Gateway & Taker & Canceller;

/** @throws GatewayError where the venue does not trade it, trades it in other lots, or does not answer */
export async function openGateway(account: VenueAccount, instrument: TradedInstrument): Promise<OpenedGateway> {
  const gateway = await openToCancel(account, instrument);
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

/** How many orders the venue lets the account send; null where it only limits their rate (Binance). @throws GatewayError without a usable answer */
export async function messageBudgetOf(account: VenueAccount): Promise<VenueBudget | null> {
  return account.venue === 'hyperliquid'
    ? hyperliquidBudget(await hyperliquidUse(account.restUrl, account.user))
    : null;
}

/** Why the key may do more than trade; null where it cannot, and where the venue has no such question for its keys (Binance). @throws GatewayError without a usable answer */
export async function keyFault(account: VenueAccount): Promise<string | null> {
  return account.venue === 'hyperliquid' ? hyperliquidKeyFault(account) : null;
}

/** As {@link openGateway}, with no look at tick and lot: orders can be cancelled also where the settings name wrong ones. */
export async function openToCancel(
  account: VenueAccount,
  { symbol, tickSize, lotSize }: TradedInstrument,
): Promise<OpenedGateway> {
  if (account.venue === 'binance') return new BinanceGateway(account, { symbol, tickSize, lotSize });
  return new HyperliquidGateway(account, await hyperliquidInstrument(account.restUrl, symbol));
}
