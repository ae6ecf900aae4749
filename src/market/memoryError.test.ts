/** The engine itself is brought to say that memory is short: its words are not written down here. */

import { describe, expect, it } from 'vitest';
import { isOutOfRange, memoryErrorIn } from './memoryError.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const forever = (): number => 1 + forever();

describe('too little memory', () => {
  it.each<[string, () => unknown]>([
    ['a typed array of 8 TB', () => new Float64Array(2 ** 40)],
    ['a typed array of more than there can be', () => new Float64Array(2 ** 53 - 1)],
    ['a buffer of 32 TB', () => new ArrayBuffer(2 ** 45)],
    ['shared memory of 32 TB', () => new SharedArrayBuffer(2 ** 45)],
    ['shared memory of more than there can be', () => new SharedArrayBuffer(2 ** 54)],
    ['an array of too many entries', () => new Array(2 ** 32)],
    ['an array that grows too long', () => Array.from({ length: 2 ** 33 })],
    ['a text of too many characters', () => 'x'.repeat(2 ** 30)],
    ['a number of too many digits', () => 2n ** (2n ** 40n)],
    ['calls that nest too deeply', forever],
  ])('is known by what is said for %s', (_, work) => {
    const error = thrownBy(work);
    expect(error).toBeInstanceOf(RangeError);
    expect(memoryErrorIn(error)).toBe(error);
    expect(isOutOfRange(error)).toBe(false);
  });

  it('is known behind the error that it was taken for', () => {
    const cause = thrownBy(() => new ArrayBuffer(2 ** 45));
    expect(memoryErrorIn(new Error('the file is damaged', { cause }))).toBe(cause);
  });

  it('is not what the program says of values that cannot be', () => {
    const error = new RangeError('fill rules 9 are unknown: Array buffer allocation failed');
    expect(memoryErrorIn(error)).toBeNull();
    expect(isOutOfRange(error)).toBe(true);
    expect(memoryErrorIn(new RangeError('startPrice is 0; BTC can be quoted from 1 to 2'))).toBeNull();
    expect(isOutOfRange(new Error('some fault'))).toBe(false);
  });
});
