/** One instrument as a venue offers it, and the checks that every reading of a venue's answer has to pass. */

import { type ContractType, type Instrument, instrumentSymbol } from '../../market/instrument.ts';
import { plainLine } from '../plainLine.ts';

export interface VenueInstrument {
  /** In the terms of tune.toml. */
  readonly instrument: Instrument;
  /** What the venue's own interface calls it: the name that a feed subscribes to. */
  readonly venueSymbol: string;
  /** ccxt's name, which is the same at all venues: `BTC/USDC:USDC`. */
  readonly unifiedSymbol: string;
  readonly base: string;
  /** Smallest and largest order in base units (contracts of an inverse contract); null where the venue names none. */
  readonly minSize: number | null;
  readonly maxSize: number | null;
  /** Price in quote currency when the venue was asked; null where its answer holds none. */
  readonly price: number | null;
  /** `venue`: part of the answer. `base tier`: the published fee of a new account, which the answer does not hold. */
  readonly feesFrom: 'venue' | 'base tier';
  /** Sentences about what tune's terms do not express. */
  readonly notes: readonly string[];
}

/** A market of the venue that is no instrument for tune. */
export interface LeftOut {
  /** The venue's name for it. */
  readonly name: string;
  readonly unifiedSymbol: string;
  readonly reason: string;
}

/** What a reading of one market gives: an instrument, or the reason why it is left out. */
export type Reading = VenueInstrument | string;

export interface Terms {
  readonly symbol: string;
  readonly venueSymbol: string;
  readonly unifiedSymbol: string;
  readonly base: string;
  readonly contract: ContractType;
  /** Quote currency. */
  readonly tickSize: number;
  /** Base units, or contracts of an inverse contract. */
  readonly lotSize: number;
  /** Quote currency. */
  readonly minNotional: number;
  /** Shares of the traded value: 0.0002 is 2 bps. */
  readonly makerFee: number;
  readonly takerFee: number;
  /** Quote currency; of inverse contracts only. */
  readonly contractValue?: number;
  readonly quote: string;
  readonly minSize: number | null;
  readonly maxSize: number | null;
  readonly price: number | null;
  readonly feesFrom: VenueInstrument['feesFrom'];
  readonly notes: readonly string[];
}

const HIGHEST_FEE = 0.01;
const HIGHEST_REBATE = 0.001;

/** The instrument with these terms, or the reason why they cannot be right. */
export function checkedInstrument(terms: Terms): Reading {
  const { symbol, makerFee, takerFee, quote, contractValue } = terms;
  if (!instrumentSymbol.test(symbol)) return 'its name has other characters than instrument.symbol takes';
  if (!/^[A-Za-z0-9]{2,10}$/.test(quote)) return `its quote currency ${JSON.stringify(quote)} is no code`;
  for (const [name, value] of [
    ['tick size', terms.tickSize],
    ['lot size', terms.lotSize],
    ['contract value', contractValue ?? 1],
  ] as const) {
    if (!(value > 0 && Number.isFinite(value))) return `the venue gives no usable ${name} (${value})`;
  }
  if (!(terms.minNotional >= 0 && Number.isFinite(terms.minNotional)))
    return 'the venue gives no usable smallest order value';
  for (const [name, fee] of [
    ['maker', makerFee],
    ['taker', takerFee],
  ] as const) {
    if (!(fee >= -HIGHEST_REBATE && fee <= HIGHEST_FEE)) return `a ${name} fee of ${fee * 100} % cannot be right`;
  }
  if (makerFee + takerFee < 0) return 'its rebate is larger than its taker fee, which cannot be right';
  const { minNotional, notes } = withSmallestSize(terms);
  return {
    instrument: {
      symbol,
      contract: terms.contract,
      tickSize: terms.tickSize,
      lotSize: terms.lotSize,
      minNotional,
      makerFeeBps: bps(makerFee),
      takerFeeBps: bps(takerFee),
      ...(contractValue === undefined ? {} : { contractValue }),
      ...(quote === 'USD' ? {} : { quoteCurrency: quote }),
    },
    venueSymbol: terms.venueSymbol,
    unifiedSymbol: terms.unifiedSymbol,
    base: terms.base,
    minSize: terms.minSize,
    maxSize: terms.maxSize,
    price: terms.price,
    feesFrom: terms.feesFrom,
    // They become comments of tune.toml, and may quote the venue.
    notes: notes.map((note) => plainLine(note)),
  };
}

/** tune knows a smallest value and no smallest size, so a smallest size above one lot is counted at the price of now. */
function withSmallestSize(terms: Terms): { readonly minNotional: number; readonly notes: readonly string[] } {
  const { minSize, lotSize, minNotional, price, contract, notes } = terms;
  if (minSize === null || contract === 'inverse' || minSize <= lotSize * (1 + 1e-9)) return { minNotional, notes };
  const size = `The venue's smallest order is ${minSize} (${Math.round(minSize / lotSize)} lots)`;
  if (price === null) {
    return { minNotional, notes: [...notes, `${size}; set min_notional to at least that size times the price.`] };
  }
  const value = Number((Math.ceil(minSize * price * 100 - 1e-6) / 100).toFixed(2));
  if (value <= minNotional) return { minNotional, notes };
  const raised = `${size}, so min_notional is ${value} at the price ${price} instead of the venue's ${minNotional}; raise it when the price rises.`;
  return { minNotional: value, notes: [...notes, raised] };
}

/** A share as basis points, without the last binary digits. */
function bps(share: number): number {
  return Math.round(share * 1e10) / 1e6;
}
