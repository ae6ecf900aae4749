/** Opens the study that the settings name, for reading or for a change, and closes it again. */

import type { Store } from '../store/store.ts';
import { openStore } from '../store/store.ts';
import type { Journal, Studies } from '../study/journal.ts';
import type { UseCasePorts } from './ports.ts';

/** Work on one study. `studies` are all of the workspace. */
type Use<T> = (journal: Journal, studies: Studies) => T | Promise<T>;

/** Opens the study for reading. Nothing is written. @throws StoreError, NotFound; ConfigError */
export async function readStudy<T>(ports: UseCasePorts, use: Use<T>): Promise<T> {
  return withStore(openStore(ports.workspace.databaseFile, { readonly: true }), ports, use);
}

/** Opens the study for a change, and writes history/ again afterwards. The study must exist. @throws StoreError, NotFound, ViewError; ConfigError */
export async function changeStudy<T>(ports: UseCasePorts, use: Use<T>): Promise<T> {
  const { workspace, now } = ports;
  // Opening for writing would make a database that is missing, and there is no study in it.
  openStore(workspace.databaseFile, { readonly: true }).close();
  return withStore(openStore(workspace.databaseFile, { now }), ports, async (journal, studies) => {
    const result = await use(journal, studies);
    // What writes pages and tapes is large, and those who only read never need it.
    const { WorkspaceViews } = await import('../workspace/views.ts');
    await new WorkspaceViews(workspace, journal, false).history();
    return result;
  });
}

async function withStore<T>(store: Store, ports: UseCasePorts, use: Use<T>): Promise<T> {
  try {
    return await use(store.existing(ports.settings().config.study.name), store);
  } finally {
    store.close();
  }
}
