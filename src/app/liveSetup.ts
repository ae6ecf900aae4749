/** What is settled before a live market is opened: which it is, from which address, and where it is kept. */

import { join } from 'node:path';
import { LiveMarketError, type LiveMarketRequest } from '../live/liveMarket.ts';
import { forecastSize, RESERVE_BYTES, type SizeForecast } from '../recordings/capture/sizeForecast.ts';
import type { Feed } from '../study/records.ts';
import { addressesOf } from '../venues/addresses.ts';
import { warnOfCcxt } from './ccxtWarning.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';

export interface LiveSetup {
  readonly market: LiveMarketRequest;
  /** After market and time; the names of its files begin with it. */
  readonly name: string;
}

export interface LiveRequest {
  readonly hours: number;
  /** What the tape is made for: sessions compile it as they go. */
  readonly use: 'recording' | 'session';
  /** Whether market data may come from an address that is neither the venue's nor on this machine. */
  readonly isEndpointAllowed: boolean;
  /** µs since 1970. */
  readonly nowUs: number;
  /** On the disk of the workspace. */
  readonly freeBytes: number;
}

/** The market that the settings name. @throws UsageError where they name none */
export function feedOfSettings({ settings }: Pick<UseCasePorts, 'settings'>): Feed {
  const { name, symbol } = settings().config.venue;
  if (symbol === '') {
    throw new UsageError('no market is named: use --symbol, or venue.symbol of tune.toml, e.g. BTC on Hyperliquid');
  }
  return { venue: name, symbol };
}

/** The instrument's tick and lot size are those of the settings. @throws AddressError; UnknownName; LiveMarketError where the disk will not hold it */
export function liveSetup(
  { venue, symbol }: Feed,
  { hours, use, isEndpointAllowed, nowUs, freeBytes }: LiveRequest,
  { workspace, settings, notify }: Pick<UseCasePorts, 'workspace' | 'settings' | 'notify'>,
): LiveSetup {
  warnOfCcxt(venue, notify);
  const { venue: addresses, instrument } = settings().config;
  const given = addresses.name === venue ? addresses : { restUrl: '', wsUrl: '' };
  const from = addressesOf(venue, given, isEndpointAllowed, notify);
  requireRoom(forecastSize(venue, hours, use, freeBytes), hours, notify);
  const { tickSize, lotSize } = instrument;
  const name = `${fileName(venue)}-${fileName(symbol)}-${compactTime(nowUs)}`;
  return {
    name,
    market: {
      venue,
      grid: { symbol, tickSize, lotSize },
      addresses: from,
      captureFolder: join(workspace.capturesFolder, name),
    },
  };
}

export function lengthText(hours: number): string {
  return hours < 1 ? `${Number((60 * hours).toFixed(2))} min` : `${Number(hours.toFixed(2))} h`;
}

function requireRoom(forecast: SizeForecast, hours: number, notify: (text: string) => void): void {
  const words = forecastText(forecast, hours);
  if (forecast.fits) notify(words);
  else throw new LiveMarketError(`${words}: not enough. Free some space, or record for a shorter time.`);
}

function forecastText({ bytes, freeBytes }: SizeForecast, hours: number): string {
  const megabytes = (number: number): string => `${Math.ceil(number / 1e6)} MB`;
  return `${lengthText(hours)} of a busy market may take ${megabytes(bytes)} with compiled forms of the tape; ${megabytes(freeBytes)} are free, of which ${megabytes(RESERVE_BYTES)} stay free`;
}

function fileName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._-]/g, '-');
}

/** `20260102T030405Z` */
function compactTime(us: number): string {
  return new Date(us / 1000).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
