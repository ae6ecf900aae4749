/** What a venue trades at this moment, read and checked. */

import type { KnownVenue } from '../knownVenues.ts';
import { plainLine } from '../plainLine.ts';
import { VenueError } from '../venueError.ts';
import { ccxtMarkets } from './ccxtMarkets.ts';
import type { LeftOut, Reading, VenueInstrument } from './venueInstrument.ts';

export interface InstrumentList {
  /** By name. */
  readonly instruments: readonly VenueInstrument[];
  readonly leftOut: readonly LeftOut[];
}

export interface Asking {
  /** Without a slash at its end; checked by `venueAddress`. */
  readonly address: string;
  /** For each request and its whole answer. */
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}

/** @throws VenueError where the venue gives no usable answer, or not one usable instrument */
export async function askInstruments(venue: KnownVenue, asking: Asking): Promise<InstrumentList> {
  const { name, ccxtId, types, restUrl, corrected = (answer) => answer, readMarket } = venue;
  const markets = await ccxtMarkets({ venue: name, ccxtId, types, own: restUrl, corrected, ...asking });
  const leftOut: LeftOut[] = [];
  const read: VenueInstrument[] = [];
  for (const market of markets) {
    if (market === null) {
      leftOut.push({ name: '?', unifiedSymbol: '?', reason: 'ccxt describes it in a form that it does not document' });
      continue;
    }
    // null and undefined: the venue does not say, and then it is open.
    const reading: Reading = market.active === false ? 'it is closed for trading' : readMarket(market);
    if (typeof reading !== 'string') read.push(reading);
    else leftOut.push(plain({ name: market.baseName ?? market.id, unifiedSymbol: market.symbol, reason: reading }));
  }
  const counts = new Map<string, number>();
  for (const { instrument } of read) counts.set(instrument.symbol, (counts.get(instrument.symbol) ?? 0) + 1);
  const instruments = read.filter(({ instrument }) => counts.get(instrument.symbol) === 1);
  for (const { instrument, venueSymbol, unifiedSymbol } of read) {
    if (counts.get(instrument.symbol) === 1) continue;
    const reason = `several markets of the venue have the name ${instrument.symbol}`;
    leftOut.push({ name: venueSymbol, unifiedSymbol, reason });
  }
  if (instruments.length === 0) {
    const why = leftOut[0] === undefined ? '' : ` (${leftOut[0].name}: ${leftOut[0].reason})`;
    throw new VenueError(name, 'garbage', `lists ${markets.length} markets, of which none can be used${why}`);
  }
  instruments.sort((a, b) => (a.instrument.symbol < b.instrument.symbol ? -1 : 1));
  return { instruments, leftOut };
}

/** Names and reasons quote the venue, and are shown at a terminal. */
function plain({ name, unifiedSymbol, reason }: LeftOut): LeftOut {
  return { name: plainLine(name), unifiedSymbol: plainLine(unifiedSymbol), reason: plainLine(reason) };
}
