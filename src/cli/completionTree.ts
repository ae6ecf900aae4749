/** What a shell can complete: the verbs of the program with their flags, read from commander. */

import type { Command } from 'commander';

export interface CompletedFlag {
  /** `--format`, and `-f` where there is a short form. */
  readonly names: readonly string[];
  readonly about: string;
  /** `value`: the next word belongs to it. */
  readonly takes: 'nothing' | 'value';
  /** Words that the value can be; empty where it can be anything. */
  readonly choices: readonly string[];
}

export interface CompletedVerb {
  /** Names from the program on: `[]`, `['tape']`, `['tape', 'list']`. */
  readonly path: readonly string[];
  readonly about: string;
  /** Names of the verbs below it, with what they do. */
  readonly verbs: readonly { readonly name: string; readonly about: string }[];
  /** Those of the whole program included. */
  readonly flags: readonly CompletedFlag[];
  /** Words that its first argument can be; empty where it can be anything. */
  readonly choices: readonly string[];
}

/** The program itself first, then each verb before those below it. */
export function completionTree(program: Command): CompletedVerb[] {
  return branch(program, [], flagsOf(program));
}

function branch(command: Command, path: readonly string[], everywhere: readonly CompletedFlag[]): CompletedVerb[] {
  const below = command.commands.map((inner) => ({ inner, name: inner.name(), about: sentence(inner.description()) }));
  return [
    {
      path,
      about: sentence(command.description()),
      verbs: below.map(({ name, about }) => ({ name, about })),
      flags: path.length === 0 ? everywhere : [...flagsOf(command), ...everywhere],
      choices: command.registeredArguments[0]?.argChoices ?? [],
    },
    ...below.flatMap(({ inner, name }) => branch(inner, [...path, name], everywhere)),
  ];
}

function flagsOf(command: Command): CompletedFlag[] {
  const own = command.options
    .filter((option) => !option.hidden)
    .map((option) => ({
      names: [option.long, option.short].filter((name) => name !== undefined),
      about: sentence(option.description),
      takes: option.required ? ('value' as const) : ('nothing' as const),
      choices: option.argChoices ?? [],
    }));
  return [...own, { names: ['--help', '-h'], about: 'show how it is used', takes: 'nothing', choices: [] }];
}

/** What stands beside a name in a list of a shell: the first sentence, on one line. */
function sentence(text: string): string {
  return (text.split(/(?<=\.) /)[0] ?? '').replace(/\s+/g, ' ').replace(/\.$/, '');
}
