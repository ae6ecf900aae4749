/** Holding sleep off, with stand-ins on PATH in place of the programs of the operating system. */

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { holdSleepOff, type SleepHold } from './sleepHold.ts';

/**
 * A folder that stands first on PATH, with a program in it. The program writes its arguments and its process number to
 * `<name>.args` and then does what the script says.
 */
function standIn(name: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tune-sleep-'));
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "$$ $*" > "${file}.part" && mv "${file}.part" "${file}.args"\n${script}\n`);
  chmodSync(file, 0o755);
  const before = process.env.PATH;
  process.env.PATH = `${folder}${delimiter}${before}`;
  onTestFinished(() => {
    process.env.PATH = before;
    rmSync(folder, { recursive: true, force: true });
  });
  return `${file}.args`;
}

/** What is said, and waiting for it. */
function aVoice() {
  const said: string[] = [];
  let ring = (): void => undefined;
  return {
    said,
    say: (text: string): void => {
      said.push(text);
      ring();
    },
    async hears(text: string): Promise<void> {
      while (!said.some((one) => one.includes(text))) {
        await new Promise<void>((done) => {
          ring = done;
        });
      }
    },
  };
}

async function argumentsIn(file: string): Promise<{ pid: number; args: string }> {
  while (!existsSync(file)) await pause();
  const [pid = '', ...args] = readFileSync(file, 'utf8').trim().split(' ');
  return { pid: Number(pid), args: args.join(' ') };
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await pause();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that has ended and that nobody waits for still has a number on Linux.
    return !existsSync('/proc') || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, 10));
}

function held(hold: SleepHold): SleepHold {
  onTestFinished(() => hold.release());
  return hold;
}

describe('on macOS', () => {
  it('caffeinate is bound to this process, said, and ended at the release', async () => {
    const file = standIn('caffeinate', 'exec sleep 60');
    const voice = aVoice();
    const hold = held(holdSleepOff(voice.say, 'darwin'));
    const { pid, args } = await argumentsIn(file);
    expect(args).toBe(`-i -s -w ${process.pid}`);
    await voice.hears('caffeinate holds sleep off');
    hold.release();
    hold.release();
    await gone(pid);
    expect(voice.said).toHaveLength(1);
  });
});

describe('on Linux', () => {
  it('systemd-inhibit runs a program that ends with this process, and is ended at the release', async () => {
    const file = standIn('systemd-inhibit', 'shift 4; exec "$@"');
    const voice = aVoice();
    const hold = held(holdSleepOff(voice.say, 'linux'));
    const { pid, args } = await argumentsIn(file);
    expect(args).toBe('--what=sleep:idle --who=tune --why=a campaign runs --mode=block sh -c echo held && exec cat');
    await voice.hears('systemd-inhibit holds sleep off');
    hold.release();
    await gone(pid);
  });

  it('ends with the process that holds, also after kill -9', async () => {
    const file = standIn('systemd-inhibit', 'cat');
    const program = `import { holdSleepOff } from ${JSON.stringify(join(import.meta.dirname, 'sleepHold.ts'))};
      holdSleepOff(() => undefined, 'linux'); setInterval(() => undefined, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' });
    onTestFinished(() => void holder.kill('SIGKILL'));
    const { pid } = await argumentsIn(file);
    expect(isAlive(pid)).toBe(true);
    holder.kill('SIGKILL');
    await gone(pid);
  });

  it('does not keep the process alive that holds', () => {
    standIn('systemd-inhibit', 'exec cat');
    const program = `import { holdSleepOff } from ${JSON.stringify(join(import.meta.dirname, 'sleepHold.ts'))};
      holdSleepOff(() => undefined, 'linux');`;
    const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { timeout: 20_000 });
    expect(run.status).toBe(0);
  });

  it('says why sleep is not held off where the system refuses', async () => {
    standIn('systemd-inhibit', 'echo "Access denied" >&2; exit 1');
    const voice = aVoice();
    held(holdSleepOff(voice.say, 'linux'));
    await voice.hears('Sleep is not held off: systemd-inhibit ended with code 1: Access denied');
    expect(voice.said).toHaveLength(1);
  });
});

it('says so where the program is missing, and on other systems', async () => {
  const before = process.env.PATH;
  process.env.PATH = '/nowhere';
  onTestFinished(() => {
    process.env.PATH = before;
  });
  const voice = aVoice();
  held(holdSleepOff(voice.say, 'darwin'));
  await voice.hears('caffeinate is not on this machine');
  holdSleepOff(voice.say, 'win32');
  expect(voice.said.at(-1)).toContain('tune knows no way on win32');
});
