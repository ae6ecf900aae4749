/**
 * Records as JSON text, for columns and for hashing. Unlike `JSON.stringify` it keeps −0 and refuses what JSON cannot say:
 * a NaN would come back as null and look like "not measured".
 */

/** Keys stay in their order. @throws RangeError naming the path of a NaN or infinity */
export function toJson(value: unknown): string {
  return write(value, '', (keys) => keys);
}

/** Equal values give equal text in any order of their keys. @throws RangeError as {@link toJson} */
export function canonicalJson(value: unknown): string {
  return write(value, '', (keys) => keys.sort());
}

/** @throws RangeError naming the path of a NaN or infinity */
export function checkFinite(value: unknown): void {
  toJson(value);
}

function write(value: unknown, path: string, order: (keys: string[]) => string[]): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      throw new RangeError(`${path || 'the value'} is ${value}: only finite numbers are recorded`);
    return Object.is(value, -0) ? '-0' : String(value);
  }
  if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`, order)).join(',')}]`;
  if (typeof value === 'object') {
    const entries = new Map<string, unknown>(Object.entries(value));
    const written = order([...entries.keys()])
      .filter((key) => entries.get(key) !== undefined)
      .map((key) => `${JSON.stringify(key)}:${write(entries.get(key), path === '' ? key : `${path}.${key}`, order)}`);
    return `{${written.join(',')}}`;
  }
  throw new TypeError(`${path || 'the value'} is of type ${typeof value}, which has no JSON`);
}
