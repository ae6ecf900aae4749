/** In which line of a settings file a key stands, for messages. */

import { parse as parseToml, TomlError } from 'smol-toml';

/** The keys of a table, with dots between those of tables in tables. */
type KeysOf = (table: Readonly<Record<string, unknown>>) => Iterable<string>;

/**
 * The line of each key, counted from 1, where its value begins. Found with the parser itself: the first lines of the file that end
 * with a value hold its key, and the longest piece before them that can be read does not. That takes as many readings as there are
 * lines, so it is for files with something wrong in them.
 *
 * @param text of a file that can be read as a whole
 */
export function tomlKeyLines(text: string, keysOf: KeysOf): ReadonlyMap<string, number> {
  const lines = text.split('\n');
  const found = new Map<string, number>();
  let readable = 0;
  for (let count = 1; count <= lines.length; count++) {
    const table = parsed(lines.slice(0, count).join('\n'));
    if (table === null) continue;
    for (const key of keysOf(table)) if (!found.has(key)) found.set(key, readable + 1);
    readable = count;
  }
  return found;
}

/** null for a piece that ends within a value. */
function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return parseToml(text);
  } catch (error) {
    if (error instanceof TomlError) return null;
    throw error;
  }
}

/** The line of a variable in a file of `NAME=value`; the last one counts where it is named twice. null where it is not found. */
export function variableLine(text: string, name: string): number | null {
  const index = text.split('\n').findLastIndex((line) => line.replace(/^\s*(export\s+)?/, '').startsWith(`${name}=`));
  return index < 0 ? null : index + 1;
}
