/**
 * Paradex's perpetuals. ccxt writes fees of its own into every market, also where the venue's answer holds others, and counts
 * spot markets as perpetuals; both are read from the answer itself.
 */

import { z } from 'zod';
import type { CcxtMarket } from './ccxtMarkets.ts';
import { checkedInstrument, type Reading } from './venueInstrument.ts';

const fee = z.object({ fee: z.string().regex(/^-?\d+(\.\d+)?$/) });
const feePair = z.object({ maker_fee: fee, taker_fee: fee });
const factsShape = z.object({
  asset_kind: z.string(),
  fee_config: z.object({ api_fee: feePair, interactive_fee: feePair.optional().catch(undefined) }),
});

export function readParadex(market: CcxtMarket): Reading {
  const { info, precision, limits, settle } = market;
  const kind = info.asset_kind;
  if (kind !== 'PERP') return `tune does not trade contracts of the kind ${String(kind)}`;
  const facts = factsShape.safeParse(info).data;
  if (facts === undefined) return "the venue's answer holds no fees";
  const { api_fee: api, interactive_fee: interactive } = facts.fee_config;
  const retail =
    interactive === undefined || sameFees(api, interactive)
      ? []
      : [
          `Accounts of the retail profile pay ${bpsText(interactive.maker_fee.fee)} / ${bpsText(interactive.taker_fee.fee)} bps.`,
        ];
  return checkedInstrument({
    symbol: market.id,
    venueSymbol: market.id,
    unifiedSymbol: market.symbol,
    base: market.base,
    contract: 'linear',
    tickSize: precision.price ?? Number.NaN,
    lotSize: precision.amount ?? Number.NaN,
    minNotional: limits.cost?.min ?? Number.NaN,
    makerFee: Number(api.maker_fee.fee),
    takerFee: Number(api.taker_fee.fee),
    quote: market.quote,
    minSize: null,
    maxSize: limits.amount?.max ?? null,
    price: null,
    feesFrom: 'venue',
    notes: [...(settle === market.quote ? [] : [`Profits are paid in ${settle}.`]), ...retail],
  });
}

type FeePair = z.infer<typeof feePair>;

function sameFees(a: FeePair, b: FeePair): boolean {
  return Number(a.maker_fee.fee) === Number(b.maker_fee.fee) && Number(a.taker_fee.fee) === Number(b.taker_fee.fee);
}

function bpsText(share: string): string {
  return String(Math.round(Number(share) * 1e10) / 1e6);
}
