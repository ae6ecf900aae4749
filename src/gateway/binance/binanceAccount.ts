/** What has to be known of an account of Binance USD-M before orders can be sent: what it is worth, and what its key may do. */

import { z } from 'zod';
import { GatewayError } from '../../orders/gateway.ts';
import { type BinanceAccount, BinanceRequests, jsonOf } from './binanceRequests.ts';

/** The venue's own address for questions about keys. https://developers.binance.com/docs/wallet/account/api-key-permission */
export const BINANCE_PERMISSIONS_URL = 'https://api.binance.com';

const TIMEOUT_MS = 5000;
const Account = z.object({
  totalWalletBalance: z.coerce.number(),
  totalUnrealizedProfit: z.coerce.number().default(0),
});

/** USD of all its assets, with what open positions have earned. @throws GatewayError without a usable answer */
export async function binanceEquity(account: BinanceAccount): Promise<number> {
  const requests = new BinanceRequests(account, TIMEOUT_MS);
  await requests.readClock();
  const json = jsonOf(await requests.signed('GET', '/fapi/v2/account', {}), 'account');
  const { totalWalletBalance, totalUnrealizedProfit } = Account.parse(json);
  return totalWalletBalance + totalUnrealizedProfit;
}

const Permissions = z.object({
  enableWithdrawals: z.boolean(),
  enableInternalTransfer: z.boolean(),
  permitsUniversalTransfer: z.boolean(),
  enableFutures: z.boolean(),
});

/**
 * Why the key may do more than trade futures, or may not trade them; null where it may do just that.
 * @throws GatewayError where the venue does not say
 */
export async function binanceKeyFault({ permissionsUrl, key, secret }: BinanceAccount): Promise<string | null> {
  // A server in place of the venue is sent no signed request beyond those that orders need.
  if (permissionsUrl === null) throw new GatewayError('only Binance itself is asked what a key may do');
  const requests = new BinanceRequests({ restUrl: permissionsUrl, key, secret }, TIMEOUT_MS);
  let permissions: z.output<typeof Permissions>;
  try {
    await requests.readClock('/api/v3/time');
    permissions = Permissions.parse(
      jsonOf(await requests.signed('GET', '/sapi/v1/account/apiRestrictions', {}), 'key'),
    );
  } catch (error) {
    const text = error instanceof GatewayError ? error.message : 'binance gave an answer of another form';
    throw new GatewayError(`whether the key of Binance can withdraw was asked at ${permissionsUrl}: ${text}`);
  }
  const { enableWithdrawals, enableInternalTransfer, permitsUniversalTransfer, enableFutures } = permissions;
  const able = [
    ...(enableWithdrawals ? ['withdraw'] : []),
    ...(enableInternalTransfer || permitsUniversalTransfer ? ['move money between accounts'] : []),
  ];
  if (able.length > 0) return `the key of Binance can ${able.join(' and ')}: make one that can only trade futures`;
  return enableFutures
    ? null
    : 'the key of Binance cannot trade futures: allow it that, and nothing else beside reading';
}
