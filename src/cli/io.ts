/** The terminal as verbs see it: data goes to stdout, messages to stderr. */

import { stripVTControlCharacters, styleText } from 'node:util';
import type { Paint } from '../report/paint.ts';

export interface Io {
  /** Data, as asked for. */
  out(text: string): void;
  /** Messages for the person. */
  say(text: string): void;
  /** Both ends are a terminal and nobody said otherwise: questions may be asked. */
  readonly interactive: boolean;
  /** Whether messages may redraw themselves. */
  readonly animated: boolean;
  /** Columns of stdout; 100 when it is not a terminal. */
  readonly width: number;
  readonly paint: Paint;
}

export interface IoOptions {
  readonly noInput: boolean;
}

const PLAIN_WIDTH = 100;

export function terminalIo(options: IoOptions): Io {
  const { stdin, stdout, stderr, env } = process;
  const colour = stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  const inCi = (env.CI ?? '') !== '';
  return {
    out: (text) => stdout.write(`${text}\n`),
    say: (text) => stderr.write(`${text}\n`),
    interactive: stdin.isTTY === true && stdout.isTTY === true && !inCi && !options.noInput,
    animated: stderr.isTTY === true && !inCi && env.TERM !== 'dumb',
    width: stdout.isTTY === true ? stdout.columns : PLAIN_WIDTH,
    paint: (name, text) => (colour ? styleText(name, text, { validateStream: false }) : text),
  };
}

/** Text from outside (notes, symbols, file names) without control characters that could move the cursor. */
export function safe(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}
