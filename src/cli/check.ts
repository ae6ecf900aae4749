/** One line of a checklist. */

import { type Io, safe } from './io.ts';

export interface Check {
  readonly name: string;
  /** Only `failed` makes the program end otherwise than with 0. */
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly text: string;
}

const SIGNS = { ok: ['✓', 'green'], warning: ['!', 'bold'], failed: ['✗', 'red'], skipped: ['–', 'dim'] } as const;
const NAME_WIDTH = 13;

/** `✓ node          v24.1.0` */
export function checkLine({ name, state, text }: Check, { paint }: Pick<Io, 'paint'>): string {
  const [sign, colour] = SIGNS[state];
  return `${paint(colour, sign)} ${name.padEnd(NAME_WIDTH)} ${safe(text).replace(/\s+/g, ' ')}`;
}
