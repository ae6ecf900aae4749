/** The table of verbs says what the verbs say themselves, and the code of a verb is loaded when that verb is used. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { verbNamed } from '../../src/cli/verbNamed.ts';
import { verbGroups } from '../../src/cli/verbTable.ts';
import { REPOSITORY } from '../floors/floors.ts';

const listed = verbGroups.flatMap(({ verbs }) => verbs);

test.each(listed.map((verb) => [verb.commands.map(({ usage }) => usage.split(' ')[0]).join(', '), verb] as const))(
  'what the help says of %s is what it says itself',
  async (_, verb) => {
    const program = new Command('tune');
    (await verb.load())(program, () => Promise.resolve());
    const said = program.commands.map((command) => ({
      usage: command
        .createHelp()
        .subcommandTerm(command)
        .replace(/ \[options\]/, ''),
      about: command.description(),
    }));
    expect(verb.commands).toEqual(said);
  },
);

describe('the verb that arguments ask for', () => {
  test.each([
    ['status', 'status'],
    ['--json status --study btc', 'status'],
    ['--workspace status --study start review p3', 'review'],
    ['--workspace=status watch', 'watch'],
    ['help start', 'start'],
    ['help tape record', 'tape'],
    ['--no-input help --json start', 'start'],
    ['tape record --help', 'tape'],
    ['stats', 'stats'],
  ])('%s: %s', (args, verb) => {
    expect(verbNamed(args.split(' '))).toBe(verb);
  });

  test.each([[''], ['--help'], ['help'], ['--version'], ['--workspace status']])('"%s" asks for none', (args) => {
    expect(verbNamed(args.split(' ').filter((arg) => arg !== ''))).toBeNull();
  });
});

/** Rooms and packages of the files that a command loads. */
function loadedBy(...args: string[]): Set<string> {
  const hooks = `import { registerHooks } from 'node:module';
    const loaded = new Set();
    registerHooks({ load(url, context, next) {
      loaded.add(/node_modules\\/((?:@[^/]+\\/)?[^/]+)|src\\/([^/]+)\\//.exec(url)?.slice(1).find(Boolean) ?? '');
      return next(url, context);
    } });
    process.on('exit', () => process.stderr.write(JSON.stringify([...loaded])));`;
  const program = join(REPOSITORY, 'src/main.ts');
  const url = `data:text/javascript,${encodeURIComponent(hooks)}`;
  const { stderr } = runNode(['--import', url, program, ...args]);
  return new Set(JSON.parse(stderr.slice(stderr.lastIndexOf('['))) as string[]);
}

function runNode(args: readonly string[]): { readonly stderr: string } {
  const script = `process.exitCode = 0; const { spawnSync } = require('node:child_process');
    process.stdout.write(spawnSync(process.execPath, ${JSON.stringify(args)}, { encoding: 'utf8', timeout: 20000 }).stderr);`;
  return { stderr: execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 30_000 }) };
}

test('the help of the program loads no verb and no package but that which reads the arguments', () => {
  const loaded = loadedBy('--help');
  expect([...loaded].filter((name) => name !== '').sort()).toEqual(
    ['cli', 'commander', 'market', 'app', 'report'].sort(),
  );
});
