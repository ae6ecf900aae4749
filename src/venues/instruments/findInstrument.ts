/** The instrument that a person means by a name. */

import { similarNames } from '../../market/similarNames.ts';
import { UnknownName } from '../knownVenues.ts';
import type { InstrumentList } from './askInstruments.ts';
import type { VenueInstrument } from './venueInstrument.ts';

const SHOWN = 8;

/**
 * Finds by the name in tune.toml, the venue's or ccxt's; then the same without regard to case; then by the base currency, where
 * only one instrument has it.
 * @throws UnknownName with the reason where the venue's market is left out, and with the nearest names otherwise
 */
export function findInstrument(venue: string, list: InstrumentList, name: string): VenueInstrument {
  const { instruments, leftOut } = list;
  const exact = instruments.filter((one) => namesOf(one).includes(name));
  const lower = name.toLowerCase();
  const sameLetters = instruments.filter((one) => namesOf(one).some((known) => known.toLowerCase() === lower));
  const sameBase = instruments.filter(({ base }) => base.toLowerCase() === lower);
  for (const found of [exact, sameLetters, sameBase]) {
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    if (found.length > 1)
      throw new UnknownName(`${venue} trades several instruments as ${name}: ${shown(found)}. Name one.`);
  }
  const closed = leftOut.find((one) => [one.name, one.unifiedSymbol].some((known) => known.toLowerCase() === lower));
  if (closed !== undefined) throw new UnknownName(`${name} of ${venue} cannot be used: ${closed.reason}.`);
  const near = similarNames(
    name,
    instruments.map(({ instrument }) => instrument.symbol),
    SHOWN,
  );
  const hint = near.length === 0 ? `All: tune instruments --venue ${venue}` : `Near: ${near.join(', ')}`;
  throw new UnknownName(`${venue} trades no ${JSON.stringify(name)}. ${hint}`);
}

function namesOf({ instrument, venueSymbol, unifiedSymbol }: VenueInstrument): readonly string[] {
  return [instrument.symbol, venueSymbol, unifiedSymbol];
}

function shown(found: readonly VenueInstrument[]): string {
  const names = found.map(({ instrument }) => instrument.symbol);
  return names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
}
