/** Parses the values of command-line flags of the benchmarks. */

/** A whole number of at least 1; `otherwise` if the flag was not given. @throws RangeError for any other value */
export function count(flag: string | undefined, otherwise: number): number {
  const value = flag === undefined ? otherwise : Number(flag);
  if (!(Number.isInteger(value) && value >= 1)) throw new RangeError(`${flag} is not a whole number from 1`);
  return value;
}

/** The items named in the flag, separated by commas; all items when the flag was not given. @throws RangeError for an unknown name */
export function chosen<T>(flag: string | undefined, all: readonly T[], nameOf: (one: T) => string): readonly T[] {
  if (flag === undefined) return all;
  return flag.split(',').map((name) => {
    const one = all.find((each) => nameOf(each) === name);
    if (one === undefined) throw new RangeError(`there is no ${name}; there are ${all.map(nameOf).join(', ')}`);
    return one;
  });
}
