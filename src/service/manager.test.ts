/** launchd agents and systemd units: files that other programs can read, and what the managers are told, by stand-ins on PATH. */

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'plist';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ServiceCommand } from './manager.ts';
import { serviceManager } from './thisMachine.ts';

const COMMAND = [
  '/opt/node/bin/node',
  '/opt/a &amp; b/tune.js',
  'schedule',
  '0 22 * * *',
  '--study',
  '100% "x" $HOME <y> \\z',
];
const SERVICE: ServiceCommand = {
  command: COMMAND,
  folder: '/home/ann/my 100% <study>',
  outputFile: '/home/ann/my 100% <study>/logs/out.log',
  description: 'tune schedule in /home/ann',
};

/** A home folder, and a manager on PATH that writes down what it is told, one line a call, and answers as the script says. */
function aMachine(platform: NodeJS.Platform, manager: string, script = 'exit 0') {
  const homeFolder = mkdtempSync(join(tmpdir(), 'tune-home-'));
  const bin = join(homeFolder, 'bin');
  mkdirSync(bin);
  const told = join(homeFolder, 'told');
  writeFileSync(told, '');
  writeFileSync(join(bin, manager), `#!/bin/sh\necho "$*" >> '${told}'\n${script}\n`);
  chmodSync(join(bin, manager), 0o755);
  const before = process.env.PATH;
  process.env.PATH = `${bin}${delimiter}${before}`;
  onTestFinished(() => {
    process.env.PATH = before;
    rmSync(homeFolder, { recursive: true, force: true });
  });
  const machine = { platform, uid: 501, homeFolder, environment: { PATH: process.env.PATH } };
  return {
    homeFolder,
    manager: serviceManager('night-1234abcd', machine),
    told: () => readFileSync(told, 'utf8').trim().split('\n'),
  };
}

describe('a launchd agent', () => {
  it('is a property list that says what runs, where, and that it starts again after a failure alone', () => {
    const { manager, homeFolder } = aMachine('darwin', 'launchctl');
    expect(manager.file).toBe(join(homeFolder, 'Library/LaunchAgents/mmtune.night-1234abcd.plist'));
    expect(parse(manager.text(SERVICE))).toEqual({
      Label: 'mmtune.night-1234abcd',
      ProgramArguments: COMMAND,
      WorkingDirectory: SERVICE.folder,
      StandardOutPath: SERVICE.outputFile,
      StandardErrorPath: SERVICE.outputFile,
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ThrottleInterval: 60,
      ExitTimeOut: 120,
      ProcessType: 'Standard',
    });
  });

  it('passes the check of plutil', (test) => {
    if (spawnSync('plutil', ['-help']).error !== undefined) return test.skip('plutil is not on this machine');
    const { manager, homeFolder } = aMachine('darwin', 'launchctl');
    const file = join(homeFolder, 'agent.plist');
    writeFileSync(file, manager.text(SERVICE));
    expect(spawnSync('plutil', ['-lint', file], { encoding: 'utf8' })).toMatchObject({ status: 0 });
  });

  it('is loaded into, looked up in and removed from the domain of the user', () => {
    const { manager, told } = aMachine(
      'darwin',
      'launchctl',
      'printf "x = {\\n\\tstate = running\\n\\tpid = 42\\n}\\n"',
    );
    manager.load();
    expect(manager.state()).toEqual({ state: 'running', pid: 42, words: 'running' });
    manager.unload();
    expect(told()).toEqual([
      `bootstrap gui/501 ${manager.file}`,
      'print gui/501/mmtune.night-1234abcd',
      'print gui/501/mmtune.night-1234abcd',
      'bootout gui/501/mmtune.night-1234abcd',
    ]);
  });

  it('that is not loaded is said to be so, and is not removed', () => {
    const { manager, told } = aMachine('darwin', 'launchctl', 'echo "Could not find service" >&2; exit 113');
    expect(manager.state()).toMatchObject({ state: 'not loaded', pid: null });
    manager.unload();
    expect(told().filter((line) => line.startsWith('bootout'))).toEqual([]);
  });

  it('that launchctl refuses is an error with its words', () => {
    const { manager } = aMachine('darwin', 'launchctl', 'echo "Bootstrap failed: 5: Input/output error" >&2; exit 5');
    expect(() => manager.load()).toThrow(/launchctl bootstrap gui\/501 .* \(code 5\): Bootstrap failed: 5/);
  });
});

describe('a systemd unit', () => {
  it('passes the check of systemd, and systemd reads its command as it was', (test) => {
    const { manager, homeFolder } = aMachine('linux', 'systemctl');
    expect(manager.file).toBe(join(homeFolder, '.config/systemd/user/mmtune-night-1234abcd.service'));
    if (spawnSync('systemd-analyze', ['--version']).status !== 0)
      return test.skip('systemd-analyze is not on this machine');
    const folder = join(homeFolder, '100% <study>');
    mkdirSync(folder);
    const file = join(homeFolder, 'mmtune-test.service');
    const verify = (command: readonly string[]) => {
      writeFileSync(file, manager.text({ ...SERVICE, command, folder, outputFile: join(folder, 'out.log') }));
      return spawnSync('systemd-analyze', ['--user', 'verify', file], {
        encoding: 'utf8',
        env: { ...process.env, XDG_RUNTIME_DIR: homeFolder, HOME: homeFolder },
      });
    };
    const { status, stderr } = verify([process.execPath, ...COMMAND.slice(1)]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    // The check can fail: it does for a program that is not there.
    expect(verify(['/nowhere/node']).stderr).toContain('/nowhere/node is not executable');
  });

  it('writes quotes, backslashes, dollar and percent signs so that systemd leaves them alone', () => {
    const { manager } = aMachine('linux', 'systemctl');
    expect(manager.text(SERVICE)).toContain(
      'ExecStart="/opt/node/bin/node" "/opt/a &amp; b/tune.js" "schedule" "0 22 * * *" "--study" "100%% \\"x\\" $$HOME <y> \\\\z"\n',
    );
    expect(manager.text(SERVICE)).toContain('WorkingDirectory=/home/ann/my 100%% <study>\n');
  });

  it('is enabled, looked up and disabled for the user', () => {
    const answer = 'printf "LoadState=loaded\\nActiveState=active\\nSubState=running\\nMainPID=42\\n"';
    const { manager, told } = aMachine('linux', 'systemctl', answer);
    manager.load();
    expect(manager.state()).toEqual({ state: 'running', pid: 42, words: 'active (running)' });
    manager.unload();
    manager.forget();
    expect(told()).toEqual([
      '--user daemon-reload',
      '--user enable --now mmtune-night-1234abcd.service',
      '--user show mmtune-night-1234abcd.service --property=LoadState,ActiveState,SubState,MainPID',
      '--user disable --now mmtune-night-1234abcd.service',
      '--user daemon-reload',
    ]);
  });

  it('that failed or is unknown is said to be so', () => {
    const failed = 'printf "LoadState=loaded\\nActiveState=failed\\nSubState=failed\\nMainPID=0\\n"';
    expect(aMachine('linux', 'systemctl', failed).manager.state()).toEqual({
      state: 'not running',
      pid: null,
      words: 'failed (failed)',
    });
    const unknown = 'printf "LoadState=not-found\\nActiveState=inactive\\nSubState=dead\\nMainPID=0\\n"';
    expect(aMachine('linux', 'systemctl', unknown).manager.state().state).toBe('not loaded');
  });
});

it('a machine with neither is refused with a way out', () => {
  const none = { uid: 501, homeFolder: '/nowhere', environment: { PATH: '/nowhere' } };
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    expect(() => serviceManager('night', { ...none, platform })).toThrow(
      `this machine (${platform}) has neither launchctl of macOS nor systemctl of Linux`,
    );
  }
  expect(existsSync('/nowhere')).toBe(false);
});
