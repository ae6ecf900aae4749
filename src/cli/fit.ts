/** `tune fit volatility` and `tune fit hedge`: what a strategy can read, fitted on tapes, with its error on hours that it was not fitted on. */

import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { fitHedgeOn } from '../app/fitHedge.ts';
import { fitVolatilityOn } from '../app/fitVolatility.ts';
import { EXIT } from './exitCodes.ts';
import { fitHedgeText } from './fitHedgeText.ts';
import { fitText } from './fitText.ts';
import type { Run } from './program.ts';
import { collect, TAPES_FLAG } from './sharedFlags.ts';

export function fitVerb(program: Command, run: Run): void {
  const fit = program.command('fit').description('Fit what a strategy can read on tapes. Nothing is written.');
  fit
    .command('volatility')
    .description(
      'Fit HAR-RV and exponentially weighted forecasts of volatility for tiered, and show their errors beside that of what it reads now.',
    )
    .option(...TAPES_FLAG, collect, [])
    .action((options: { readonly tape: readonly string[] }, command: Command) =>
      run(command, async (context) => {
        const fitted = await fitVolatilityOn(options.tape, context);
        const { io } = context;
        io.out(context.json ? JSON.stringify(fitted, null, 2) : fitText(fitted, io.width));
        return EXIT.ok;
      }),
    );
  fit
    .command('hedge')
    .description(
      'Fit how far a market follows the move of another one, its hedge reference, for tiered and regime, and show the error beside that of no hedge.',
    )
    .option('--tape <file>', 'tape of the market that is traded; may be repeated, each tape once', collect, [])
    .option('--reference <file>', 'tape of the other market, of the same time; may be repeated', collect, [])
    .option('--horizon <seconds>', 'time over which the own move is measured', '5')
    .action((options: HedgeOptions, command: Command) =>
      run(command, async (context) => {
        const { tape: tapes, reference: references } = options;
        const fitted = await fitHedgeOn({ tapes, references, horizonSeconds: horizonOf(options) }, context);
        const { io } = context;
        io.out(context.json ? JSON.stringify(fitted, null, 2) : fitHedgeText(fitted, io.width));
        return EXIT.ok;
      }),
    );
}

interface HedgeOptions {
  readonly tape: readonly string[];
  readonly reference: readonly string[];
  readonly horizon: string;
}

/** @throws UsageError for anything but a number of seconds */
function horizonOf({ horizon }: HedgeOptions): number {
  const seconds = Number(horizon);
  if (/^\d+(\.\d+)?$/.test(horizon) && seconds >= 0.5 && seconds <= 300) return seconds;
  throw new UsageError(`--horizon ${horizon} is not a number of seconds from 0.5 to 300`);
}
