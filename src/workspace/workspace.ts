/** Where things are in a workspace: one folder that holds everything of a user's studies. */

import { join, resolve } from 'node:path';

export interface Workspace {
  readonly folder: string;
  readonly tomlFile: string;
  readonly envFile: string;
  readonly databaseFile: string;
  readonly lockFile: string;
  /** What the campaign that runs does, for other processes; it stays after its end. */
  readonly activityFile: string;
  /** Held by the service that starts campaigns at their times. */
  readonly scheduleLockFile: string;
  /** What that service starts and when, for other processes. */
  readonly scheduleFile: string;
  /** The log of that service. */
  readonly logsFolder: string;
  /** One folder a session: result, fills, charts, tape. */
  readonly runsFolder: string;
  /** Index of the studies, the words of all pages, and one folder a study: EVOLUTION.md and a page for each version and round. */
  readonly historyFolder: string;
  readonly tapesFolder: string;
  /** One folder a recording of a live feed: the messages as they came. */
  readonly capturesFolder: string;
  /** What venues said about their instruments, a file for each venue and address; asked again when it can be. */
  readonly venuesFolder: string;
  /** What became of own orders at venues, a file for each market, and the beginning of their ids. */
  readonly ordersFolder: string;
  /** Compiled forms of tapes whose own folder may not be written to; can be deleted at any time. */
  readonly compiledFolder: string;
  /** One folder a study: answers that took long to compute; can be deleted at any time. */
  readonly answersFolder: string;
}

export function workspaceAt(folder: string): Workspace {
  const root = resolve(folder);
  return {
    folder: root,
    tomlFile: join(root, 'tune.toml'),
    envFile: join(root, '.env'),
    databaseFile: join(root, 'tune.db'),
    lockFile: join(root, 'tune.lock'),
    activityFile: join(root, 'tune.activity.json'),
    scheduleLockFile: join(root, 'tune.schedule.lock'),
    scheduleFile: join(root, 'tune.schedule.json'),
    logsFolder: join(root, 'logs'),
    runsFolder: join(root, 'runs'),
    historyFolder: join(root, 'history'),
    tapesFolder: join(root, 'tapes'),
    capturesFolder: join(root, 'captures'),
    venuesFolder: join(root, 'venues'),
    ordersFolder: join(root, 'orders'),
    compiledFolder: join(root, 'compiled'),
    answersFolder: join(root, 'answers'),
  };
}
