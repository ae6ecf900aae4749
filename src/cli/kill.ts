/** `tune kill`: cancels own orders at the venue, whatever else is broken. */

import type { Command } from 'commander';
import { type Killed, killOrders } from '../app/killOrders.ts';
import { counted } from '../report/figures.ts';
import { confirmSymbol } from './confirmSymbol.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { ALLOW_ENDPOINT_FLAG, SYMBOL_FLAG, VENUE_FLAG } from './sharedFlags.ts';

interface KillOptions {
  readonly flatten?: boolean;
  readonly all?: boolean;
  readonly venue?: string;
  readonly symbol?: string;
  readonly allowEndpoint?: boolean;
}

const WITHIN_MS = 60_000;
const HELP = `
Examples:
  tune kill                 cancel all orders of this workspace at the venue of tune.toml
  tune kill --flatten       and close the position with orders that take from the book
  tune kill --all           cancel every order in the instrument, after you have typed its symbol
Orders of other programs and of persons are not touched without --all. It needs tune.toml and the keys, and no database.
Exit code 0 when nothing of ours is open (and the position is closed), 1 otherwise.`;

export function killVerb(program: Command, run: Run): void {
  program
    .command('kill')
    .description(
      'Cancel the orders of this workspace at the venue until none is open; works while a campaign runs, and after a crash.',
    )
    .option('--all', 'cancel the orders of others in the instrument too; asks you to type the symbol')
    .option('--flatten', 'close the position too, up to 1 % beyond the middle of the market')
    .option(...VENUE_FLAG)
    .option(...SYMBOL_FLAG)
    .option(...ALLOW_ENDPOINT_FLAG)
    .addHelpText('after', HELP)
    .action((options: KillOptions, command: Command) => run(command, (context) => kill(context, options)));
}

async function kill(
  context: Context,
  { flatten = false, all = false, venue, symbol, allowEndpoint }: KillOptions,
): Promise<number> {
  const { io, json } = context;
  const loaded = context.settings([
    ['venue.name', '--venue', venue],
    ['venue.symbol', '--symbol', symbol],
  ]);
  const request = {
    flattens: flatten,
    confirmAll: all ? (name: string, words: string) => confirmSymbol(io, name, words, 'cancel all orders') : null,
    isEndpointAllowed: allowEndpoint === true,
    withinMs: WITHIN_MS,
  };
  const killed = await killOrders(request, { ...context, settings: () => loaded });
  if (json) io.out(JSON.stringify(killed, null, 2));
  else for (const line of killedText(killed)) io.tell(line);
  const isOpen = killed.orders === null || killed.orders.length > 0;
  return isOpen || (flatten && killed.positionLots !== 0) ? EXIT.error : EXIT.ok;
}

function killedText({ venue, symbol, orders, positionLots, others }: Killed): string[] {
  const place = `${symbol} on ${venue}`;
  const first =
    orders === null
      ? `WARNING: ${venue} did not answer: orders of ${symbol} may be open. Use the page of the venue.`
      : orders.length === 0
        ? `No order of this workspace is open in ${place}.`
        : `WARNING: still open in ${place}: ${counted(orders.length, 'order')} of this workspace. Use the page of the venue.`;
  const position =
    positionLots === null
      ? 'The position is not known.'
      : positionLots === 0
        ? 'There is no position.'
        : `The position is ${positionLots} lots${positionLots > 0 ? ' long' : ' short'}: tune kill --flatten closes it.`;
  return [
    first,
    position,
    ...(others === 0 ? [] : [`Open there and not touched: ${counted(others, 'order')} of others.`]),
  ];
}
