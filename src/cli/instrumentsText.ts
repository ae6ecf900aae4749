/** A venue's instruments for the terminal: one line each. */

import { plainNumber } from '../app/instrumentSection.ts';
import { safe } from '../app/safeText.ts';
import type { KnownInstruments } from '../app/venueInstruments.ts';
import { counted } from '../report/figures.ts';
import type { VenueInstrument } from '../venues/instruments/venueInstrument.ts';
import type { Io } from './io.ts';

const HEAD = ['symbol', 'contract', 'tick', 'lot', 'smallest order', 'maker bps', 'taker bps', 'notes'] as const;
/** Columns of words; the others are numbers. */
const LEFT = new Set([0, 1, 7]);

export function instrumentsText(known: KnownInstruments, paint: Io['paint']): string[] {
  const { instruments, leftOut } = known;
  const rows = [HEAD, ...instruments.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (LEFT.has(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const baseTier = instruments.some(({ feesFrom }) => feesFrom === 'base tier');
  return [
    sourceLine(known),
    '',
    paint('dim', lines[0] ?? ''),
    ...lines.slice(1),
    '',
    ...(baseTier ? ['Fees are those of a new account (base tier), which the list of the venue does not hold.'] : []),
    ...(leftOut.length === 0 ? [] : [`Left out: ${counted(leftOut.length, 'market')} (--json has the reasons).`]),
  ];
}

/** `binance (Binance USD-M futures): 3 instruments at https://… now` */
export function sourceLine({ venue, title, address, instruments, unreachable, askedAt }: KnownInstruments): string {
  const when = unreachable === null ? 'now' : `at ${askedAt}`;
  return `${venue} (${title}): ${counted(instruments.length, 'instrument')}, asked at ${address} ${when}`;
}

function cellsOf({ instrument, notes }: VenueInstrument): string[] {
  const { symbol, contract, tickSize, lotSize, minNotional, quoteCurrency = 'USD', contractValue } = instrument;
  return [
    safe(symbol),
    contractValue === undefined ? contract : `${contract}, ${plainNumber(contractValue)} ${quoteCurrency}`,
    plainNumber(tickSize),
    plainNumber(lotSize),
    `${plainNumber(minNotional)} ${quoteCurrency}`,
    plainNumber(instrument.makerFeeBps),
    plainNumber(instrument.takerFeeBps),
    notes.length === 0 ? '' : '(--symbol shows notes)',
  ];
}
