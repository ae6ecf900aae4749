/** Checks the machine, the workspace and the language model, one after the other. */

import { ConfigError, type LoadedConfig } from '../config/load.ts';
import { StoreError } from '../store/errors.ts';
import { openStore, type Store } from '../store/store.ts';
import { type Journal, NotFound } from '../study/journal.ts';
import { WorkspaceViews } from '../workspace/views.ts';
import type { RemediedCheck } from './check.ts';
import { machineChecks } from './machineChecks.ts';
import { type ModelCheckPorts, modelChecks } from './modelChecks.ts';
import { notifyChannel } from './notifyChannel.ts';
import type { UseCasePorts } from './ports.ts';
import { type SetupCheck, setupRemedy } from './remedies.ts';

export interface SetupRequest {
  /** Try all formats of an answer from the strictest on, whatever was found earlier. */
  readonly fresh: boolean;
  /** Ends the wait for the model. */
  readonly stop: AbortSignal;
}

/** Yields each check when it is done. The model is asked a question or two, and its calls are recorded if there is a study. @throws ViewError */
export async function* checkSetup(request: SetupRequest, ports: UseCasePorts): AsyncGenerator<RemediedCheck> {
  for await (const check of checks(request, ports)) yield { ...check, remedy: setupRemedy(check) };
}

/** Whether the settings say that there is no language model; false where they cannot be read. */
export function isWithoutModel({ settings }: Pick<UseCasePorts, 'settings'>): boolean {
  const loaded = loadedOr(settings);
  return !(loaded instanceof ConfigError) && loaded.config.llm.provider === 'none';
}

function loadedOr(settings: UseCasePorts['settings']): LoadedConfig | ConfigError {
  try {
    return settings();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

async function* checks({ fresh, stop }: SetupRequest, ports: UseCasePorts): AsyncGenerator<SetupCheck> {
  const loaded = loadedOr(ports.settings);
  if (loaded instanceof ConfigError) {
    // What the settings would say is not known; the machine is checked all the same.
    const opened = opening(ports, false);
    yield* machineChecks(ports.workspace, opened);
    if (opened !== null && !(opened instanceof Error)) opened.close();
    for (const text of loaded.problems) yield { name: 'settings', state: 'failed', text };
    return;
  }
  const { llm, study } = loaded.config;
  const withModel = llm.provider !== 'none';
  const opened = opening(ports, withModel);
  const store = opened instanceof Error ? null : opened;
  try {
    yield* machineChecks(ports.workspace, opened);
    yield { name: 'settings', state: 'ok', text: 'every key is known and has a value that it can have' };
    yield { name: 'clock', state: 'skipped', text: 'not compared here: tune doctor --venues does it' };
    yield notifyCheck(loaded);
    if (!withModel) return;
    const journal = store === null ? null : studyIn(store, study.name);
    const calls = journal?.calls().length ?? 0;
    const { now, sha256 } = ports;
    yield* modelChecks(loaded, { journal, fresh, stop, now, sha256, ...memoryIn(ports, opened) });
    if (journal !== null && journal.calls().length > calls) {
      await new WorkspaceViews(ports.workspace, journal, false).history();
    }
  } finally {
    store?.close();
  }
}

/** No message is sent: tune notify test does that. */
function notifyCheck(loaded: LoadedConfig): SetupCheck {
  const channel = notifyChannel(loaded);
  const name = 'messages' as const;
  if (channel === null) return { name, state: 'skipped', text: 'none are sent to a phone (notify.use is none)' };
  return typeof channel === 'string'
    ? { name, state: 'failed', text: `${channel}; docs/notify.md says how to set it up` }
    : { name, state: 'ok', text: `${channel.name} is set up; to send one: tune notify test` };
}

/** The database, null where there is none yet, or the error from opening it. Only checks of a model write to it. */
function opening({ workspace, now }: UseCasePorts, withModel: boolean): Store | StoreError | null {
  try {
    const read = openStore(workspace.databaseFile, { readonly: true });
    if (!withModel) return read;
    read.close();
    return openStore(workspace.databaseFile, { now });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return error.kind === 'missing' ? null : error;
  }
}

function studyIn(store: Store, name: string): Journal | null {
  try {
    return store.existing(name);
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

/** What earlier checks found out about the model, in the database. */
function memoryIn(
  { workspace, now }: UseCasePorts,
  opened: Store | StoreError | null,
): Pick<ModelCheckPorts, 'known' | 'remember'> {
  const store = opened instanceof Error ? null : opened;
  return {
    known: (endpoint, model) => store?.probe(endpoint, model),
    remember: (probe) => {
      if (opened instanceof Error) return 'not kept: the database is not sound';
      if (opened !== null) {
        opened.addProbe(probe);
        return null;
      }
      // There is no study yet, so this makes a database without one.
      const made = openStore(workspace.databaseFile, { now });
      try {
        made.addProbe(probe);
      } finally {
        made.close();
      }
      return null;
    },
  };
}
