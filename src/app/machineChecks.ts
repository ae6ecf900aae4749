/** Checks of the machine and the workspace. */

import { mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../store/store.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { SetupCheck } from './remedies.ts';

const OLDEST_NODE = 22;
/** A session leaves about 6 MB of tape, a database grows by less; below this a day's campaign may not fit. */
const SCARCE_BYTES = 1e9;
const FULL_BYTES = 5e7;

/** @param store the opened database, null where there is none yet, or the error from opening it */
export function* machineChecks(workspace: Workspace, store: Store | Error | null): Generator<SetupCheck> {
  const node = { name: 'node', text: `Node ${process.version}` } as const;
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) yield { ...node, state: 'ok' };
  else yield { ...node, state: 'failed', text: `${node.text}: ${OLDEST_NODE} or newer is needed` };
  yield workspaceCheck(workspace.folder);
  yield diskCheck(workspace.folder);
  yield databaseCheck(store);
}

function workspaceCheck(folder: string): SetupCheck {
  try {
    rmdirSync(mkdtempSync(join(folder, '.doctor-')));
    return { name: 'workspace', state: 'ok', text: `${folder} can be written to` };
  } catch (error) {
    return { name: 'workspace', state: 'failed', text: `${folder} cannot be written to: ${wordsOf(error)}` };
  }
}

function diskCheck(folder: string): SetupCheck {
  try {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const state = free < FULL_BYTES ? 'failed' : free < SCARCE_BYTES ? 'warning' : 'ok';
    return { name: 'disk', state, text: `${(free / 1e9).toFixed(1)} GB free` };
  } catch (error) {
    return { name: 'disk', state: 'warning', text: `free space is not known: ${wordsOf(error)}` };
  }
}

function databaseCheck(store: Store | Error | null): SetupCheck {
  const name = 'database';
  if (store === null) return { name, state: 'ok', text: 'none yet: tune start makes it' };
  if (store instanceof Error) return { name, state: 'failed', text: store.message };
  const problems = store.check();
  if (problems.length > 0) return { name, state: 'failed', text: problems.join('; ') };
  const studies = store.list().map((study) => study.name);
  return { name, state: 'ok', text: `sound; studies: ${studies.join(', ') || 'none yet'}` };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
