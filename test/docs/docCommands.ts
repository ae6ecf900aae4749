/** The commands of the pages: lines of their blocks for a shell, and what stands in code spans of the prose. */

import { type Line, partsOf } from './docPages.ts';

export interface DocCommand {
  /** `README.md:9` */
  readonly where: string;
  /** As it is typed, without the comment behind it. */
  readonly text: string;
  /** 0, or N where the comment says `exit code N`. */
  readonly code: number;
}

/** A line that runs this program or a script of the project; variables may stand before it. */
const OWN = /^(?:\w+=\S*\s+)*(?:npx tune|tune|npm)\b/;
const COMMENT = /\s+#\s.*$/;

/** What a reader would type, line by line; parts that `&&` joins are commands of their own. */
export function shellCommands(page: string, markdown: string): DocCommand[] {
  return partsOf(markdown)
    .blocks.filter(({ language }) => language === 'sh' || language === 'console')
    .flatMap(({ lines }) => wholeLines(lines))
    .filter(({ text }) => OWN.test(text))
    .flatMap(({ number, text }) => {
      const code = Number(/exit code (\d+)/.exec(COMMENT.exec(text)?.[0] ?? '')?.[1] ?? 0);
      return text
        .replace(COMMENT, '')
        .split(' && ')
        .map((part) => ({ where: `${page}:${number}`, text: part.trim(), code }));
    });
}

/** A line that ends with a backslash goes on in the next. */
function wholeLines(lines: readonly Line[]): Line[] {
  const whole: Line[] = [];
  for (const line of lines) {
    const before = whole.at(-1);
    if (before?.text.endsWith('\\'))
      whole[whole.length - 1] = { ...before, text: `${before.text.slice(0, -1).trimEnd()} ${line.text.trimStart()}` };
    else whole.push(line);
  }
  return whole;
}

/** Commands in blocks that are not marked as `sh`, where nothing would run them. */
export function unmarkedCommands(page: string, markdown: string): string[] {
  return partsOf(markdown)
    .blocks.filter(({ language }) => language !== 'sh' && language !== 'console')
    .flatMap(({ lines }) => lines)
    .filter(({ text }) => OWN.test(text))
    .map(({ number, text }) => `${page}:${number}: ${text}`);
}

/** Commands in code spans of the prose; a span may go over the end of a line. */
export function spanCommands(markdown: string): string[] {
  return partsOf(markdown).spans.filter((text) => /^(?:npx tune|tune|npm run) [a-z-]/.test(text));
}
