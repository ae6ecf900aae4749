/** `tune dashboard`: the page, served on this machine until Ctrl-C. */

import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { machineClock } from '../llm/call.ts';
import { type Context, userName } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { stopOnSignals } from './signals.ts';

interface DashboardFlags {
  readonly port?: string;
  readonly host?: string;
  /** Commander's name for `--no-open`. */
  readonly open: boolean;
  readonly allowNetwork?: boolean;
}

const PORT = '8787';

const HELP = `
Examples:
  tune dashboard             the page at 127.0.0.1:8787, opened in your browser
  tune dashboard --no-open   prints the address only
  tune dashboard --port 0    at any free port
Ctrl-C ends the page and not the campaign. docs/dashboard.md has the rest.`;

export function dashboardVerb(program: Command, run: Run): void {
  program
    .command('dashboard')
    .description('Serve a page on this machine: what happens now, review with decisions, versions, sessions.')
    .option('--port <number>', 'port to listen on; 0 for any that is free', PORT)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--allow-network', 'let others on the network reach it, with --host; the connection is not encrypted')
    .option('--no-open', 'do not open a browser')
    .addHelpText('after', HELP)
    .action((flags: DashboardFlags, command: Command) => run(command, (context) => dashboard(context, flags)));
}

async function dashboard(context: Context, flags: DashboardFlags): Promise<number> {
  const { io, json } = context;
  // Loaded here alone: other verbs need no server.
  const { startDashboard } = await import('../dashboard/server.ts');
  const { port = PORT, host = '127.0.0.1', open, allowNetwork = false } = flags;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError(`--port ${port} is not a port: a number from 0 to 65535`);
  }
  const signals = stopOnSignals(() => undefined);
  try {
    const page = await startDashboard(
      { port: Number(port), host, allowNetwork },
      { ...context, user: userName(), sleep: (ms, signal) => machineClock.sleep(ms, signal) },
    );
    // The address holds the key of the page, so it is printed once and written nowhere.
    io.out(json ? JSON.stringify({ url: page.url }) : page.url);
    io.say('Ctrl-C ends the page. Whoever has this address can decide on proposals: do not share it.');
    if (open && io.interactive) openBrowser(page.openingUrl, io.say);
    if (!signals.signal.aborted) {
      await new Promise<void>((resolve) => signals.signal.addEventListener('abort', () => resolve(), { once: true }));
    }
    await page.close();
    return EXIT.ok;
  } finally {
    signals.release();
  }
}

/** A browser that cannot be opened is no error: the address is on the screen. */
function openBrowser(url: string, say: (text: string) => void): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]];
  const child = spawn(command as string, args as string[], { stdio: 'ignore', detached: true });
  child.on('error', () => say('No browser could be opened: open the address yourself.'));
  child.unref();
}
