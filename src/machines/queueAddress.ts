/** The address of a Redis or Valkey server. Its password is never part of what is shown. */

import { isIP } from 'node:net';
import { QueueError } from './queueError.ts';

export interface QueueAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
  /** For messages: without user and password. */
  readonly shown: string;
}

/** Variable of the environment or of .env that holds the password. */
export const PASSWORD_VARIABLE = 'QUEUE_PASSWORD';

/** @param password from the environment. @throws QueueError that does not show the text, which may hold a password */
export function queueAddress(text: string, password: string | undefined): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'redis:' && url.protocol !== 'rediss:') || url.hostname === '') {
    throw new QueueError('the address of the queue is not redis://host:port or rediss://host:port', 'usage');
  }
  if (url.password !== '') {
    throw new QueueError(
      `the address of the queue at ${url.hostname} holds a password, which others could read in the list of processes; put it into .env or the environment as ${PASSWORD_VARIABLE}`,
      'usage',
    );
  }
  const database = /^\/?$/.test(url.pathname) ? '0' : url.pathname.slice(1);
  if (!/^\d{1,3}$/.test(database) || url.search !== '' || url.hash !== '') {
    throw new QueueError(
      `the address of the queue at ${url.hostname} ends in ${url.pathname}${url.search}${url.hash}; only the number of a database may stand there, e.g. /0`,
      'usage',
    );
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? 6379 : Number(url.port);
  return {
    host,
    port,
    database: Number(database),
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: password === '' ? undefined : password,
    tls: url.protocol === 'rediss:',
    shown: `${url.protocol}//${url.hostname}:${port}${database === '0' ? '' : `/${database}`}`,
  };
}

/** What a person should know of a queue that others could reach; undefined where nothing is to be said. */
export function exposureOf({ host, tls, password, shown }: QueueAddress): string | undefined {
  if (isLoopback(host)) return undefined;
  const missing = [...(tls ? [] : ['TLS (rediss://)']), ...(password === undefined ? ['a password'] : [])];
  if (missing.length === 0) return undefined;
  return `WARNING: the queue at ${shown} is reached over a network without ${missing.join(' and without ')}. Whoever can write to it can make this program's numbers wrong. docs/workers.md says what to do.`;
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
