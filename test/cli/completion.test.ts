/** `tune completion`: what a shell offers after the words that are typed. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aWorkspace, tune } from './tune.ts';

function hasShell(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

/** A function that gives what bash offers for the last of the words, by its own `complete`. */
function bash(): (...words: readonly string[]) => string[] {
  const folder = aWorkspace();
  const script = join(folder, 'tune.bash');
  writeFileSync(script, tune(folder, ['completion', 'bash']).out);
  return (...words) => {
    const typed = ['tune', ...words];
    // As readline does: the words, the index of the one at the cursor, then the function that `complete` names.
    const ask = `source "$1"; shift
      COMP_WORDS=("$@"); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); COMPREPLY=()
      complete -p tune | grep -q -- '-F _tune tune' && _tune; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const run = spawnSync('bash', ['--norc', '-c', ask, 'bash', script, ...typed], { encoding: 'utf8', cwd: folder });
    expect(run.stderr).toBe('');
    return run.stdout.split('\n').filter((word) => word !== '');
  };
}

describe.skipIf(!hasShell('bash'))('in bash', () => {
  it('offers verbs, those below a verb, and the flags of each', () => {
    const offers = bash();
    expect(offers('ta').toSorted()).toEqual(['tape', 'targets']);
    expect(offers('tape', '')).toEqual(['record', 'import', 'info', 'list']);
    expect(offers('db', 'c')).toEqual(['check']);
    expect(offers('show', '--r')).toEqual(['--raw']);
    expect(offers('status', '--r')).toEqual([]);
    expect(offers('status', '--work')).toEqual(['--workspace']);
    expect(offers('tape', 'import', '--cl')).toEqual(['--clock']);
  });

  it('offers the words that a flag or an argument can be, and nothing of its own for other values', () => {
    const offers = bash();
    expect(offers('export', '--format', '')).toEqual(['json', 'csv', 'parquet']);
    expect(offers('completion', 'f')).toEqual(['fish']);
    expect(offers('--study', '')).toEqual([]);
    expect(offers('show', '')).toEqual([]);
  });

  it('does not take the value of a flag for a verb', () => {
    const offers = bash();
    expect(offers('--study', 'tape', 'sta')).toEqual(['start', 'status']);
    expect(offers('--json', 'tape', 'in')).toEqual(['info']);
  });

  it('offers every verb that the help lists', () => {
    const offers = bash();
    const help = tune(aWorkspace(), ['--help']).out;
    const verbs = [...help.matchAll(/^ {2}([a-z]+)(?: [[<].*?)? {2,}\S/gm)].map(([, verb]) => verb);
    expect(verbs.length).toBeGreaterThan(30);
    expect(offers('').toSorted()).toEqual(verbs.toSorted());
  });
});

describe.each([
  ['bash', ['--norc', '-n']],
  ['zsh', ['-f', '-n']],
  ['fish', ['--no-config', '--no-execute']],
] as const)('the script for %s', (shell, flags) => {
  it.skipIf(!hasShell(shell))('is read by it without an error', () => {
    const folder = aWorkspace();
    const file = join(folder, 'script');
    writeFileSync(file, tune(folder, ['completion', shell]).out);
    const { status, stderr } = spawnSync(shell, [...flags, file], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

it('names the shells that it knows', () => {
  const { code, err } = tune(aWorkspace(), ['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(err).toContain('Allowed choices are bash, zsh, fish');
});
