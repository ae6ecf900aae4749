/** What a venue trades: asked of the venue, and read from the record of an earlier answer where it does not answer. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { askInstruments } from '../venues/instruments/askInstruments.ts';
import { ccxtVersion } from '../venues/instruments/ccxtMarkets.ts';
import { type InstrumentRecord, readRecord, recordText } from '../venues/instruments/instrumentRecord.ts';
import { type KnownVenue, venueNamed } from '../venues/knownVenues.ts';
import { venueAddress } from '../venues/venueAddress.ts';
import { VenueError } from '../venues/venueError.ts';
import { ASK_AGAIN, ViewError, writeWhole } from '../workspace/writeFile.ts';
import type { UseCasePorts } from './ports.ts';

/** The largest list takes some seconds on a slow line. */
const TIMEOUT_MS = 20_000;

export interface InstrumentsRequest {
  /** Name of the venue. */
  readonly venue: string;
  /** Where to ask; empty for the venue's own address. */
  readonly restUrl: string;
  /** The flag or setting that names it; null where another address than the venue's own is said elsewhere. */
  readonly addressFrom: string | null;
  /** Whether --allow-endpoint was given. */
  readonly isAllowed: boolean;
  /** Ends the wait. */
  readonly stop: AbortSignal;
}

export interface KnownInstruments extends InstrumentRecord {
  readonly title: string;
  /** The file that holds this list; null where it could not be written. */
  readonly file: string | null;
  /** Why the venue gave no answer, so that this is the record of an earlier one; null for an answer of now. */
  readonly unreachable: string | null;
  /** Age of the answer in hours: 0 for one of now. */
  readonly ageHours: number;
}

/**
 * Tells the user where the venue is asked if that is not its own address, and how old the answer is if it is not of now.
 * @throws UnknownName; AddressError; VenueError where the venue gives no answer and there is no record of one
 */
export async function venueInstruments(
  request: InstrumentsRequest,
  { workspace, now, notify }: Pick<UseCasePorts, 'workspace' | 'now' | 'notify'>,
): Promise<KnownInstruments> {
  const venue = venueNamed(request.venue);
  const { name: venueName, title, restUrl: own } = venue;
  const { isAllowed, stop } = request;
  const address = venueAddress({
    venue: venueName,
    setting: request.addressFrom ?? 'venue.rest_url',
    kind: 'rest',
    own,
    wanted: request.restUrl,
    isAllowed,
  });
  if (address.warning !== null && request.addressFrom !== null) notify(address.warning);
  const file = join(workspace.venuesFolder, fileName(venue, address.url, address.isOwn));
  try {
    const list = await askInstruments(venue, { address: address.url, timeoutMs: TIMEOUT_MS, stop });
    const record = {
      venue: venueName,
      address: address.url,
      library: `ccxt ${ccxtVersion()}`,
      askedAt: now(),
      ...list,
    };
    return { ...record, title, file: kept(file, record, notify), unreachable: null, ageHours: 0 };
  } catch (error) {
    if (!(error instanceof VenueError) || error.fault === 'stopped') throw error;
    const record = recorded(file, venueName, address.url);
    if (typeof record === 'string') {
      throw new VenueError(venueName, error.fault, `${error.what}. ${record}`, error.status);
    }
    const ageHours = (Date.parse(now()) - Date.parse(record.askedAt)) / 3_600_000;
    notify(`${error.message}. This is what it said ${whenWords(ageHours, record.askedAt)}, from ${file}.`);
    return { ...record, title, file, unreachable: error.message, ageHours };
  }
}

/** Answers from elsewhere never replace the venue's own. */
function fileName({ name }: KnownVenue, url: string, isOwn: boolean): string {
  return isOwn ? `${name}.json` : `${name}@${url.replace(/^\w+:\/\//, '').replace(/[^\w.-]+/g, '-')}.json`;
}

/** The file that now holds the record; null, and a word to the user, where it cannot be written. */
function kept(file: string, record: InstrumentRecord, notify: (text: string) => void): string | null {
  try {
    writeWhole(file, recordText(record), ASK_AGAIN);
    return file;
  } catch (error) {
    if (!(error instanceof ViewError)) throw error;
    notify(`The answer is not kept for nights without the venue: ${error.message.split('\n')[0]}`);
    return null;
  }
}

/** The record of an earlier answer, or a sentence why there is none. */
function recorded(file: string, venue: string, address: string): InstrumentRecord | string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return 'There is no record of an earlier answer either.';
    }
    return `The record of an earlier answer cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  const record = readRecord(text, venue, address);
  return typeof record === 'string' ? `${file} is no sound record of an earlier answer: ${record}.` : record;
}

/** `5 h ago (2026-…)`, in minutes, hours or days. */
function whenWords(hours: number, askedAt: string): string {
  if (hours < 0) return `at ${askedAt}, which is still to come by this machine's clock`;
  const age =
    hours < 1
      ? `${Math.round(hours * 60)} min`
      : hours < 48
        ? `${Math.round(hours)} h`
        : `${Math.round(hours / 24)} days`;
  return `${age} ago (${askedAt})`;
}
