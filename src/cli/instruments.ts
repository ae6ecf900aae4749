/** `tune instruments`: what a venue trades, and the section of tune.toml for one of its instruments. */

import type { Command } from 'commander';
import { instrumentSection } from '../app/instrumentSection.ts';
import { venueInstruments } from '../app/venueInstruments.ts';
import { findInstrument } from '../venues/instruments/findInstrument.ts';
import { knownVenues } from '../venues/knownVenues.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { instrumentsText, sourceLine } from './instrumentsText.ts';
import type { Run } from './program.ts';
import { ALLOW_ENDPOINT_FLAG } from './sharedFlags.ts';
import { untilStopped, VENUES_STOPPING } from './signals.ts';

interface InstrumentsOptions {
  readonly venue: string;
  readonly symbol?: string;
  readonly restUrl?: string;
  readonly allowEndpoint?: boolean;
}

export function instrumentsVerb(program: Command, run: Run): void {
  program
    .command('instruments')
    .description(
      'Show what a venue trades, with tick, lot, smallest order and fees. Needs no key. The answer is kept in venues/ and shown again while the venue does not answer.',
    )
    .requiredOption('--venue <name>', knownVenues.map((venue) => venue.name).join(', '))
    .option('--symbol <name>', 'one instrument, as the [instrument] section of tune.toml')
    .option('--rest-url <url>', 'where the venue is asked, instead of at its own address; a server on this machine')
    .option(...ALLOW_ENDPOINT_FLAG)
    .action((options: InstrumentsOptions, command: Command) =>
      run(command, (context) =>
        untilStopped(context.io, (stop) => instruments(context, options, stop), VENUES_STOPPING),
      ),
    );
}

async function instruments(context: Context, options: InstrumentsOptions, stop: AbortSignal): Promise<number> {
  const { io, json } = context;
  const { venue, symbol, restUrl = '', allowEndpoint: isAllowed = false } = options;
  const known = await venueInstruments({ venue, restUrl, addressFrom: '--rest-url', isAllowed, stop }, context);
  if (symbol === undefined) {
    if (json) io.out(JSON.stringify(known, null, 2));
    else for (const line of instrumentsText(known, io.paint)) io.out(line);
    io.say(`Next: tune instruments --venue ${known.venue} --symbol ${known.instruments[0]?.instrument.symbol}`);
    return EXIT.ok;
  }
  const found = findInstrument(known.venue, known, symbol);
  const section = instrumentSection(known, found);
  if (json) {
    const { instruments: _, leftOut: __, ...source } = known;
    io.out(JSON.stringify({ ...source, ...found, section }, null, 2));
    return EXIT.ok;
  }
  io.out(section);
  io.say(sourceLine(known));
  io.say('Next: put these lines in place of [instrument] in tune.toml');
  return EXIT.ok;
}
