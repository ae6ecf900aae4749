/** `tune doctor`: a checklist of the machine, the workspace and the language model. */

import type { Command } from 'commander';
import { machineChecks } from '../app/machineChecks.ts';
import { modelChecks, type ProbeDesk } from '../app/modelChecks.ts';
import { StoreError } from '../store/errors.ts';
import { openStore, type Store } from '../store/store.ts';
import { type Journal, NotFound } from '../study/journal.ts';
import { WorkspaceViews } from '../workspace/views.ts';
import { type Check, checkLine } from './check.ts';
import { type Context, now } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { stopOnSignals } from './signals.ts';

interface DoctorOptions {
  readonly fresh?: boolean;
}

export function doctorVerb(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('Check machine, workspace and language model; this asks the model a question or two.')
    .option('--fresh', 'begin with the strictest way of asking, whatever was found earlier')
    .action((options: DoctorOptions, command: Command) => run(command, (context) => doctor(context, options)));
}

async function doctor(context: Context, options: DoctorOptions): Promise<number> {
  const loaded = context.settings();
  const { llm, study } = loaded.config;
  const withModel = llm.provider !== 'none';
  const opened = opening(context, withModel);
  const store = opened instanceof Error ? null : opened;
  const stop = stopOnSignals(() => context.io.say('stopping: the call is ended and goes on record'));
  try {
    const checks: Check[] = [];
    const take = (check: Check): void => {
      checks.push(check);
      if (!context.json) context.io.out(checkLine(check, context.io));
    };
    for (const check of machineChecks(context.workspace, opened)) take(check);
    if (withModel) {
      const journal = store === null ? null : studyIn(store, study.name);
      const calls = journal?.calls().length ?? 0;
      for await (const check of modelChecks(
        loaded,
        deskOf(context, opened, journal, options.fresh === true, stop.signal),
      )) {
        take(check);
      }
      if (journal !== null && journal.calls().length > calls) {
        await new WorkspaceViews(context.workspace, journal, false).history();
      }
    }
    const code = concluded(context, checks, withModel);
    return stop.state.requested ? EXIT.interrupted : code;
  } finally {
    stop.release();
    store?.close();
  }
}

/** The database, null where there is none yet, or what is wrong with it. Only a model has something to write down. */
function opening({ workspace }: Context, withModel: boolean): Store | StoreError | null {
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

function deskOf(
  { workspace }: Context,
  opened: Store | StoreError | null,
  journal: Journal | null,
  fresh: boolean,
  stop: AbortSignal,
): ProbeDesk {
  const store = opened instanceof Error ? null : opened;
  return {
    journal,
    fresh,
    stop,
    known: (endpoint, model) => store?.probe(endpoint, model),
    remember: (probe) => {
      if (opened instanceof Error) return 'not kept: the database is not sound';
      if (opened !== null) {
        opened.addProbe(probe);
        return null;
      }
      // The first thing that is known in this workspace: a database without a study.
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

function concluded({ io, json }: Context, checks: readonly Check[], withModel: boolean): number {
  const failed = checks.filter(({ state }) => state === 'failed').length;
  const warnings = checks.filter(({ state }) => state === 'warning').length;
  if (json) io.out(JSON.stringify({ ok: failed === 0, checks }, null, 2));
  if (!withModel) {
    io.tell('No language model is set up: the surrogate proposes alone. To have one beside it, in tune.toml:');
    io.tell('  [llm]\n  provider = "openai"\n  base_url = "http://127.0.0.1:11434/v1"\n  model = "qwen3:8b"');
    io.tell('That is Ollama on this machine; others, prices and settings: docs/models.md');
  }
  if (failed > 0) io.tell(`${failed} of ${checks.length} checks failed.`);
  else io.tell(warnings === 0 ? 'All is well.' : `Nothing failed; ${warnings} to look at (!).`);
  io.say(failed > 0 ? 'Next: mend that, then: tune doctor' : 'Next: tune start');
  return failed === 0 ? EXIT.ok : EXIT.error;
}
