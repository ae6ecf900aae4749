/** What stands below the flags of a verb in its help: examples and sentences, laid out to the width of the terminal. */

import { labelledLines, wrappedLines } from '../report/terminalText.ts';

/** What a command is for, after at least two spaces. */
const EXPLAINED = /^( *\S.*? {2,})\S/;

/**
 * Breaks lines that are longer than `width`: an explanation goes on below where it begins, all else as it was indented. Lines that fit
 * stay as they are.
 */
export function helpLines(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const label = EXPLAINED.exec(line)?.[1]?.length ?? 0;
      return label === 0 ? [line] : labelledLines(line, label, width);
    })
    .map((line) => wrappedLines(line, width))
    .join('\n');
}

/** A command as it can be typed: a line that is too long goes on behind a backslash, from a flag on. */
export function exampleText(command: string, width: number): string {
  const label = 'Example: ';
  const lines: string[] = [];
  for (const part of command.split(/ (?=--)/)) {
    const line = lines.at(-1);
    if (line !== undefined && label.length + line.length + part.length + ' \\'.length < width)
      lines[lines.length - 1] = `${line} ${part}`;
    else lines.push(part);
  }
  return label + lines.join(` \\\n${' '.repeat(label.length)}`);
}
