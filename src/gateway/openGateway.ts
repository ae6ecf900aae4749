/** Opens an account at a venue by its name. */

import { hyperliquidBudget, type VenueBudget } from '../orders/forecastMessages.ts';
import { type Canceller, type Gateway, GatewayError, type Taker } from '../orders/gateway.ts';
import { binanceEquity, binanceKeyFault } from './binance/binanceAccount.ts';
import { BinanceGateway } from './binance/binanceGateway.ts';
import type { BinanceAccount } from './binance/binanceRequests.ts';
import {
  hyperliquidEquity,
  hyperliquidInstrument,
  hyperliquidKeyFault,
  hyperliquidUse,
} from './hyperliquid/hyperliquidAccount.ts';
import { type HyperliquidAccount, HyperliquidGateway } from './hyperliquid/hyperliquidGateway.ts';
import { openParadex, paradexEquity, paradexKeyFault } from './paradex/paradexAccount.ts';
import type { ParadexAccount } from './paradex/paradexRequests.ts';

/** With its keys: plain data that is handed to a thread and shown nowhere. */
export type VenueAccount =
  | ({ readonly venue: 'hyperliquid' } & HyperliquidAccount)
  | ({ readonly venue: 'binance' } & BinanceAccount)
  | ({ readonly venue: 'paradex' } & ParadexAccount);

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
export async function equityOf(account: VenueAccount): Promise<number> {
  switch (account.venue) {
    case 'binance':
      return binanceEquity(account);
    case 'paradex':
      return paradexEquity(account);
    case 'hyperliquid':
      return hyperliquidEquity(account.restUrl, account.user);
  }
}

/** How many orders the venue lets the account send; null where it only limits their rate (Binance, Paradex). @throws GatewayError without a usable answer */
export async function messageBudgetOf(account: VenueAccount): Promise<VenueBudget | null> {
  return account.venue === 'hyperliquid'
    ? hyperliquidBudget(await hyperliquidUse(account.restUrl, account.user))
    : null;
}

/** Why the key may do more than trade, or cannot trade; null where it can only trade. @throws GatewayError where the venue does not say */
export async function keyFault(account: VenueAccount): Promise<string | null> {
  switch (account.venue) {
    case 'binance':
      return binanceKeyFault(account);
    case 'paradex':
      return paradexKeyFault(account);
    case 'hyperliquid':
      return hyperliquidKeyFault(account);
  }
}

/** As {@link openGateway}, with no look at tick and lot: orders can be cancelled also where the settings name wrong ones. */
export async function openToCancel(
  account: VenueAccount,
  { symbol, tickSize, lotSize }: TradedInstrument,
): Promise<OpenedGateway> {
  switch (account.venue) {
    case 'binance':
      return new BinanceGateway(account, { symbol, tickSize, lotSize });
    case 'paradex':
      return openParadex(account, symbol);
    case 'hyperliquid':
      return new HyperliquidGateway(account, await hyperliquidInstrument(account.restUrl, symbol));
  }
}
