/** Finding JSON objects in a text that may hold other things too. */

/** The outermost `{…}` pieces of a text; a last one that never closes is left out. */
export function objectsIn(text: string): string[] {
  const found: string[] = [];
  let start = -1;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    // Quotes count inside braces only: prose is full of apostrophes and inch marks.
    if (character === '"' && depth > 0) i = endOfString(text, i);
    else if (character === '{') {
      if (depth === 0) start = i;
      depth++;
    } else if (character === '}' && depth > 0) {
      depth--;
      if (depth === 0) found.push(text.slice(start, i + 1));
    }
  }
  return found;
}

/**
 * Names that an object of valid JSON has more than once: `JSON.parse` silently keeps the last of them.
 * @param json text that `JSON.parse` has accepted
 */
export function repeatedKeys(json: string): string[] {
  const repeated = new Set<string>();
  const open: (Set<string> | null)[] = [];
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = endOfString(json, i);
      const names = open.at(-1);
      if (names instanceof Set && /^\s*:/.test(json.slice(end + 1, end + 40))) {
        const name: unknown = JSON.parse(json.slice(i, end + 1));
        if (names.has(String(name))) repeated.add(String(name));
        names.add(String(name));
      }
      i = end;
    }
  }
  return [...repeated];
}

/** Index of the quote that closes the string opened at `start`; the end of the text when none does. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}
