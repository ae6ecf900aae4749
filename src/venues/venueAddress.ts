/**
 * Which address a venue may be asked at. Prices decide what is traded, so a venue is asked at its own address, at one on this
 * machine, or at one that the user has allowed.
 */

import { ExplainedError } from '../market/explainedError.ts';

/** The address of a venue cannot be used; says which and why. */
export class AddressError extends ExplainedError {
  override name = 'AddressError';
  readonly errorKind = 'usage';
}

export interface AddressRequest {
  /** Name of the venue, for messages. */
  readonly venue: string;
  /** Name of the setting or flag that holds the address, for messages: `venue.rest_url`. */
  readonly setting: string;
  /** `rest` is http and https, `stream` is ws and wss. */
  readonly kind: 'rest' | 'stream';
  /** The venue's own address, e.g. https://api.hyperliquid.xyz; null where ccxt knows it. */
  readonly own: string | null;
  /** The address as the user wrote it; empty for the venue's own. */
  readonly wanted: string;
  /** Whether the user allowed an address elsewhere, with --allow-endpoint. */
  readonly isAllowed: boolean;
}

export interface VenueAddress {
  /** Without a slash at its end; empty for an own address that ccxt knows. */
  readonly url: string;
  readonly isOwn: boolean;
  /** A sentence for the user where the address is not the venue's own; null otherwise. */
  readonly warning: string | null;
}

const PROTOCOLS = { rest: ['http:', 'https:'], stream: ['ws:', 'wss:'] } as const;

/** @throws AddressError where the address has a wrong form or may not be used */
export function venueAddress(request: AddressRequest): VenueAddress {
  const { venue, setting, kind, own, isAllowed } = request;
  const wanted = request.wanted.trim();
  const ownUrl = own === null ? '' : plainUrl(new URL(own));
  const ownWords = own === null ? '' : ` ${ownUrl}`;
  if (wanted === '') return { url: ownUrl, isOwn: true, warning: null };
  const [open, encrypted] = PROTOCOLS[kind];
  const url = URL.parse(wanted);
  if (url === null || (url.protocol !== open && url.protocol !== encrypted)) {
    throw new AddressError(`${setting}: an address of ${venue} has the form ${encrypted}//host/path, not "${wanted}".`);
  }
  // The address is shown and recorded, so it must not contain a secret.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new AddressError(
      `${setting}: the address at ${url.host} holds a user, password, query or fragment: leave them out.`,
    );
  }
  const plain = plainUrl(url);
  if (plain === ownUrl) return { url: ownUrl, isOwn: true, warning: null };
  const warning = `${setting}: ${venue} is asked at ${plain} and not at its own address${ownWords}. What comes from there is not checked against the venue.`;
  if (isLoopback(url)) return { url: plain, isOwn: false, warning };
  if (url.protocol === open) {
    throw new AddressError(
      `${setting}: ${plain} is neither on this machine nor encrypted; anyone on the way could change prices. Use ${encrypted}//.`,
    );
  }
  if (!isAllowed) {
    throw new AddressError(
      `${setting}: ${plain} is neither ${venue}'s own address${own === null ? '' : ` (${ownUrl})`} nor on this machine. If it is meant, allow it with --allow-endpoint.`,
    );
  }
  return { url: plain, isOwn: false, warning };
}

/** 127.0.0.0/8, ::1 and the name localhost. Other spellings of an IPv4 address have been unified by URL before. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function plainUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname}`.replace(/\/+$/, '');
}
