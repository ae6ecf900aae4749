/** Text for a terminal: cut or broken to its columns, and emphasis by name. */

/** Lines of at most `width`, broken between words; a longer word is cut. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = clip(line === '' ? word : `${line} ${word}`, width);
  }
  return line === '' ? lines : [...lines, line];
}

/** A line that begins with a label of `label` columns, broken between words; the parts after the first stand below the first text. */
export function labelledLines(line: string, label: number, width: number): string[] {
  if (line.length <= width || width <= 2 * label) return [line];
  return wrapped(line.slice(label), width - label).map(
    (part, i) => `${i === 0 ? line.slice(0, label) : ' '.repeat(label)}${part}`,
  );
}

/**
 * Breaks lines longer than `width` between words and indents each part as the line was; all other lines stay as they are.
 * A line with a word that is too long is left to the terminal, so that no part of it is missing. A line with colours is left as it
 * is too: it has been broken before it was coloured.
 */
export function wrappedLines(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      const room = width - indent.length;
      const tooLong = line.split(/\s+/).some((word) => word.length > room);
      if (line.length <= width || tooLong || line.includes('\u001b')) return [line];
      return wrapped(line.trimStart(), room).map((part) => indent + part);
    })
    .join('\n');
}

/** At most `size` characters, the last an ellipsis where something is missing. */
export function clip(text: string, size: number): string {
  return text.length <= size ? text : `${text.slice(0, Math.max(0, size - 1))}…`;
}

type PaintName = 'dim' | 'red' | 'green' | 'bold';

/** Marks text by the name of an emphasis: reports know no colour codes, the terminal passes the function that does. */
export type Paint = (name: PaintName, text: string) => string;

/** No emphasis: for pipes, files and NO_COLOR. */
export const unpainted: Paint = (_name, text) => text;
