/** Files of a workspace that belong to no record, and files that records name and that are missing. */

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PAGES, sessionFolderName } from '../report/links.ts';
import type { StudyReader } from '../study/journal.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { RemediedCheck } from './check.ts';

/** Names listed in one line; the rest is counted. */
const SHOWN = 5;

/** @param studies all of the workspace */
export function strayFiles(workspace: Workspace, studies: readonly StudyReader[]): RemediedCheck[] {
  const sessions = studies.flatMap((reader) =>
    reader.sessions().map((session) => ({ study: reader.study.name, session })),
  );
  const known = new Set(sessions.map(({ study, session }) => sessionFolderName(study, session.number)));
  const runs = foldersIn(workspace.runsFolder, 'README.md').filter((name) => !known.has(name));
  const names = new Set(studies.map(({ study }) => study.name));
  const histories = foldersIn(workspace.historyFolder, PAGES.history).filter((name) => !names.has(name));
  const unfinished = [workspace.folder, workspace.tapesFolder, workspace.compiledFolder].flatMap((folder) =>
    namesIn(folder)
      .filter((name) => /\.partial$|\.tmp-[0-9a-f]+$/.test(name))
      .map((name) => join(folder, name)),
  );
  const tapes = [
    ...new Set(sessions.flatMap(({ session: { source } }) => (source.type === 'tape' ? [source.file] : []))),
  ].filter((file) => !existsSync(resolve(workspace.folder, file)));
  const orphans = [
    ...runs.map((name) => join(workspace.runsFolder, name)),
    ...histories.map((name) => join(workspace.historyFolder, name)),
  ];
  return [
    orphans.length + unfinished.length === 0
      ? { name: 'files', state: 'ok', text: 'every folder in runs/ and history/ belongs to a record', remedy: null }
      : null,
    orphans.length === 0
      ? null
      : {
          name: 'files',
          state: 'warning',
          text: `of no record in this database: ${listed(orphans)}`,
          remedy: 'they may belong to another database: move them away, or delete them once you are sure',
        },
    unfinished.length === 0
      ? null
      : {
          name: 'files',
          state: 'warning',
          text: `unfinished, of a process that died or that still runs: ${listed(unfinished)}`,
          remedy: 'delete them when no tune runs in this folder',
        },
    tapes.length === 0
      ? null
      : {
          name: 'tapes',
          state: 'warning',
          text: `named by sessions and missing: ${listed(tapes)}`,
          remedy:
            'bring them back to where they were: without them tune verify and later races cannot run these sessions',
        },
  ].filter((check): check is RemediedCheck => check !== null);
}

/** Folders that have the file by which tune's own are known: a person's own folders are not judged. */
function foldersIn(folder: string, file: string): string[] {
  return namesIn(folder).filter((name) => existsSync(join(folder, name, file)));
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function listed(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
