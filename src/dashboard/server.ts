/** The page's server: on this machine alone unless a flag says otherwise. */

import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { serve } from '@hono/node-server';
import { UsageError } from '../app/errors.ts';
import { dashboardApp } from './app.ts';
import type { DashboardPorts } from './ports.ts';
import { newSecrets } from './security.ts';
import { SystemError } from './systemError.ts';

export interface DashboardOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Address to listen on; `127.0.0.1` unless another is wanted. */
  readonly host: string;
  /** That others on the network may reach it was asked for. */
  readonly allowNetwork: boolean;
}

export interface Dashboard {
  /** Address with the token, for the person alone. */
  readonly url: string;
  /** The same for a browser that the program opens: good once. */
  readonly openingUrl: string;
  close(): Promise<void>;
}

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '::1'];
const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '::'];

/** @throws UsageError for an address beyond this machine without the flag; SystemError where the port is taken */
export async function startDashboard(options: DashboardOptions, ports: DashboardPorts): Promise<Dashboard> {
  const { port, host, allowNetwork } = options;
  if (!LOOPBACK.includes(host) && !allowNetwork) {
    throw new UsageError(
      `--host ${host} lets others on the network reach the page, which decides on proposals. If you want that, add --allow-network: they still need the key in its address, but the connection is not encrypted.`,
    );
  }
  const secrets = newSecrets();
  const stop = new AbortController();
  let bound = port;
  const app = dashboardApp({ ports, secrets, hosts: () => hostsOf(host, bound), port: () => bound, stop: stop.signal });
  const server = serve({ fetch: app.fetch, hostname: host, port });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
  });
  bound = (server.address() as AddressInfo).port;
  const [first = `127.0.0.1:${bound}`] = hostsOf(host, bound);
  return {
    url: `http://${first}/?token=${secrets.token}`,
    openingUrl: `http://${first}/?token=${secrets.opening}`,
    close: async () => {
      stop.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

/** What `Host` may say. On every address: each of this machine's, by number. */
function hostsOf(host: string, port: number): string[] {
  const names = EVERY_ADDRESS.includes(host)
    ? ['127.0.0.1', 'localhost', ...addresses()]
    : LOOPBACK.includes(host)
      ? [host, ...LOOPBACK.filter((one) => one !== host)]
      : [host];
  return names.map((name) => `${name.includes(':') ? `[${name}]` : name}:${port}`);
}

function addresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((found) => (found ?? []).map(({ address }) => address));
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new SystemError(
        `port ${port} of ${host} is in use, perhaps by another tune dashboard; choose another with --port, 0 for any`,
      );
    case 'EACCES':
      return new SystemError(`port ${port} of ${host} may not be used by this user; choose one above 1023 with --port`);
    case 'EADDRNOTAVAIL':
      return new SystemError(`${host} is no address of this machine`);
    default:
      return error;
  }
}
