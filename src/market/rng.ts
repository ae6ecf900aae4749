/**
 * Seeded randomness. Generator: xoshiro128** 1.1 (Blackman & Vigna, 2018, https://prng.di.unimi.it/xoshiro128starstar.c),
 * seeded through splitmix32-style mixing so that neighbouring seeds give unrelated streams.
 */
export interface Rng {
  /** Uniform in [0, 1), 32 random bits. */
  uniform(): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** Uniform integer in [0, below). */
  integer(below: number): number;
}

/**
 * A generator whose stream depends on `seed` (any string or number) alone.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { createRng } from 'mmtune/market/rng.ts';
 *
 * const first = createRng('study-7/session-3');
 * const again = createRng('study-7/session-3');
 * assert.equal(first.uniform(), again.uniform());
 * assert.ok(createRng('another').integer(6) < 6);
 * ```
 */
export function createRng(seed: string | number): Rng {
  let mix = hashSeed(String(seed));
  const next = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let a = next();
  let b = next();
  let c = next();
  let d = next();
  if ((a | b | c | d) === 0) a = 1; // the all-zero state is the generator's only fixed point
  let spareNormal = Number.NaN;

  const uniform = (): number => {
    const b5 = Math.imul(b, 5);
    const result = Math.imul((b5 << 7) | (b5 >>> 25), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return (result >>> 0) / 4294967296;
  };

  const normal = (): number => {
    if (!Number.isNaN(spareNormal)) {
      const value = spareNormal;
      spareNormal = Number.NaN;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      spareNormal = v * scale;
      return u * scale;
    }
  };

  return {
    uniform,
    normal,
    exponential: () => -Math.log(1 - uniform()),
    integer: (below) => Math.floor(uniform() * below),
  };
}

/** A seed for a named part of a whole, e.g. `childSeed(studySeed, 'session', 3)`: parts never share a stream. */
export function childSeed(...parts: readonly (string | number)[]): string {
  return parts.join('/');
}

/** FNV-1a over UTF-16 code units. */
function hashSeed(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
