/** Checks of the configured model, one after the other. After a failed check, those that depend on it are left out. */

import type { LlmConfig } from '../config/config.ts';
import type { LoadedConfig } from '../config/load.ts';
import { machineClock } from '../llm/call.ts';
import type { ModelListing } from '../llm/models.ts';
import { tokenCounter } from '../llm/promptText.ts';
import { type Llm, LlmFault } from '../proposer/llm.ts';
import { answerShape } from '../proposer/model/answer.ts';
import { CostBudget } from '../proposer/model/costBudget.ts';
import { EndpointContext } from '../proposer/model/endpointContext.ts';
import { FormatFallback } from '../proposer/model/formatFallback.ts';
import { probeShape, type ShapeProbe } from '../proposer/model/probe.ts';
import type { ModelPorts } from '../proposer/model/settings.ts';
import { counted } from '../report/figures.ts';
import { callSumOf, costWords } from '../report/modelCalls.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Journal, NewCall } from '../study/journal.ts';
import type { ProbeRecord } from '../study/records.ts';
import { readPrompts } from '../workspace/prompts.ts';
import { dryProposal } from './dryProposal.ts';
import { UsageError } from './errors.ts';
import { contextTokensOf, llmOf, outputFormatsOf } from './modelPorts.ts';
import { spentOn } from './modelSpending.ts';
import type { SetupCheck } from './remedies.ts';

export interface ModelCheckPorts {
  /** null before there is a study; calls are then not recorded. */
  readonly journal: Journal | null;
  /** What is known of this endpoint and model. */
  readonly known: (endpoint: string, model: string) => ProbeRecord | undefined;
  /** Keeps what was found. Returns null, or a sentence why it could not. */
  readonly remember: (probe: Omit<ProbeRecord, 'probedAt'>) => string | null;
  /** Try all formats from the strictest on, whatever is known. */
  readonly fresh: boolean;
  /** Ends the wait for the endpoint. */
  readonly stop: AbortSignal;
  readonly now: () => string;
  readonly sha256: (text: string) => string;
}

/** Yields each check when it is done. The model is asked for one answer and one proposal. */
export async function* modelChecks(loaded: LoadedConfig, ports: ModelCheckPorts): AsyncGenerator<SetupCheck> {
  const { llm: wanted } = loaded.config;
  const key = keyCheck(wanted, loaded.secret(wanted.keyVariable) ?? '');
  yield key;
  if (key.state === 'failed') return;
  const llm = await clientOf(loaded, ports.stop);
  if (typeof llm === 'string') return yield { name: 'address', state: 'failed', text: llm };
  // The address is shown only now: the client has checked that it holds no secret.
  yield { name: 'model', state: 'ok', text: `${llm.model} at ${llm.endpoint} (provider ${wanted.provider})` };
  const listing = await listingOf(loaded, ports.stop);
  yield reachedCheck(wanted, listing);
  if (listing instanceof LlmFault && listing.kind !== 'not-found') return;
  const listed = listing instanceof LlmFault ? null : listing;
  if (listed?.present === true) yield { name: 'listed', state: 'ok', text: `${wanted.model} is there` };

  const known = ports.known(llm.endpoint, llm.model);
  const contextTokens = listed === null ? (known?.contextTokens ?? null) : listed.contextTokens;
  const calls: NewCall[] = [];
  const model = await probePorts(loaded, llm, ports, contextTokens, calls);
  const budget = new CostBudget(model.settings.caps, model.spentToday());
  const { strategy, parameters } = startOf(loaded, ports.journal);
  const probe = await probeShape(answerShape(strategy.parameters, parameters), parameters.number, model, budget);
  if (listed?.present === false) yield absentCheck(wanted, listed, probe.format !== null);
  yield shapeCheck(probe, ports.fresh ? undefined : known);
  if (probe.leak !== null) yield leakCheck(probe.leak);
  if (probe.format !== null) {
    yield contextCheck(wanted, contextTokens);
    yield* dryProposal(ports.journal, loaded.config.proposer.effectPerHourPct, model, budget, calls);
    const kept = ports.remember({
      endpoint: llm.endpoint,
      model: llm.model,
      format: probe.format,
      contextTokens: model.context.tokens ?? contextTokens,
    });
    yield kept === null
      ? { name: 'remembered', state: 'ok', text: `campaigns begin with ${probe.format}` }
      : { name: 'remembered', state: 'warning', text: kept };
  }
  yield costCheck(wanted, calls, ports.journal !== null);
}

function keyCheck({ provider, keyVariable, baseUrl }: LlmConfig, key: string): SetupCheck {
  const name = 'key';
  if (key !== '') return { name, state: 'ok', text: `${keyVariable} is set` };
  const how = `put ${keyVariable}=… into .env (chmod 600 .env) or the environment`;
  if (provider === 'anthropic') return { name, state: 'failed', text: `${keyVariable} is not set: ${how}` };
  const local = isLocal(baseUrl);
  return {
    name,
    state: local ? 'ok' : 'warning',
    text: `${keyVariable} is not set; ${local ? 'servers on this machine usually need none' : `if the server needs a key, ${how}`}`,
  };
}

/** A server on this machine costs nothing and usually needs no key. */
function isLocal(baseUrl: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(URL.parse(baseUrl)?.hostname ?? '');
}

async function clientOf(loaded: LoadedConfig, stop: AbortSignal): Promise<Llm | string> {
  try {
    return (await llmOf(loaded, stop)) ?? 'llm.provider is none';
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

/** Tries once, so that the user does not wait. */
async function listingOf({ config, secret }: LoadedConfig, stop: AbortSignal): Promise<ModelListing | LlmFault> {
  const { provider, baseUrl: endpoint, model, keyVariable, timeoutSeconds } = config.llm;
  const retry = { maxTries: 1, totalMs: timeoutSeconds * 1000, stop, clock: machineClock };
  const options = { endpoint, model, key: secret(keyVariable) ?? '', retry };
  try {
    // The clients of the models are large: no other verb loads them.
    const { anthropicModels, openAiModels } = await import('../llm/models.ts');
    return provider === 'anthropic' ? await anthropicModels(options) : await openAiModels(options);
  } catch (error) {
    if (error instanceof LlmFault) return error;
    throw error;
  }
}

function reachedCheck({ baseUrl }: LlmConfig, listing: ModelListing | LlmFault): SetupCheck {
  const name = 'reachable';
  if (!(listing instanceof LlmFault)) return { name, state: 'ok', text: `${baseUrl} lists its models` };
  const state = listing.kind === 'not-found' ? 'warning' : 'failed';
  return { name, state, text: listing.message };
}

/** Lists can be incomplete: a model that is not listed and answers is only a warning. */
function absentCheck({ model }: LlmConfig, { known }: ModelListing, answers: boolean): SetupCheck {
  const there = known.length === 0 ? 'no model' : known.join(', ');
  const text = `${model} is not in the list${answers ? ', but answers' : ''}; the list has: ${there}`;
  return { name: 'listed', state: answers ? 'warning' : 'failed', text };
}

async function probePorts(
  { config }: LoadedConfig,
  llm: Llm,
  { journal, known, fresh, now, sha256 }: ModelCheckPorts,
  contextTokens: number | null,
  calls: NewCall[],
): Promise<ModelPorts> {
  const formats = outputFormatsOf(config.llm);
  const names: readonly string[] = formats;
  const last = fresh ? undefined : known(llm.endpoint, llm.model)?.format;
  return {
    llm,
    settings: { ...config.llm.settings, contextTokens: contextTokensOf(config, contextTokens) },
    templates: readPrompts(),
    countTokens: await tokenCounter(),
    formats: new FormatFallback(formats.slice(Math.max(0, names.indexOf(last ?? ''))), () => undefined),
    context: new EndpointContext(),
    record: (call, texts) => {
      const probe: NewCall = { ...call, purpose: 'probe', sessionId: null };
      calls.push(probe);
      return journal === null ? calls.length : journal.addCall(probe, texts).id;
    },
    sha256,
    spentToday: () => (journal === null ? 0 : spentOn(journal, now().slice(0, 10))),
  };
}

/** The newest version of the study, or what will be its first: the shape of an answer depends on it. */
function startOf({ config }: LoadedConfig, journal: Journal | null) {
  const newest = journal?.versions().at(-1);
  return {
    strategy: strategyNamed(journal?.study.strategy ?? config.study.strategy),
    parameters: newest ?? { number: 1, parameters: config.parameters },
  };
}

function shapeCheck({ format, failed, silence }: ShapeProbe, known: ProbeRecord | undefined): SetupCheck {
  const name = 'answer shape';
  const told = failed.map((one) => `${one.format} ${one.how} (${one.why})`);
  if (format === null) {
    const reasons = [...told, ...(silence === null ? [] : [silence])];
    return {
      name,
      state: 'failed',
      text: `the model answers in no format that tune can ask for: ${reasons.join('; ')}`,
    };
  }
  const begun =
    known === undefined || told.length > 0 ? '' : ' (found by an earlier check; --fresh tries all formats again)';
  return { name, state: 'ok', text: [`${format} works${begun}`, ...told].join('; ') };
}

function leakCheck(leak: NonNullable<ShapeProbe['leak']>): SetupCheck {
  const name = 'thoughts';
  if (leak === 'none') return { name, state: 'ok', text: 'none in the answer' };
  const where =
    leak === 'before-answer' ? 'before the answer, from which they are cut off' : 'in the place of the answer';
  return {
    name,
    state: 'warning',
    text: `${where}. Set llm.thinking = "off" with the llm.thinking_switch of the server`,
  };
}

function contextCheck({ settings: { contextTokens: set } }: LlmConfig, endpoint: number | null): SetupCheck {
  const name = 'context';
  if (endpoint === null) {
    const text = `the endpoint does not report its context, so llm.context_tokens = ${set} is used; start the server with at least that (Ollama: OLLAMA_CONTEXT_LENGTH or num_ctx)`;
    return { name, state: 'warning', text };
  }
  if (endpoint >= set) return { name, state: 'ok', text: `${set} tokens are used of the endpoint's ${endpoint}` };
  return {
    name,
    state: 'warning',
    text: `the endpoint takes ${endpoint} tokens, less than llm.context_tokens = ${set}: ${endpoint} are used`,
  };
}

function costCheck(wanted: LlmConfig, calls: readonly NewCall[], onRecord: boolean): SetupCheck {
  const { prices } = wanted.settings;
  const free = prices.input === 0 && prices.output === 0;
  const paid = free && !isLocal(wanted.baseUrl);
  const unpriced = paid
    ? ' – the caps on costs have no effect until llm.input_price and llm.output_price are set'
    : free
      ? ' (no prices are set)'
      : '';
  const record = onRecord ? 'on record (tune costs)' : 'not on record: there is no study yet';
  return {
    name: 'cost',
    state: paid ? 'warning' : 'ok',
    text: `${counted(calls.length, 'call')}, ${costWords(callSumOf(calls))}${unpriced}; ${record}`,
  };
}
