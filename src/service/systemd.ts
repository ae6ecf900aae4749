/** A service as a systemd unit of the user (Linux). */

import { join } from 'node:path';
import { ask, type Machine, type ServiceCommand, ServiceError, type ServiceManager, tell } from './manager.ts';

const SYSTEMCTL = 'systemctl';

/** @param name of the service, in letters, digits and hyphens */
export function systemdUnit(
  name: string,
  { homeFolder, environment }: Pick<Machine, 'homeFolder' | 'environment'>,
): ServiceManager {
  const unit = `mmtune-${name}.service`;
  const configured = environment.XDG_CONFIG_HOME ?? '';
  const file = join(configured === '' ? join(homeFolder, '.config') : configured, 'systemd', 'user', unit);
  const user = (...args: string[]): string[] => ['--user', ...args];
  return {
    kind: 'systemd',
    file,
    advice: 'The unit runs while you are logged in. To keep it after you log out: loginctl enable-linger',
    text: unitText,
    load: () => {
      tell(SYSTEMCTL, user('daemon-reload'));
      tell(SYSTEMCTL, user('enable', '--now', unit));
    },
    unload: () => tell(SYSTEMCTL, user('disable', '--now', unit)),
    forget: () => tell(SYSTEMCTL, user('daemon-reload')),
    state: () => {
      const asked = user('show', unit, '--property=LoadState,ActiveState,SubState,MainPID');
      const { code, out, words } = ask(SYSTEMCTL, asked);
      if (code !== 0) throw new ServiceError(`${SYSTEMCTL} ${asked.join(' ')} failed (code ${code}): ${words}`);
      const { LoadState, ActiveState, SubState, MainPID } = propertiesIn(out);
      if (LoadState === 'not-found') return { state: 'not loaded', pid: null, words: LoadState };
      const pid = Number(MainPID);
      return {
        state: ActiveState === 'active' ? 'running' : 'not running',
        pid: pid > 0 ? pid : null,
        words: `${ActiveState} (${SubState})`,
      };
    },
  };
}

function propertiesIn(out: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    out
      .split('\n')
      .map((line) => line.split(/=(.*)/s))
      .map(([name = '', value = '']) => [name, value]),
  );
}

/**
 * Wrong usage and a workspace in which another service runs (codes 2 and 6) would fail again, so they are not tried again.
 * `TimeoutStopSec`: a running session needs time to be sealed.
 */
function unitText({ command, folder, outputFile, description }: ServiceCommand): string {
  return [
    '[Unit]',
    `Description=${plain(description)}`,
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${command.map(quoted).join(' ')}`,
    `WorkingDirectory=${plain(folder)}`,
    `StandardOutput=append:${plain(outputFile)}`,
    `StandardError=append:${plain(outputFile)}`,
    'Restart=on-failure',
    'RestartSec=60',
    'RestartPreventExitStatus=2 6',
    'TimeoutStopSec=120',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n');
}

/** A value in which systemd replaces `%` only. */
function plain(text: string): string {
  return text.replaceAll('%', '%%');
}

/** An argument of a command line, in which systemd also reads quotes, backslashes and `$`. */
function quoted(argument: string): string {
  const text = argument.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$').replaceAll('%', '%%');
  return `"${text}"`;
}
