/** `tune mcp`: the study for programs that speak the Model Context Protocol. */

import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { stopOnSignals } from './signals.ts';

const HELP = `
A program starts it and speaks to it over stdin and stdout, e.g. with these lines in its settings:
  { "mcpServers": { "tune": {
    "command": "tune", "args": ["--workspace", "/home/me/btc", "mcp"] } } }
It can read the study and propose, and it can approve nothing. docs/mcp.md has its tools.`;

export function mcpVerb(program: Command, run: Run): void {
  program
    .command('mcp')
    .description('Serve the study to a program that speaks the Model Context Protocol, over stdin and stdout.')
    .addHelpText('after', HELP)
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        if (context.json)
          throw new UsageError('--json is for one answer, and tune mcp speaks a protocol: leave it out');
        // Settings that are wrong are said now, and not at the first question.
        context.settings();
        const { serveStdio } = await import('../mcp/serveStdio.ts');
        const stop = stopOnSignals(() => undefined);
        try {
          context.io.say(`Serving ${context.workspace.folder} over stdin and stdout; Ctrl-C ends it.`);
          await serveStdio(context, program.version() ?? '', stop.signal);
        } finally {
          stop.release();
        }
        return EXIT.ok;
      }),
    );
}
