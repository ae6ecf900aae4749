/** Text cut to the columns of a terminal. */

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

/** At most `size` characters, the last an ellipsis where something is missing. */
export function clip(text: string, size: number): string {
  return text.length <= size ? text : `${text.slice(0, Math.max(0, size - 1))}…`;
}
