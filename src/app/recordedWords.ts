/** Words of a person that are recorded. They are kept for good and shown to the model, so they must hold no key. */

import type { LoadedConfig } from '../config/load.ts';
import { holdsKey } from '../llm/endpoint.ts';
import { UsageError } from './errors.ts';
import { safe } from './safeText.ts';

const USUAL_VARIABLES: readonly string[] = [
  'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY',
  'HYPERLIQUID_AGENT_KEY',
  'BINANCE_API_KEY',
  'BINANCE_API_SECRET',
  'PARADEX_SUBKEY',
  'NTFY_TOKEN',
  'TELEGRAM_BOT_TOKEN',
  'WEBHOOK_URL',
];

/** Why a text cannot be recorded, without showing the key; null when it can. */
export function keyFault(text: string, { config, secret }: LoadedConfig): string | null {
  const held = [config.llm.keyVariable, ...USUAL_VARIABLES].find((name) => holdsKey(text, secret(name) ?? ''));
  if (held === undefined) return null;
  return `the text holds the key in ${held}: nothing was recorded. Write it without the key. Your shell may keep the key in its history now`;
}

/** What was typed, without control characters. @throws UsageError for a text with a key in it */
export function redacted(text: string, loaded: LoadedConfig): string {
  const words = safe(text);
  const fault = keyFault(words, loaded);
  if (fault !== null) throw new UsageError(fault);
  return words.trim();
}

/** What is recorded where a person gives no reason. */
export const NO_REASON = 'no reason given';

/** The reason of a decision as it is recorded. @throws UsageError for an empty reason, and for one with a key in it */
export function reasonOf(given: string | undefined, loaded: LoadedConfig): string {
  if (given === undefined) return NO_REASON;
  const reason = redacted(given, loaded);
  if (reason === '') throw new UsageError('--reason is empty; say why, or leave the flag out');
  return reason;
}
