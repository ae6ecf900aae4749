/**
 * JSON that loses nothing of plain data: the negative zero, which JSON would make positive, has a sign of its own. What JSON
 * cannot hold is refused.
 */

/** Stands for the negative zero. No text of a unit or result begins with this character. */
const NEGATIVE_ZERO = '\u0000-0';

/** @throws RangeError for a number that is not finite, and for text that could not be told from the sign for the negative zero */
export function exactText(value: unknown): string {
  return JSON.stringify(value, (key, one: unknown) => {
    if (typeof one === 'number') {
      if (!Number.isFinite(one)) throw new RangeError(`${key} is ${one}, which cannot be sent to another machine`);
      return Object.is(one, -0) ? NEGATIVE_ZERO : one;
    }
    if (one === NEGATIVE_ZERO) throw new RangeError(`${key} is a text that cannot be sent to another machine`);
    return one;
  });
}

/** @throws SyntaxError */
export function fromExactText(text: string): unknown {
  return JSON.parse(text, (_, one: unknown) => (one === NEGATIVE_ZERO ? -0 : one));
}
