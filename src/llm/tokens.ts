/** Tokens of a text before it is sent. */

/**
 * Counts by OpenAI's o200k_base; the encodings of other models differ by some percent. Texts that look like control
 * tokens (`<|endoftext|>`) count as the plain text they are. Loads its table: to be called once.
 */
export async function tokenCounter(): Promise<(text: string) => number> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, plain);
}
