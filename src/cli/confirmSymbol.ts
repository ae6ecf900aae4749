/** Has a person type the symbol of a market before orders are sent, or those of others cancelled. */

import { userName } from './context.ts';
import type { Io } from './io.ts';

/** @param what is done then. @returns who typed it, false where they did not; null where the terminal takes no answers. `--yes` does not answer this question. */
export async function confirmSymbol(
  io: Io,
  symbol: string,
  words: string,
  what = 'send orders',
): Promise<string | false | null> {
  if (!io.interactive) return null;
  const { isCancel, text } = await import('@clack/prompts');
  io.say(words);
  const typed = await text({ message: `Type ${symbol} to ${what}` });
  return !isCancel(typed) && typed.trim() === symbol && userName();
}
