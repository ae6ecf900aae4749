/** `tune fit volatility --tape …`: a forecast of volatility for `tiered`, with its error on hours that it was not fitted on. */

import type { Command } from 'commander';
import { fitVolatilityOn } from '../app/fitVolatility.ts';
import { EXIT } from './exitCodes.ts';
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
}
