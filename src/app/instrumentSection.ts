/** The `[instrument]` section of tune.toml for an instrument of a venue. */

import { faultOf } from '../config/declarations.ts';
import { settings } from '../config/settings.ts';
import type { VenueInstrument } from '../venues/instruments/venueInstrument.ts';
import { UsageError } from './errors.ts';
import type { KnownInstruments } from './venueInstruments.ts';

/** With its source as comments, ready to be pasted. @throws UsageError for a value that tune.toml does not take */
export function instrumentSection(known: KnownInstruments, found: VenueInstrument): string {
  const { symbol, contract, tickSize, lotSize, minNotional, makerFeeBps, takerFeeBps } = found.instrument;
  const { contractValue, quoteCurrency = 'USD' } = found.instrument;
  const values: Readonly<Record<string, string | number>> = {
    symbol,
    contract,
    ...(contractValue === undefined ? {} : { contract_value: contractValue }),
    quote_currency: quoteCurrency,
    tick_size: tickSize,
    lot_size: lotSize,
    min_notional: minNotional,
    maker_fee_bps: makerFeeBps,
    taker_fee_bps: takerFeeBps,
  };
  for (const [name, value] of Object.entries(values)) {
    const setting = settings[`instrument.${name}`];
    const fault = setting === undefined ? 'is no setting' : faultOf(setting, value);
    if (fault !== undefined) {
      throw new UsageError(`${symbol} of ${known.venue} cannot be used: instrument.${name} = ${value} ${fault}.`);
    }
  }
  const comments = [
    `${symbol} of ${known.venue}, as ${known.address} said at ${known.askedAt} (${known.library}).`,
    ...(found.feesFrom === 'base tier'
      ? ['Fees are those of a new account (base tier): write yours if they differ.']
      : []),
    ...found.notes,
  ];
  return [
    ...comments.map((comment) => `# ${comment}`),
    '[instrument]',
    ...Object.entries(values).map(([name, value]) => `${name} = ${literal(value)}`),
  ].join('\n');
}

function literal(value: string | number): string {
  return typeof value === 'string' ? JSON.stringify(value) : plainNumber(value);
}

/** A number with all its decimals and without an exponent: 0.0000001. */
export function plainNumber(value: number): string {
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  const decimals = Math.max(0, (digits.split('.')[1]?.length ?? 0) - Number(exponent));
  return value.toFixed(Math.min(100, decimals));
}
