/** The manager of services on this machine. */

import { homedir, userInfo } from 'node:os';
import { launchdAgent } from './launchd.ts';
import { isOnPath, type Machine, ServiceError, type ServiceManager } from './manager.ts';
import { systemdUnit } from './systemd.ts';

export function thisMachine(): Machine {
  return {
    platform: process.platform,
    uid: userInfo().uid,
    homeFolder: homedir(),
    environment: process.env,
  };
}

/** @param name of the service. @throws ServiceError where there is neither launchd nor systemd */
export function serviceManager(name: string, machine: Machine): ServiceManager {
  const { platform } = machine;
  if (platform === 'darwin' && isOnPath('launchctl', machine)) return launchdAgent(name, machine);
  if (platform === 'linux' && isOnPath('systemctl', machine)) return systemdUnit(name, machine);
  throw new ServiceError(
    `this machine (${platform}) has neither launchctl of macOS nor systemctl of Linux, so tune cannot install a service. Run tune schedule in a terminal that stays open, or under the manager of services that you have.`,
  );
}
