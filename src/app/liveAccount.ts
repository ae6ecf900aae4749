/** The account at a venue that the settings and the keys name, and what of the study's limits holds for its orders. */

import { join } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { BINANCE_PERMISSIONS_URL } from '../gateway/binance/binanceAccount.ts';
import { midPrice } from '../gateway/midPrice.ts';
import type { VenueAccount } from '../gateway/openGateway.ts';
import type { OrdersRequest } from '../live/openOrders.ts';
import type { CampaignPlan, Feed } from '../study/records.ts';
import { addressesOf } from '../venues/addresses.ts';
import { BINANCE_ADDRESSES } from '../venues/binance/binanceFeed.ts';
import { clientIdPrefix } from '../workspace/clientIdPrefix.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';

/** Venues to which orders can be sent, and the variables with their keys, which stand in .env. */
export const accountKeys = {
  hyperliquid: ['HYPERLIQUID_ACCOUNT', 'HYPERLIQUID_AGENT_KEY'],
  binance: ['BINANCE_API_KEY', 'BINANCE_API_SECRET'],
  paradex: ['PARADEX_ACCOUNT', 'PARADEX_SUBKEY'],
} as const;

function takesOrders(venue: string): venue is keyof typeof accountKeys {
  return Object.hasOwn(accountKeys, venue);
}

const HYPERLIQUID_TESTNET = 'https://api.hyperliquid-testnet.xyz';

/** @throws UsageError for a venue without orders and for missing keys; AddressError */
export function accountOf(
  { venue }: Feed,
  loaded: LoadedConfig,
  { isEndpointAllowed, notify }: { readonly isEndpointAllowed: boolean } & Pick<UseCasePorts, 'notify'>,
): VenueAccount {
  if (!takesOrders(venue)) {
    throw new UsageError(
      `--mode live sends orders to ${Object.keys(accountKeys).join(', ')}; ${venue} can be used on paper`,
    );
  }
  const { venue: settings } = loaded.config;
  const given = settings.name === venue ? settings : { restUrl: '', wsUrl: '' };
  const addresses = addressesOf(venue, given, isEndpointAllowed, notify);
  const [first, second] = keysOf(venue, loaded);
  switch (venue) {
    case 'binance': {
      const isOwn = addresses.restUrl === BINANCE_ADDRESSES.restUrl;
      const permissionsUrl = isOwn ? BINANCE_PERMISSIONS_URL : null;
      return { venue, ...addresses, permissionsUrl, key: first, secret: second };
    }
    case 'paradex':
      return { venue, ...addresses, account: first.toLowerCase(), key: second.toLowerCase() };
    case 'hyperliquid':
      return { venue, ...addresses, isTestnet: addresses.restUrl === HYPERLIQUID_TESTNET, user: first, key: second };
  }
}

/** What the value of a variable has to be, where that is known. */
const KEY_FORMS: Readonly<Record<string, { readonly form: RegExp; readonly words: string }>> = {
  HYPERLIQUID_ACCOUNT: {
    form: /^0x[0-9a-f]{40}$/i,
    words: 'the address of the account that trades: 0x and 40 hexadecimal digits',
  },
  PARADEX_ACCOUNT: { form: /^0x[0-9a-f]{1,64}$/i, words: '0x and up to 64 hexadecimal digits' },
  PARADEX_SUBKEY: { form: /^0x[0-9a-f]{1,64}$/i, words: '0x and up to 64 hexadecimal digits' },
};

/** The values of a venue's variables. @throws UsageError with all that is wrong, which shows none of them */
function keysOf(venue: keyof typeof accountKeys, loaded: LoadedConfig): readonly [string, string] {
  const names = accountKeys[venue];
  const [first, second] = names.map((name) => loaded.secret(name)?.trim() ?? '') as [string, string];
  const missing = names.filter((_, i) => [first, second][i] === '');
  const malformed = names.flatMap((name, i) => {
    const value = [first, second][i] ?? '';
    const known = KEY_FORMS[name];
    return value === '' || known === undefined || known.form.test(value) ? [] : [`${name} is ${known.words}`];
  });
  const problems = [
    ...(missing.length === 0 ? [] : [`orders on ${venue} need ${missing.join(' and ')} in .env or the environment`]),
    ...malformed,
  ];
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return [first, second];
}

/** An account for which a person has agreed to orders. */
export interface Agreed {
  readonly account: VenueAccount;
  readonly armedBy: string;
}

/** Where everything that was sent and heard of the account's orders in a market is kept. */
export function ownTapeFile({ ordersFolder }: Pick<Workspace, 'ordersFolder'>, { venue, symbol }: Feed): string {
  return join(ordersFolder, `${venue}-${symbol.replaceAll(/[^A-Za-z0-9._-]/g, '-')}.jsonl`);
}

/** Limits of the plan in lots, at the price of now. @throws UsageError without a smallest order; GatewayError where the price is not known */
export async function ordersRequest(
  plan: CampaignPlan,
  { account, armedBy }: Agreed,
  { workspace, settings }: Pick<UseCasePorts, 'workspace' | 'settings'>,
): Promise<OrdersRequest> {
  const { instrument, study } = settings().config;
  const { tickSize, lotSize, minNotional } = instrument;
  if (!(minNotional > 0)) {
    throw new UsageError(
      'instrument.min_notional is 0, and every venue has a smallest order: tune instruments prints the one of this market',
    );
  }
  const symbol = plan.feed?.symbol ?? '';
  const { limits } = plan;
  const lotValue = (await midPrice(account, symbol)) * lotSize;
  const lots = (percent: number): number => Math.floor((study.capital * percent) / 100 / lotValue);
  const folder = workspace.ordersFolder;
  return {
    account,
    armedBy,
    instrument: { symbol, tickSize, lotSize },
    ownTape: ownTapeFile(workspace, { venue: account.venue, symbol }),
    settings: {
      prefix: clientIdPrefix(join(folder, 'prefix')),
      mostPositionLots: lots(limits.positionPct),
      mostLotsPerOrder: lots(limits.orderNotionalPct),
      capital: study.capital,
      leastNotional: minNotional,
      mostOrdersPerSide: Math.floor(limits.openOrders / 2),
      collar: limits.collarPct / 100,
      rejectStreak: limits.rejectStreak,
      staleMarketMs: limits.stalePullSeconds * 1000,
      deadMarketMs: limits.staleHaltSeconds * 1000,
      orderNotional: limits.orderNotionalPct / 100,
      openNotional: limits.openNotionalPct / 100,
      mostOpenOrders: limits.openOrders,
      duplicateMs: limits.duplicateMs,
      repeatedFills: {
        most: limits.repeatedFills,
        withinMs: limits.repeatedFillsWindowSeconds * 1000,
        pauseMs: limits.repeatedFillsPauseSeconds * 1000,
      },
      losses: {
        warn: limits.lossWarnPct / 100,
        reduce: limits.lossReducePct / 100,
        haltSession: limits.lossHaltPct / 100,
      },
    },
  };
}
