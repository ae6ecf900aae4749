/** A service as a launchd agent of the user (macOS). */

import { join } from 'node:path';
import { ask, type Machine, type ServiceCommand, type ServiceManager, tell } from './manager.ts';

const LAUNCHCTL = 'launchctl';
/** The answer of `launchctl print` for a service that is not loaded; its code is 113 on recent systems. */
const NOT_LOADED = /could not find service/i;

/** @param name of the service, in letters, digits and hyphens */
export function launchdAgent(name: string, { homeFolder, uid }: Pick<Machine, 'homeFolder' | 'uid'>): ServiceManager {
  const label = `mmtune.${name}`;
  const file = join(homeFolder, 'Library', 'LaunchAgents', `${label}.plist`);
  const domain = `gui/${uid}`;
  const target = `${domain}/${label}`;
  return {
    kind: 'launchd',
    file,
    advice: 'The agent runs while you are logged in, and starts again when you log in.',
    text: (service) => agentText(label, service),
    load: () => tell(LAUNCHCTL, ['bootstrap', domain, file]),
    unload: () => {
      const { words } = ask(LAUNCHCTL, ['print', target]);
      if (!NOT_LOADED.test(words)) tell(LAUNCHCTL, ['bootout', target]);
    },
    forget: () => undefined,
    state: () => {
      const { code, out, words } = ask(LAUNCHCTL, ['print', target]);
      if (NOT_LOADED.test(words)) return { state: 'not loaded', pid: null, words };
      const state = /^\s*state = (.+)$/m.exec(out)?.[1] ?? words;
      const pid = /^\s*pid = (\d+)$/m.exec(out)?.[1];
      const running = code === 0 && state === 'running';
      return { state: running ? 'running' : 'not running', pid: pid === undefined ? null : Number(pid), words: state };
    },
  };
}

/** `ExitTimeOut`: a running session needs time to be sealed; launchd's own limit is 20 s. */
function agentText(label: string, { command, folder, outputFile }: ServiceCommand): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key><string>${escaped(label)}</string>`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...command.map((argument) => `    <string>${escaped(argument)}</string>`),
    '  </array>',
    `  <key>WorkingDirectory</key><string>${escaped(folder)}</string>`,
    `  <key>StandardOutPath</key><string>${escaped(outputFile)}</string>`,
    `  <key>StandardErrorPath</key><string>${escaped(outputFile)}</string>`,
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>',
    '  <key>ThrottleInterval</key><integer>60</integer>',
    '  <key>ExitTimeOut</key><integer>120</integer>',
    '  <key>ProcessType</key><string>Standard</string>',
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
