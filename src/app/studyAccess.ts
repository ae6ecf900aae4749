/** Opens the study that the settings name, for reading or for a change, and closes it again. */

import { join } from 'node:path';
import type { Store } from '../store/store.ts';
import { openStore } from '../store/store.ts';
import type { Journal, Studies } from '../study/journal.ts';
import { COMPUTED_ANEW, type KeptAnswers, keptAnswers } from '../workspace/keptAnswers.ts';
import type { UseCasePorts } from './ports.ts';

/** Work on one study. `studies` are all of the workspace. @param kept answers that were computed before */
type Use<T> = (journal: Journal, studies: Studies, kept: KeptAnswers) => T | Promise<T>;

/** Opens the study for reading. No record is written; answers about a long study may be kept in files. @throws StoreError, NotFound; ConfigError */
export async function readStudy<T>(ports: UseCasePorts, use: Use<T>): Promise<T> {
  return withStore(openStore(ports.workspace.databaseFile, { readonly: true }), ports, use);
}

/** Opens the study for a change, and writes history/ again afterwards. The study must exist. @throws StoreError, NotFound, ViewError; ConfigError */
export async function changeStudy<T>(ports: UseCasePorts, use: Use<T>): Promise<T> {
  const { workspace, now } = ports;
  // Opening for writing would make a database that is missing, and there is no study in it.
  openStore(workspace.databaseFile, { readonly: true }).close();
  return withStore(openStore(workspace.databaseFile, { now }), ports, async (journal, studies) => {
    // Of records that change meanwhile nothing is kept.
    const result = await use(journal, studies, COMPUTED_ANEW);
    // What writes pages and tapes is large, and those who only read never need it.
    const { WorkspaceViews } = await import('../workspace/views.ts');
    await new WorkspaceViews(workspace, journal, false).history();
    return result;
  });
}

async function withStore<T>(store: Store, ports: UseCasePorts, use: Use<T>): Promise<T> {
  try {
    const journal = store.existing(ports.settings().config.study.name);
    const folder = join(ports.workspace.answersFolder, journal.study.name);
    return await use(journal, store, keptAnswers(folder, store.digest()));
  } finally {
    store.close();
  }
}
