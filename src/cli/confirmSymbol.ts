/** Has a person type the symbol of a market before orders are sent. */

import type { Io } from './io.ts';

/** Whether they typed it; null where the terminal takes no answers. `--yes` does not answer this question. */
export async function confirmSymbol(io: Io, symbol: string, words: string): Promise<boolean | null> {
  if (!io.interactive) return null;
  const { isCancel, text } = await import('@clack/prompts');
  io.say(words);
  const typed = await text({ message: `Type ${symbol} to send orders` });
  return !isCancel(typed) && typed.trim() === symbol;
}
