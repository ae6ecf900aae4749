/** One line of a checklist for the terminal. */

import type { Check } from '../app/check.ts';
import { safe } from '../app/safeText.ts';
import type { Io } from './io.ts';

const SIGNS = { ok: ['✓', 'green'], warning: ['!', 'bold'], failed: ['✗', 'red'], skipped: ['–', 'dim'] } as const;
const NAME_WIDTH = 13;

/** `✓ node          v24.1.0` */
export function checkLine({ name, state, text }: Check, { paint }: Pick<Io, 'paint'>): string {
  const [sign, colour] = SIGNS[state];
  return `${paint(colour, sign)} ${name.padEnd(NAME_WIDTH)} ${safe(text).replace(/\s+/g, ' ')}`;
}
