/** What a workspace begins with: an explained tune.toml, and an .env for its keys that only its owner can read. */

import { existsSync, writeFileSync } from 'node:fs';
import { faultOf, fromText } from '../config/declarations.ts';
import { settings } from '../config/settings.ts';
import { renderTemplate } from '../config/template.ts';
import { versionProblems } from '../guardrails/versionProblems.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { defaultLimits } from '../risk/limits.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import type { Preset, StrategyKind } from '../strategy/strategy.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { ASK_AGAIN, checkWritable, viewError, writeWhole } from '../workspace/writeFile.ts';
import { UsageError } from './errors.ts';
import { accountKeys } from './liveAccount.ts';
import { presetCalled, strategyCalled } from './strategyList.ts';

const OLLAMA = 'http://127.0.0.1:11434/v1';
const DEFAULT_CAPITAL = Number(settings['study.capital']?.default);

export interface StartStrategy {
  readonly strategy: StrategyKind;
  readonly preset: Preset | undefined;
}

/** A language model: on this machine through Ollama, or Claude. */
export interface StartModel {
  readonly at: 'ollama' | 'anthropic';
  readonly name: string;
}

export interface Beginning extends StartStrategy {
  /** Quote currency. */
  readonly capital: number;
  /** Null where no live market is listened to. */
  readonly venue: { readonly name: string; readonly symbol: string } | null;
  readonly model: StartModel | null;
}

export interface Begun {
  readonly tomlFile: string;
  readonly envFile: string;
  /** False where there was one already, which stays as it is. */
  readonly isEnvNew: boolean;
  /** The settings that differ from their defaults. */
  readonly set: Readonly<Record<string, string | number>>;
}

/** @throws UsageError for an unknown strategy or preset */
export function startStrategy(strategy: string, preset?: string): StartStrategy {
  const kind = strategyCalled(strategy);
  return { strategy: kind, preset: preset === undefined ? undefined : presetCalled(kind, preset) };
}

/** @throws UsageError where there is a tune.toml already */
export function checkNotBegun({ tomlFile }: Workspace): void {
  if (existsSync(tomlFile)) throw new UsageError(`${tomlFile} exists already; nothing was changed`);
}

/** Why a capital cannot be traded with, in a sentence; null where it can. The first version must not break a limit because of it. */
export function capitalFault(text: string, { strategy, preset }: StartStrategy): string | null {
  const fault = settingFault('study.capital', text);
  if (fault !== null) return fault;
  const parameters = { ...defaultParameters(strategy.parameters), ...preset?.values };
  const problemsWith = (capital: number): string[] =>
    versionProblems(strategy, parameters, { instrument: btcUsdPerp, capital }, defaultLimits);
  const usual = new Set(problemsWith(DEFAULT_CAPITAL));
  const [problem] = problemsWith(Number(text)).filter((one) => !usual.has(one));
  return problem === undefined ? null : `${text} is too little for the first version: ${problem}`;
}

/** Why a setting cannot have a value, in a sentence; null where it can. */
export function settingFault(key: string, text: string): string | null {
  const setting = settings[key];
  if (setting === undefined) throw new RangeError(`${key} is no setting`);
  const fault = faultOf(setting, fromText(setting, text));
  if (fault === undefined) return null;
  return `${text === '' ? 'nothing' : text} ${fault}; allowed: ${allowed(key)}`;
}

function allowed(key: string): string {
  const setting = settings[key];
  if (setting?.kind === 'number') return `a number from ${setting.min} to ${setting.max}`;
  return setting?.kind === 'text' ? setting.allowed : '';
}

/** Writes what is not there yet. @throws UsageError where there is a tune.toml already; ViewError */
export function beginWorkspace(workspace: Workspace, beginning: Beginning): Begun {
  const { folder, tomlFile, envFile } = workspace;
  checkNotBegun(workspace);
  checkWritable(folder);
  const set = settingsOf(beginning);
  const isEnvNew = writeNewEnv(envFile, beginning);
  writeWhole(tomlFile, renderTemplate(beginning.strategy, beginning.preset, set), ASK_AGAIN);
  return { tomlFile, envFile, isEnvNew, set };
}

function settingsOf({ capital, venue, model }: Beginning): Readonly<Record<string, string | number>> {
  return {
    ...(capital === DEFAULT_CAPITAL ? {} : { 'study.capital': capital }),
    ...(venue === null ? {} : { 'venue.name': venue.name, 'venue.symbol': venue.symbol }),
    ...(model === null ? {} : { 'llm.provider': model.at === 'ollama' ? 'openai' : 'anthropic' }),
    ...(model?.at === 'ollama' ? { 'llm.base_url': OLLAMA } : {}),
    ...(model === null ? {} : { 'llm.model': model.name }),
  };
}

/** Never replaces a file: a new one, or none. */
function writeNewEnv(file: string, beginning: Beginning): boolean {
  try {
    writeFileSync(file, envText(beginning), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw viewError(file, error, ASK_AGAIN);
  }
}

function envText({ venue, model }: Beginning): string {
  const account: Readonly<Record<string, readonly string[]>> = accountKeys;
  const ofVenue = venue === null ? [] : (account[venue.name] ?? []);
  return [
    '# Keys of this workspace, a line each: NAME=value. Settings belong in tune.toml, keys only here.',
    '# Only you can read this file, and it has to stay so (mode 600). Do not share it or put it under version control.',
    ...(ofVenue.length === 0
      ? []
      : ['', `# For orders on ${venue?.name} (docs/live.md). Simulation, replay and paper need no key.`]),
    ...ofVenue.map((name) => `# ${name}=`),
    ...(model?.at === 'anthropic' ? ['', '# For the language model (docs/models.md).', '# ANTHROPIC_API_KEY='] : []),
    '',
  ].join('\n');
}
