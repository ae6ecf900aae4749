import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromJson } from '../store/json.ts';
import { canonicalJson, toJson } from './recordText.ts';

test('every finite value comes back, negative zero included', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.double({ noDefaultInfinity: true, noNaN: true }), (value, number) => {
      const whole = { value, numbers: [number, -0] };
      // `-0` inside `value` is lost by JSON.stringify, which is no judge here: compare with our own second trip.
      expect(fromJson(toJson(whole))).toEqual(whole);
    }),
  );
});

test('canonical text does not depend on the order of keys; plain text keeps it', () => {
  expect(canonicalJson({ b: [{ d: 1, c: -0 }], a: 'é"' })).toBe('{"a":"é\\"","b":[{"c":-0,"d":1}]}');
  expect(toJson({ b: 1, a: undefined, 0: null })).toBe('{"0":null,"b":1}');
});

test('what JSON cannot say is refused with its path', () => {
  expect(() => toJson({ lanes: [{ profit: Number.NaN }] })).toThrow('lanes[0].profit is NaN');
  expect(() => toJson(Number.NEGATIVE_INFINITY)).toThrow('the value is -Infinity');
  expect(() => toJson({ at: () => 1 })).toThrow('at is of type function');
});
