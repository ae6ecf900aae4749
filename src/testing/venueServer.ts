/** A server on this machine that answers as a test wants: as venues document it, or as they should not. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface VenueServer {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** `GET /fapi/v1/time`, or `POST /info metaAndAssetCtxs` with the type of the question. */
  readonly asked: readonly string[];
}

/** What is asked: method, path with query, and the body of a POST. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Sends JSON where it returns a value; a returned undefined means that it has sent the answer itself, or never will. */
export type Answer = (asked: Asked, response: ServerResponse) => unknown;

/** Listens until the test ends. */
export async function aVenueServer(answer: Answer): Promise<VenueServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = '', url: path = '' } = request;
      const type = /"type":"(\w+)"/.exec(body)?.[1];
      asked.push([method, path, ...(type === undefined ? [] : [type])].join(' '));
      const value = answer({ method, path, body }, response);
      if (value !== undefined) sendJson(response, value);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** The address of a port that nobody listens on any more. */
export async function anAddressWithoutServer(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
}
