/** What an account of Binance USD-M is worth. */

import { z } from 'zod';
import { type BinanceAccount, BinanceRequests, jsonOf } from './binanceRequests.ts';

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
