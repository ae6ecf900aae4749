/** Fees of crypto at Alpaca. The venue tells the tier of an account and not its fees. https://docs.alpaca.markets/docs/crypto-fees */

import { GatewayError } from '../../orders/gateway.ts';

export interface Fees {
  /** Shares of the value. */
  readonly maker: number;
  readonly taker: number;
}

/** By tier, from the first. */
const TIERS: readonly Fees[] = [
  { maker: 0.0015, taker: 0.0025 },
  { maker: 0.0012, taker: 0.0022 },
  { maker: 0.001, taker: 0.002 },
  { maker: 0.0008, taker: 0.0018 },
  { maker: 0.0005, taker: 0.0015 },
  { maker: 0.0002, taker: 0.0013 },
  { maker: 0.0002, taker: 0.0012 },
  { maker: 0, taker: 0.001 },
];

/** @throws GatewayError for a tier that was not documented when this was written */
export function feesOfTier(tier: number): Fees {
  const fees = TIERS[tier - 1];
  if (fees === undefined) throw new GatewayError(`alpaca tells of a tier ${tier} of fees, which is not known here`);
  return fees;
}
