/** The program with all its verbs. Only here do errors become messages and exit codes. */

import { Command, CommanderError, type Option } from 'commander';
import { UsageError } from '../app/errors.ts';
import type { Context, GlobalOptions } from './context.ts';
import { examples } from './examples.ts';
import { EXIT, errorFactsOf } from './exitCodes.ts';
import { exampleText, helpLines } from './helpText.ts';
import { terminalIo } from './io.ts';
import { verbNamed } from './verbNamed.ts';
import { withBeginnings } from './verbSuggestion.ts';

/** Does a verb's work and returns the exit code. */
export type VerbWork = (context: Context) => Promise<number>;
export type Run = (command: Command, work: VerbWork) => Promise<void>;
export type Verb = (program: Command, run: Run) => void;

/** A command as the list of all commands shows it. */
export interface ListedCommand {
  /** Its name and arguments. */
  readonly usage: string;
  readonly about: string;
}

/** The commands that one piece of code makes, and how that is loaded. */
export interface ListedVerb {
  readonly commands: readonly ListedCommand[];
  readonly load: () => Promise<Verb>;
}

/** Verbs under one heading in the help. */
export interface VerbGroup {
  readonly heading: string;
  readonly verbs: readonly ListedVerb[];
}

const BEGINNING = `To begin:
  tune start --hours 8    eight hours on synthetic markets; needs no key and no network
  tune history            the results
  tune help start         how a verb is used`;

const EVERYWHERE = 'With every verb: --workspace <folder>, --study <name>, --json, --no-input (tune --help).';

/** Runs the program on arguments without `node` and script; returns the exit code. */
export async function runProgram(
  version: string,
  groups: readonly VerbGroup[],
  args: readonly string[],
): Promise<number> {
  let code: number = EXIT.ok;
  let failed: Command | null = null;
  const json = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length).includes('--json');
  const run: Run = async (command, work) => {
    const options = command.optsWithGlobals<GlobalOptions & { readonly csv?: boolean }>();
    const dataOnly = json || options.csv === true;
    const terminal = terminalIo({ noInput: options.input === false, dataOnly });
    let answered = false;
    const io = {
      ...terminal,
      out: (text: string) => {
        answered = true;
        terminal.out(text);
      },
    };
    try {
      if (json && options.csv === true)
        throw new UsageError('--json and --csv contradict each other: name one of them');
      // With the settings, of which the help needs nothing.
      const { contextOf } = await import('./context.ts');
      code = await work(contextOf(options, io, command.name() === 'init'));
    } catch (error) {
      const { kind, exitCode, message, stack } = errorFactsOf(error);
      const hint = kind === 'usage' ? helpOf(command) : kind === 'no-study' ? 'tune start' : null;
      code = exitCode;
      // Stdout holds at most one JSON document.
      if (json && !answered) io.out(errorJson(kind, message, hint));
      io.say(stack ?? message);
    }
  };
  const program = await programOf(version, groups, verbNamed(args), run);
  prepare(program, json, (command) => {
    failed = command;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander throws for --help and --version too, with exit code 0. Everything else is wrong usage.
    if (error.exitCode === 0) return EXIT.ok;
    if (json) process.stdout.write(`${usageJson(error, failed ?? program)}\n`);
    return EXIT.usage;
  }
  return code;
}

/** The scripts of a shell name the flags of all verbs. */
const COMPLETION = 'completion';

/**
 * The program, in which nothing has run yet.
 * @param used the verb whose code is loaded: the others are only listed; `completion` for the code of all
 */
export async function programOf(
  version: string,
  groups: readonly VerbGroup[],
  used: string | null,
  run: Run,
): Promise<Command> {
  const program = new Command('tune')
    .description('Makes a crypto market maker better the way a careful researcher would.')
    .version(version, '-V, --version', 'show the version of the program')
    .option('--workspace <folder>', 'folder with tune.toml, tune.db, runs/ and history/', '.')
    .option('--study <name>', 'study to work on, instead of study.name of tune.toml')
    .option('--json', 'the answer as JSON on stdout, errors too')
    .option('--no-input', 'ask no questions')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .addHelpText('after', `\n${BEGINNING}`);
  for (const { heading, verbs } of groups) {
    program.commandsGroup(heading);
    for (const verb of verbs) {
      if (isNeeded(verb, used)) (await verb.load())(program, run);
      else list(verb, program);
    }
  }
  addHelpVerb(program);
  return program;
}

function isNeeded({ commands }: ListedVerb, used: string | null): boolean {
  return used === COMPLETION || commands.some(({ usage }) => usage.split(' ')[0] === used);
}

/** Commands that are named in the help, but are not used. */
function list({ commands }: ListedVerb, program: Command): void {
  for (const { usage, about } of commands) program.command(usage).description(about);
}

function errorJson(kind: string, message: string, hint: string | null): string {
  return JSON.stringify({ error: { kind, message, hint } }, null, 2);
}

function usageJson({ code, message }: CommanderError, command: Command): string {
  const text = code === 'commander.help' ? 'a verb is missing' : message.replace(/^error: /, '');
  return errorJson('usage', withBeginnings(text, verbsOf(command)), helpOf(command));
}

function verbsOf(command: Command): string[] {
  return command.commands.map((inner) => inner.name());
}

/** `learnings add` */
function pathOf(command: Command): string {
  return helpOf(command).split(' ').slice(1, -1).join(' ');
}

/** `tune learnings add --help` */
function helpOf(command: Command): string {
  const names: string[] = ['--help'];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

/** Rules for every verb: an option is given once, all help has one form, and help after an error goes to stdout too. */
function prepare(command: Command, json: boolean, onError: (command: Command) => void): void {
  const { say } = terminalIo({ noInput: true, dataOnly: json });
  command
    .exitOverride((error) => {
      onError(command);
      throw error;
    })
    .configureHelp({
      minWidthToWrap: 20,
      optionDescription: (option) => `${option.description}${noteOf(option)}`,
      subcommandTerm: (inner) => [inner.name(), ...inner.registeredArguments.map(argumentTerm)].join(' '),
    })
    .configureOutput({
      writeOut: (text) => writeHelp(process.stdout, text),
      writeErr: (text) => writeHelp(json ? process.stderr : process.stdout, text),
      outputError: (text) => say(`${withBeginnings(text, verbsOf(command))}(${helpOf(command)} shows how it is used)`),
    });
  const example = examples[pathOf(command)];
  if (example !== undefined) command.addHelpText('after', () => `\n${exampleText(example, widthOf(process.stdout))}`);
  if (command.parent !== null && command.commands.length === 0) command.addHelpText('after', `\n${EVERYWHERE}`);
  for (const option of command.options) if (isSingle(option)) refuseTwice(command, option);
  for (const inner of command.commands) prepare(inner, json, onError);
}

function writeHelp(stream: NodeJS.WriteStream, text: string): void {
  stream.write(helpLines(text, widthOf(stream)));
}

/** Without a limit where no person reads it. */
function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true ? stream.columns : Number.POSITIVE_INFINITY;
}

function argumentTerm(argument: Command['registeredArguments'][number]): string {
  const text = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${text}>` : `[${text}]`;
}

function noteOf({ mandatory, defaultValue }: Option): string {
  if (mandatory) return ' (required)';
  return typeof defaultValue === 'string' ? ` (default: ${defaultValue})` : '';
}

/** Takes one value, and is not collected. */
function isSingle({ required, parseArg }: Option): boolean {
  return required && parseArg === undefined;
}

/** Commander would drop the first of two values without an error. */
function refuseTwice(command: Command, option: Option): void {
  let first: string | null = null;
  option.argParser((value: string) => {
    if (first !== null) {
      command.error(`error: option '${option.flags}' is given twice, as ${first} and as ${value}; name one`);
    }
    first = value;
    return value;
  });
}

/** `tune help [verb]`; an unknown verb is an error, as it is elsewhere. */
function addHelpVerb(program: Command): void {
  program
    .command('help [verb...]')
    .helpGroup('Help:')
    .description('Show how a verb is used.')
    .action(async (names: readonly string[]) => {
      let command = program;
      for (const name of names) {
        const inner = command.commands.find((one) => one.name() === name);
        if (inner === undefined) {
          await command.parseAsync([name], { from: 'user' });
          return;
        }
        command = inner;
      }
      command.outputHelp();
    });
}
