/** Markdown from pieces. Words that people and models wrote are escaped: they must not become headings, links, images or HTML. */

/** Someone else's words on one line, as plain text. Only what would be markup is escaped, so that the source stays readable. */
export function prose(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*[|~]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^([#>+-]|=+$)/, '\\$1')
    .replace(/^(\d+)([.)])(?= |$)/, '$1\\$2');
}

/** Someone else's words as a quotation. */
export function quotation(text: string): string {
  const words = prose(text);
  return `> ${words === '' ? '(no words given)' : words}`;
}

export type Align = 'left' | 'right';

/** A table; cells must be Markdown already. Column `align` is left where not given. */
export function table(
  columns: readonly { readonly title: string; readonly align?: Align }[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map((column) => column.title)),
    line(columns.map((column) => (column.align === 'right' ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Blocks one below the other with an empty line between; empty blocks are left out. Dollar signs are escaped. Ends with a newline. */
export function markdownPage(blocks: readonly string[]): string {
  return `${withDollarsEscaped(blocks.filter((block) => block !== '').join('\n\n'))}\n`;
}

/** What is left as it is: a fenced block, a code span (as many backticks at either end), or an escaped character. */
const CODE_OR_ESCAPE =
  /^( {0,3})(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\2[`~]*[ \t]*$|$(?![\s\S]))|(?<!`)(`+)(?!`)(?:(?!\n\n)[^`]|(?!(?<!`)\3(?!`))`)*?(?<!`)\3(?!`)|\\[\s\S]|\$/gm;

/**
 * Markdown whose every dollar sign is `\$`: viewers such as JupyterLab take what stands between two of them for a formula. In
 * code, where the backslash would show, they stay. Doing it twice changes nothing.
 */
export function withDollarsEscaped(markdown: string): string {
  return markdown.replace(CODE_OR_ESCAPE, (found) => (found === '$' ? '\\$' : found));
}

/** `2026-01-05 14:59` of an ISO time, UTC. */
export function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
