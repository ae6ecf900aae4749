/** Which failures of a unit count for all machines, and which for the one where they happened. */

import { describe, expect, it } from 'vitest';
import { TapeError } from '../market/tapeError.ts';
import { corruptTape, TapeFileError } from '../recordings/tapeFile/tapeFileError.ts';
import { errorOf, workerFailureOf } from '../workers/workerFailure.ts';
import { MarketError } from '../workspace/markets.ts';
import { failureOf, failureText } from './unitFailure.ts';

const asItIs = (text: string): string => text;

/** As an error of a thread reaches the worker. */
function overAThread(error: unknown): Error {
  return errorOf(structuredClone(workerFailureOf(error)));
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const tooLarge = (): unknown => thrownBy(() => new Float64Array(2 ** 40));

describe('a failure of a unit', () => {
  it.each<[string, unknown]>([
    ['memory for a typed array', tooLarge()],
    ['memory for an array', thrownBy(() => new Array(2 ** 32))],
    ['memory for a text', thrownBy(() => 'x'.repeat(2 ** 30))],
    ['memory, taken for a damaged tape', corruptTape('/cache/a.parquet', 'a reader failed', tooLarge())],
    ['a whole compiled form of the tape', corruptTape('/cache/a.parquet.compiled', 'chunk 3 fails its checksum')],
    ['room on the disk', new TapeFileError('/cache/a.parquet', 'disk full', 'the disk is full')],
  ])('is of the machine alone that lacks %s, so that another tries it', (_, error) => {
    const { text, isCertain } = failureText(overAThread(error), asItIs);
    expect(isCertain).toBe(false);
    expect(failureOf(text).isCertain).toBe(false);
  });

  it.each<[string, unknown]>([
    ['values that cannot be', new RangeError('fill rules 9 are unknown: this program knows 1 to 3')],
    ['a damaged tape', corruptTape('/cache/a.parquet', 'rows from 0 on fail their checksum')],
    ['a tape that cannot be replayed', new TapeError('row 3: a trade without a size')],
    ['a market that cannot be made', new MarketError('unknown family of synthetic markets "wild"')],
  ])('is certain for %s', (_, error) => {
    const { text, isCertain } = failureText(overAThread(error), asItIs);
    expect(isCertain).toBe(true);
    expect(failureOf(text).isCertain).toBe(true);
  });

  it('says that the machine had too little memory', () => {
    const { failure } = failureOf(failureText(overAThread(tooLarge()), asItIs).text);
    expect(failure.message).toBe('its machine has too little memory for it (Array buffer allocation failed)');
  });
});
