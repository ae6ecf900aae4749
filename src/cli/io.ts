/** The terminal of a verb: answers go to stdout, progress, hints and errors to stderr. */

import { styleText } from 'node:util';
import { type Paint, wrappedLines } from '../report/terminalText.ts';

export interface Io {
  /** The answer, as it is: tables, pages, JSON. */
  out(text: string): void;
  /** Sentences of the answer, broken to the width of the terminal. On stderr where stdout is for data alone. */
  tell(text: string): void;
  /** Progress, hints and errors. */
  say(text: string): void;
  /** Whether questions may be asked: stdin and stdout are terminals, and neither a flag nor a CI server forbids it. */
  readonly interactive: boolean;
  /** Whether messages may redraw themselves. */
  readonly animated: boolean;
  /** Whether a person reads stdout. Then pages of Markdown are laid out for the terminal; else they stay Markdown. */
  readonly terminal: boolean;
  /** Columns of stdout; 100 when it is not a terminal. */
  readonly width: number;
  readonly paint: Paint;
}

export interface IoOptions {
  readonly noInput: boolean;
  /** stdout is read by a program: JSON or CSV. */
  readonly dataOnly: boolean;
}

const PLAIN_WIDTH = 100;

export function terminalIo({ noInput, dataOnly }: IoOptions): Io {
  const { stdin, stdout, stderr, env } = process;
  const colour = stdout.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  const inCi = (env.CI ?? '') !== '';
  const sayOn = (stream: NodeJS.WriteStream, text: string): void => {
    stream.write(`${stream.isTTY === true ? wrappedLines(text, stream.columns) : text}\n`);
  };
  return {
    out: (text) => stdout.write(`${text}\n`),
    tell: (text) => sayOn(dataOnly ? stderr : stdout, text),
    say: (text) => sayOn(stderr, text),
    interactive: stdin.isTTY === true && stdout.isTTY === true && !inCi && !noInput && !dataOnly,
    terminal: stdout.isTTY === true && !dataOnly,
    animated: stderr.isTTY === true && !inCi && env.TERM !== 'dumb',
    width: stdout.isTTY === true ? stdout.columns : PLAIN_WIDTH,
    paint: (name, text) => (colour ? styleText(name, text, { validateStream: false }) : text),
  };
}
