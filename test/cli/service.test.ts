/** The real program installs itself as a service, with a stand-in on PATH in place of the manager of services. */

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answers } from '../../src/shapes/answers.ts';
import { aWorkspace, tune } from './tune.ts';

const MAC = process.platform === 'darwin';
const FLAGS = ['0 22 * * *', '--timezone', 'Europe/Vienna', '--hours', '4', '--approve', 'hold'];

/** A home folder with a manager that writes down what it is told and answers as the script says. */
function aHome(script = 'exit 0') {
  const home = aWorkspace();
  const bin = join(home, 'bin');
  const told = join(home, 'told');
  mkdirSync(bin);
  writeFileSync(told, '');
  const file = join(bin, MAC ? 'launchctl' : 'systemctl');
  writeFileSync(file, `#!/bin/sh\necho "$*" >> '${told}'\n${script}\n`);
  chmodSync(file, 0o755);
  const environment = { HOME: home, XDG_CONFIG_HOME: '', PATH: `${bin}${delimiter}${process.env.PATH}` };
  return { environment, told: () => readFileSync(told, 'utf8').trim().split('\n') };
}

interface Installed {
  readonly kind: string;
  readonly file: string;
  readonly command: readonly string[];
}

describe.runIf(MAC || process.platform === 'linux')('tune service', () => {
  it('installs a command that runs as it stands, shows it, and removes it', () => {
    const folder = aWorkspace();
    const answer = MAC
      ? 'printf "x = {\\n\\tstate = running\\n\\tpid = 42\\n}\\n"'
      : 'printf "LoadState=loaded\\nActiveState=active\\nSubState=running\\nMainPID=42\\n"';
    const { environment, told } = aHome(answer);
    const installed = tune(folder, ['service', 'install', ...FLAGS, '--yes', '--json'], environment);
    expect(installed.code).toBe(0);
    expect(answers['service-install']?.shape.safeParse(JSON.parse(installed.out)).error).toBeUndefined();
    const { file, command } = JSON.parse(installed.out) as Installed;
    expect(file.startsWith(environment.HOME)).toBe(true);
    expect(command.slice(2)).toEqual([
      '--workspace',
      expect.any(String),
      '--no-input',
      'schedule',
      '0 22 * * *',
      '--hours',
      '4',
      '--approve',
      'hold',
      '--timezone',
      'Europe/Vienna',
      '--quiet',
    ]);
    const [program = '', ...args] = command;
    const run = spawnSync(program, [...args, '--dry-run'], {
      cwd: '/',
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    });
    expect(run.status).toBe(0);
    expect(run.stdout.match(/22:00 Europe\/Vienna/g)).toHaveLength(5);
    expect(told().at(-1)).toMatch(MAC ? /^bootstrap gui\/\d+ / : /^--user enable --now mmtune-/);

    const again = tune(folder, ['service', 'install', ...FLAGS, '--yes'], environment);
    expect(again.code).toBe(2);
    expect(again.err).toContain('this workspace has a service');
    const status = tune(folder, ['service', 'status'], environment);
    expect(status.out).toContain('running in process 42');

    const removed = tune(folder, ['service', 'uninstall', '--yes', '--json'], environment);
    expect(removed.code).toBe(0);
    expect(answers['service-uninstall']?.shape.safeParse(JSON.parse(removed.out)).error).toBeUndefined();
    expect(existsSync(file)).toBe(false);
    expect(tune(folder, ['service', 'status'], environment).out).toContain('none installed');
    expect(tune(folder, ['service', 'uninstall', '--yes'], environment).code).toBe(2);
  });

  it('shows the file and changes nothing where nobody can be asked', () => {
    const folder = aWorkspace();
    const { environment, told } = aHome();
    const { code, out, err } = tune(folder, ['service', 'install', ...FLAGS], environment);
    expect(code).toBe(2);
    expect(out).toContain('0 22 * * *');
    expect(err).toContain('nothing was changed');
    expect(told()).toEqual(['']);
  });

  it('leaves no file behind where the manager refuses, and shows its words', () => {
    const folder = aWorkspace();
    const { environment } = aHome('echo "no bus" >&2; exit 1');
    const { code, err } = tune(folder, ['service', 'install', ...FLAGS, '--yes'], environment);
    expect(code).toBe(1);
    expect(err).toContain('no bus');
    expect(tune(folder, ['service', 'status'], environment).out).toContain('none installed');
  });

  it('names variables of the shell that the service will not see', () => {
    const { environment } = aHome();
    const { err } = tune(aWorkspace(), ['service', 'install', ...FLAGS, '--yes'], {
      ...environment,
      TUNE_STUDY_SEED: 'x',
    });
    expect(err).toContain('TUNE_STUDY_SEED: set in this shell, which the service does not see');
  });

  it('is refused where there is no manager of services', () => {
    const { code, err } = tune(aWorkspace(), ['service', 'status'], { PATH: '/nowhere' });
    expect(code).toBe(1);
    expect(err).toContain('has neither launchctl of macOS nor systemctl of Linux');
  });
});
