/** `tune notify test`: sends one message to the phone. */

import type { Command } from 'commander';
import { sendTestMessage } from '../app/sendTestMessage.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

export function notifyVerb(program: Command, run: Run): void {
  const notify = program.command('notify').description('Messages about campaigns to your phone (docs/notify.md).');
  notify
    .command('test')
    .description('Send one message now, and say whether the service took it.')
    .action((_options: unknown, command: Command) => run(command, test));
}

async function test(context: Context): Promise<number> {
  const { io, json } = context;
  const by = await sendTestMessage(context);
  if (json) io.out(JSON.stringify({ sent: true, by }, null, 2));
  else io.tell(`${by} took the message; it should be on your phone now.`);
  io.say('Next: tune start');
  return EXIT.ok;
}
