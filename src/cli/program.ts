/** All verbs under one program, and the one place where errors become messages and exit codes. */

import { Command, CommanderError } from 'commander';
import { type Context, contextOf, type GlobalOptions } from './context.ts';
import { EXIT, exitCodeOf, messageOf } from './exitCodes.ts';
import { terminalIo } from './io.ts';

/** Does a verb's work and returns the exit code. */
export type Work = (context: Context) => Promise<number>;
export type Run = (command: Command, work: Work) => Promise<void>;
export type Verb = (program: Command, run: Run) => void;

/** Collects a repeatable option. */
export function collect(value: string, all: readonly string[]): readonly string[] {
  return [...all, value];
}

/** Runs the program on arguments without `node` and script; returns the exit code. */
export async function runProgram(version: string, verbs: readonly Verb[], args: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command('tune')
    .description('Makes a crypto market maker better the way a careful researcher would.')
    .version(version)
    .option('--workspace <folder>', 'folder with tune.toml, tune.db, runs/ and history/', '.')
    .option('--study <name>', 'study to work on, instead of study.name of tune.toml')
    .option('--json', 'data as JSON on stdout')
    .option('--no-input', 'ask no questions')
    .showHelpAfterError('(tune help shows all verbs)')
    .exitOverride();
  const run: Run = async (command, work) => {
    const options = command.optsWithGlobals<GlobalOptions>();
    const io = terminalIo({ noInput: options.input === false });
    try {
      code = await work(contextOf(options, io, command.name() === 'init'));
    } catch (error) {
      code = exitCodeOf(error);
      io.say(messageOf(error));
    }
  };
  for (const verb of verbs) verb(program, run);
  for (const command of program.commands) inheritExit(command);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version were asked for; everything else that commander throws is wrong usage.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  return code;
}

function inheritExit(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) inheritExit(inner);
}
