/** A real Redis server for tests: on loopback, at a free port, with a temporary folder, ended by the test. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why tests of the queue are skipped here; null where the server is installed. */
export const NO_REDIS: string | null =
  spawnSync('redis-server', ['--version']).error === undefined
    ? null
    : 'redis-server is not installed (apt-get install redis-server)';

export interface TestServer {
  readonly port: number;
  /** Without a password. */
  readonly address: string;
  /** Ends it at once, as a machine that fails. */
  kill(): Promise<void>;
  /** Starts it again at the same port, with what it had written down before it was killed. */
  startAgain(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

/** @param password that it wants; none where it is left out */
export async function redisServer(password?: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const port = await freePort();
  let child = await started(port, folder, password);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await ended;
  };
  return {
    port,
    address: `redis://127.0.0.1:${port}`,
    kill,
    startAgain: async () => {
      child = await started(port, folder, password);
    },
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function started(port: number, folder: string, password: string | undefined): Promise<ChildProcess> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  // What was written outlives the process.
  const log = ['--appendonly', 'yes', '--appendfsync', 'everysec'];
  const secret = password === undefined ? [] : ['--requirepass', password];
  const child = spawn('redis-server', [...settings, ...log, ...secret], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}`)));
    child.stdout.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) resolve();
    });
  });
  child.stdout.resume();
  return child;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
