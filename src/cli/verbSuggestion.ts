/** Which verb was meant by one that does not exist. */

const UNKNOWN = /unknown command '([^']*)'/;
const SIMILAR = /\n\(Did you mean (?:one of )?(.*)\?\)/;

/**
 * The error of commander, with verbs that begin as the typed one does in front of those that commander names, which differ from it by
 * a letter or two. Other errors stay as they are.
 * @param verbs those that could have been meant
 */
export function withBeginnings(error: string, verbs: readonly string[]): string {
  const typed = UNKNOWN.exec(error)?.[1] ?? '';
  const beginning = typed === '' ? [] : verbs.filter((verb) => verb.startsWith(typed));
  if (beginning.length === 0) return error;
  const similar = SIMILAR.exec(error)?.[1]?.split(', ') ?? [];
  const meant = [...new Set([...beginning, ...similar])];
  const suggestion = `\n(Did you mean ${meant.length === 1 ? '' : 'one of '}${meant.join(', ')}?)`;
  const end = error.endsWith('\n') ? '\n' : '';
  return error.replace(SIMILAR, '').trimEnd() + suggestion + end;
}
