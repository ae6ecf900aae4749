/** Whether a live market is the one that the settings describe: tick, lot, contract, smallest order and fees, as the venue says. */

import type { Instrument } from '../market/instrument.ts';
import type { CampaignRecord, Feed } from '../study/records.ts';
import { feedName } from '../study/sessions.ts';
import { findInstrument } from '../venues/instruments/findInstrument.ts';
import { knownVenues } from '../venues/knownVenues.ts';
import { VenueError } from '../venues/venueError.ts';
import { UsageError } from './errors.ts';
import { plainNumber } from './instrumentSection.ts';
import type { UseCasePorts } from './ports.ts';
import { venueInstruments } from './venueInstruments.ts';

interface Compared {
  /** Nothing that is measured would be right. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Asks the venue, or reads the record of an earlier answer. Where there is neither, the user is told that nothing was compared.
 * @param isAllowed whether the venue may be asked at an address that is neither its own nor on this machine
 * @throws UsageError where the settings are those of another market; UnknownName where the venue does not trade it
 */
export async function requireSameInstrument(
  feed: Feed,
  isAllowed: boolean,
  ports: Pick<UseCasePorts, 'workspace' | 'now' | 'notify' | 'settings'>,
): Promise<void> {
  const { venue, symbol } = feed;
  const { venue: addresses, instrument } = ports.settings().config;
  if (!knownVenues.some(({ name }) => name === venue)) {
    ports.notify(`The instrument was not compared with ${venue}: check tick, lot and fees of tune.toml yourself.`);
    return;
  }
  const restUrl = addresses.name === venue ? addresses.restUrl : '';
  const { signal: stop } = new AbortController();
  try {
    const known = await venueInstruments({ venue, restUrl, addressFrom: null, isAllowed, stop }, ports);
    const { instrument: theirs } = findInstrument(venue, known, symbol);
    const { problems, warnings } = compareInstruments(instrument, theirs, venue);
    for (const warning of warnings) ports.notify(warning);
    if (problems.length === 0) return;
    throw new UsageError(
      [
        `tune.toml describes another market than ${symbol} of ${venue}, so nothing would be measured right:`,
        ...problems.map((problem) => `  ${problem}`),
        `For the lines of tune.toml: tune instruments --venue ${venue} --symbol ${symbol}`,
      ].join('\n'),
    );
  } catch (error) {
    if (!(error instanceof VenueError)) throw error;
    ports.notify(
      `The instrument was not compared with ${venue}: ${error.message}. Check tick, lot and fees of tune.toml yourself.`,
    );
  }
}

/** @param ours of the settings */
export function compareInstruments(ours: Instrument, theirs: Instrument, venue: string): Compared {
  const said = (name: string, own: string | number, other: string | number): string => {
    const text = (value: string | number): string => (typeof value === 'number' ? plainNumber(value) : value);
    return `instrument.${name} is ${text(own)}, and ${venue} says ${text(other)}`;
  };
  const problems: string[] = [];
  const warnings: string[] = [];
  const same = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(a, b);
  if (ours.contract !== theirs.contract) problems.push(said('contract', ours.contract, theirs.contract));
  if (!same(ours.tickSize, theirs.tickSize)) problems.push(said('tick_size', ours.tickSize, theirs.tickSize));
  if (!same(ours.lotSize, theirs.lotSize)) problems.push(said('lot_size', ours.lotSize, theirs.lotSize));
  if ((ours.contractValue ?? 1) !== (theirs.contractValue ?? 1)) {
    problems.push(said('contract_value', ours.contractValue ?? 1, theirs.contractValue ?? 1));
  }
  if (ours.minNotional < theirs.minNotional) {
    const text = said('min_notional', ours.minNotional, theirs.minNotional);
    warnings.push(`${text}: smaller orders count here and would be refused there.`);
  }
  for (const [name, own, other] of [
    ['maker_fee_bps', ours.makerFeeBps, theirs.makerFeeBps],
    ['taker_fee_bps', ours.takerFeeBps, theirs.takerFeeBps],
  ] as const) {
    if (own < other)
      warnings.push(`${said(name, own, other)} for a new account: results are too good if yours is one.`);
  }
  return { problems, warnings };
}

/** A study compares its versions over one market. @throws UsageError where its earlier sessions heard another one */
export function requireSameFeed(feed: Feed, campaigns: readonly CampaignRecord[]): void {
  const other = campaigns.find(({ plan }) => plan.feed !== undefined && feedName(plan.feed) !== feedName(feed));
  if (other?.plan.feed === undefined) return;
  throw new UsageError(
    `this study has heard ${feedName(other.plan.feed)}, and ${feedName(feed)} is another market: begin another study, tune --study NAME start`,
  );
}
