/** Why a venue gave no usable answer, in words. */

import { ExplainedError } from '../market/explainedError.ts';
import { plainLine } from './plainLine.ts';

const SHOWN_CHARACTERS = 600;

export type VenueFault =
  /** The venue refuses this place or this user. */
  | 'refused'
  | 'rate-limited'
  /** No connection, a broken one, or an error of the server. */
  | 'unreachable'
  | 'timeout'
  /** An answer that is none: another form, no JSON, values that cannot be. */
  | 'garbage'
  /** The caller ended the wait. */
  | 'stopped';

export class VenueError extends ExplainedError {
  override name = 'VenueError';
  readonly errorKind = 'venue';
  readonly fault: VenueFault;
  /** HTTP status; null where there was none. */
  readonly status: number | null;
  /** What happened without the name of the venue: `gave no answer within 5 s`. */
  readonly what: string;

  constructor(venue: string, fault: VenueFault, what: string, status: number | null = null) {
    // It may quote the venue.
    const plain = plainLine(what, SHOWN_CHARACTERS);
    super(`${venue} ${plain}`);
    this.fault = fault;
    this.status = status;
    this.what = plain;
  }
}

/** What an HTTP status other than success means to a trader. @param again seconds until the venue wants to be asked again; null where it does not say */
export function statusFault(status: number, again: number | null): readonly [VenueFault, string] {
  const pause = again === null ? '' : `; it asks to wait ${again} s`;
  if (status === 451) {
    return [
      'refused',
      'refuses this place for legal reasons (HTTP 451): it is closed to the country or data centre from which you connect',
    ];
  }
  if (status === 403) {
    return [
      'refused',
      'refuses the connection (HTTP 403): its firewall blocks the place or network from which you connect',
    ];
  }
  if (status === 401) return ['refused', 'wants a key for this request (HTTP 401)'];
  if (status === 429) return ['rate-limited', `was asked too often (HTTP 429)${pause}`];
  if (status === 418) return ['rate-limited', `has banned this address for asking too often (HTTP 418)${pause}`];
  if (status === 404) return ['garbage', 'does not know this request (HTTP 404): is the address right?'];
  if (status >= 500) return ['unreachable', `is down, overloaded or in maintenance (HTTP ${status})${pause}`];
  if (status >= 300 && status < 400) return ['garbage', `redirects elsewhere (HTTP ${status}), which is not followed`];
  return ['garbage', `refuses the request (HTTP ${status})`];
}

const CONNECTION_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name of its server cannot be resolved: no network, or no such name',
  EAI_AGAIN: 'the name of its server cannot be resolved: no network, or no name server answers',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to its server',
  ENETUNREACH: 'there is no network',
  ETIMEDOUT: 'no connection came about in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
};

/** An error of the connection in words, with its code. @param error what `fetch` threw */
export function connectionWords(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const words = CONNECTION_WORDS[code];
  if (words !== undefined) return `cannot be reached: ${words} (${code})`;
  if (code.startsWith('CERT_') || code.includes('CERT') || code.startsWith('ERR_TLS')) {
    return `cannot be reached: its certificate is not trusted (${code})`;
  }
  const said = cause instanceof Error ? cause.message : String(cause);
  return `cannot be reached: ${said}${code === '' ? '' : ` (${code})`}`;
}
