/** How a model is asked, and the ports that proposing with one needs. */

import type { NewCall } from '../../study/journal.ts';
import type { CallTexts } from '../../study/records.ts';
import type { Llm } from '../llm.ts';
import type { CountTokens } from './condense.ts';
import type { CostCaps, Prices } from './costBudget.ts';
import type { EndpointContext } from './endpointContext.ts';
import type { FormatFallback } from './formatFallback.ts';
import type { HistoryMode } from './history.ts';
import type { Framing } from './prompt.ts';
import type { Templates } from './templates.ts';

export interface ModelSettings {
  /** One candidate each; the first is asked for before the others, so that these find its prefix cached. */
  readonly framings: readonly Framing[];
  readonly history: HistoryMode;
  /** Think in one call, answer in a second one. */
  readonly twoPass: boolean;
  readonly thinking: 'on' | 'off' | 'default';
  /** Tokens that prompt and answer have to fit into together. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  /** Rounds from one question with permuted outcomes to the next; 0 for never. Setting `llm.permutation_check_every`. */
  readonly permuteEvery: number;
  readonly prices: Prices;
  readonly caps: CostCaps;
}

export interface ModelPorts {
  readonly llm: Llm;
  readonly settings: ModelSettings;
  readonly templates: Templates;
  readonly countTokens: CountTokens;
  readonly formats: FormatFallback;
  readonly context: EndpointContext;
  /** Puts a call on record and returns its id. */
  readonly record: (call: NewCall, texts: CallTexts) => number;
  /** SHA-256 of a text, hex. */
  readonly sha256: (text: string) => string;
  /** USD spent on calls today. */
  readonly spentToday: () => number;
}

/** The ports with no longer a context than the endpoint turned out to have. */
export function withinContext(ports: ModelPorts): ModelPorts {
  const { settings, context } = ports;
  return { ...ports, settings: { ...settings, contextTokens: context.within(settings.contextTokens) } };
}
