/** Serves a study over stdin and stdout until the client closes them or the program is stopped. */

import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { UseCasePorts } from '../app/ports.ts';
import { studyServer } from './studyServer.ts';

/** stdout belongs to the protocol meanwhile: nothing else may be written to it. @param version of the program */
export async function serveStdio(ports: UseCasePorts, version: string, stop: AbortSignal): Promise<void> {
  const server = studyServer(ports, version);
  const closed = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.connect(new StdioServerTransport());
  await closed;
  await server.close();
}
