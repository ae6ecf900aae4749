/** Holds the machine's sleep off with a program of the operating system. */

import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Holds sleep off from its making until its release; see {@link holdSleepOff}. */
export interface SleepHold {
  /** Lets the machine sleep again. A second call does nothing. */
  release(): void;
}

/** How one operating system is asked to hold sleep off. */
interface Holder {
  readonly program: string;
  readonly args: readonly string[];
  /** What tells that sleep is held off: that the program runs, or that it ran its own command, which prints a line. */
  readonly proof: 'it runs' | 'it prints';
  readonly limits: string;
}

/**
 * Both programs end with this process, also after kill -9: caffeinate watches it, and systemd-inhibit runs a `cat` whose input
 * ends with this process. systemd-inhibit runs its command only when the system agreed.
 */
function holderOn(platform: NodeJS.Platform, pid: number): Holder | null {
  switch (platform) {
    case 'darwin':
      return {
        program: 'caffeinate',
        args: ['-i', '-s', '-w', String(pid)],
        proof: 'it runs',
        limits: 'A closed lid or an empty battery still puts the machine to sleep.',
      };
    case 'linux':
      return {
        program: 'systemd-inhibit',
        args: [
          ...['--what=sleep:idle', '--who=tune', '--why=a campaign runs', '--mode=block'],
          ...['sh', '-c', 'echo held && exec cat'],
        ],
        proof: 'it prints',
        limits: 'A closed lid or an empty battery may still put the machine to sleep.',
      };
    default:
      return null;
  }
}

/**
 * Begins to hold sleep off, and says so, or that it is not possible and why. A campaign runs in either case.
 * @param say also called later, when the program ends before the release
 */
export function holdSleepOff(say: (text: string) => void, platform: NodeJS.Platform = process.platform): SleepHold {
  const holder = holderOn(platform, process.pid);
  if (holder === null) {
    say(`Sleep is not held off: tune knows no way on ${platform}. Keep the machine awake by its settings.`);
    return { release: () => undefined };
  }
  const { program, args, proof, limits } = holder;
  let ended = false;
  const end = (reason: string): void => {
    if (!ended) say(`Sleep is not held off: ${reason}. Keep the machine awake by its settings.`);
    ended = true;
  };
  // In a session of its own: Ctrl-C must not end it before the running session is sealed, and it cannot ask for a password.
  const child = spawn(program, args, { stdio: 'pipe', detached: true });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-300);
  });
  const held = (): void => say(`While the campaign runs, ${program} holds sleep off. ${limits}`);
  if (proof === 'it runs') child.once('spawn', held);
  else child.stdout.once('data', held);
  child.on('error', (error: NodeJS.ErrnoException) =>
    end(error.code === 'ENOENT' ? `${program} is not on this machine` : `${program}: ${error.message}`),
  );
  child.on('close', (code) => end(`${program} ended${code === null ? '' : ` with code ${code}`}${reasonIn(words)}`));
  child.stdin.on('error', () => undefined); // The program may end before its input does.
  // It must not keep this process alive.
  child.unref();
  for (const pipe of [child.stdin, child.stdout, child.stderr]) if (pipe instanceof Socket) pipe.unref();
  return {
    release: () => {
      if (ended) return;
      ended = true;
      child.stdin.end();
      child.kill('SIGTERM');
    },
  };
}

function reasonIn(words: string): string {
  const text = words.trim().split('\n').at(-1) ?? '';
  return text === '' ? '' : `: ${text}`;
}
