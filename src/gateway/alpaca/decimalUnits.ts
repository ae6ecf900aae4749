/** Sizes of crypto have nine decimals and more digits than a double holds. */

const DECIMALS = 18;

/** A decimal number in units of 10^-18. @throws RangeError where it is none, or has more decimals */
export function unitsOf(number: string): bigint {
  const [, sign, whole = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(number) ?? [];
  if (whole === '' || decimals.length > DECIMALS)
    throw new RangeError(`${number} is no number of at most ${DECIMALS} decimals`);
  const units = BigInt(whole + decimals.padEnd(DECIMALS, '0'));
  return sign === '-' ? -units : units;
}
