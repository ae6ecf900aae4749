/** The checklist of `tune doctor` for the terminal. */

import type { Check, RemediedCheck } from '../app/check.ts';
import { safe } from '../app/safeText.ts';
import type { Io } from './io.ts';

const SIGNS = { ok: ['✓', 'green'], warning: ['!', 'bold'], failed: ['✗', 'red'], skipped: ['–', 'dim'] } as const;
const NAME_WIDTH = 13;

const MODEL_ADVICE: readonly string[] = [
  'No language model is set up, so the surrogate proposes alone. To add a model, write in tune.toml:',
  '  [llm]\n  provider = "openai"\n  base_url = "http://127.0.0.1:11434/v1"\n  model = "qwen3:8b"',
  'This example is Ollama on this machine; for others, prices and settings see docs/models.md',
];

/** `✓ node          v24.1.0` */
export function checkLine({ name, state, text }: Check, { paint }: Pick<Io, 'paint'>): string {
  const [sign, colour] = SIGNS[state];
  return `${paint(colour, sign)} ${name.padEnd(NAME_WIDTH)} ${safe(text).replace(/\s+/g, ' ')}`;
}

/** What to do about a check, below its line; null where there is nothing, or where the line says it. */
export function remedyLine({ text, remedy }: RemediedCheck): string | null {
  return remedy === null || text.includes(remedy) ? null : `  → ${remedy}`;
}

/** What follows from all checks, and how to get a language model where there is none. */
export function conclusionLines(checks: readonly Check[], withModel: boolean): string[] {
  const failed = checks.filter(({ state }) => state === 'failed').length;
  const warnings = checks.filter(({ state }) => state === 'warning').length;
  const conclusion =
    failed > 0
      ? `${failed} of ${checks.length} checks failed.`
      : warnings === 0
        ? 'All checks passed.'
        : `No check failed; warnings (!): ${warnings}.`;
  return [...(withModel ? [] : MODEL_ADVICE), conclusion];
}
