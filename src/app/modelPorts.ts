/** The language model that the settings name, and what it needs to propose. */

import type { Config, LlmConfig } from '../config/config.ts';
import type { LoadedConfig } from '../config/load.ts';
import { anthropicFormats } from '../llm/anthropicProtocol.ts';
import { machineClock } from '../llm/call.ts';
import { tokenCounter } from '../llm/promptText.ts';
import { type Llm, type OutputFormat, outputFormats } from '../proposer/llm.ts';
import { EndpointContext } from '../proposer/model/endpointContext.ts';
import { FormatFallback } from '../proposer/model/formatFallback.ts';
import type { Framing } from '../proposer/model/prompt.ts';
import type { ModelPorts } from '../proposer/model/settings.ts';
import type { Journal, Studies } from '../study/journal.ts';
import { readPrompts } from '../workspace/prompts.ts';
import { UsageError } from './errors.ts';
import { spentOn } from './modelSpending.ts';
import type { UseCasePorts } from './ports.ts';

/**
 * The model named in the settings; null when there is none. Its library is loaded here, because loading it takes time and
 * most studies have no model. @throws UsageError for a missing key or an unusable address
 */
export async function llmOf({ config, secret }: LoadedConfig, stop: AbortSignal | null): Promise<Llm | null> {
  const { provider, baseUrl, model, keyVariable, timeoutSeconds, tries, thinkingSwitch, outputLimit } = config.llm;
  if (provider === 'none') return null;
  const key = secret(keyVariable) ?? '';
  if (provider === 'anthropic' && key === '') {
    throw new UsageError(`llm.provider = "anthropic" needs a key: put ${keyVariable}=… into .env or the environment`);
  }
  const retry = { maxTries: tries, totalMs: timeoutSeconds * 1000, stop, clock: machineClock };
  try {
    if (provider === 'anthropic') {
      const { anthropicLlm } = await import('../llm/anthropic.ts');
      return anthropicLlm({ endpoint: baseUrl, model, key, retry });
    }
    const { openAiLlm } = await import('../llm/openAi.ts');
    return openAiLlm({ endpoint: baseUrl, model, key, thinkingStyle: thinkingSwitch, outputLimit, retry });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** Ways of asking that the provider knows, strictest first. */
export function outputFormatsOf({ provider }: LlmConfig): readonly OutputFormat[] {
  return provider === 'anthropic' ? anthropicFormats : outputFormats;
}

/** The ports of a proposing model; null when the settings name none. @throws UsageError */
export async function modelPortsOf(
  { settings, now, sha256 }: Pick<UseCasePorts, 'settings' | 'now' | 'sha256'>,
  journal: Journal,
  studies: Studies,
  stop: AbortSignal | null,
): Promise<ModelPorts | null> {
  const loaded = settings();
  const llm = await llmOf(loaded, stop);
  if (llm === null) return null;
  const { config } = loaded;
  const probe = studies.probe(llm.endpoint, llm.model);
  const known = outputFormatsOf(config.llm);
  const from = known.map(String).indexOf(probe?.format ?? '');
  const formats = new FormatFallback(known.slice(Math.max(0, from)), (format) => {
    studies.addProbe({
      endpoint: llm.endpoint,
      model: llm.model,
      format: format,
      contextTokens: studies.probe(llm.endpoint, llm.model)?.contextTokens ?? null,
    });
  });
  return {
    llm,
    settings: { ...config.llm.settings, contextTokens: contextTokensOf(config, probe?.contextTokens ?? null) },
    templates: readPrompts(),
    countTokens: await tokenCounter(),
    formats,
    context: new EndpointContext(),
    record: (call, texts) => journal.addCall(call, texts).id,
    sha256,
    spentToday: () => spentOn(journal, now().slice(0, 10)),
  };
}

/** The smaller of the setting and of what the endpoint reports, in tokens. */
export function contextTokensOf({ llm }: Pick<Config, 'llm'>, probed: number | null): number {
  const { contextTokens } = llm.settings;
  return probed === null ? contextTokens : Math.min(contextTokens, probed);
}

/** The framing of a question that is asked outside a round: the one wanted, or for null the first of `llm.framings`. */
export function framingOf({ llm }: Pick<Config, 'llm'>, wanted: Framing | null): Framing {
  const [first = 'exploit'] = llm.settings.framings;
  return wanted ?? first;
}
