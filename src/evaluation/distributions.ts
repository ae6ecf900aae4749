/** The normal distribution and Student's t. */

/**
 * Φ(z), by the approximation of the complementary error function of Press et al., Numerical Recipes (erfcc): relative
 * error below 1.2e-7.
 */
export function normalCdf(z: number): number {
  // The approximation is off by 6e-8 here, where exactly one half is expected.
  if (z === 0) return 0.5;
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const poly =
    -1.26551223 +
    t *
      (1.00002368 +
        t *
          (0.37409196 +
            t *
              (0.09678418 +
                t *
                  (-0.18628806 +
                    t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  const tail = (t * Math.exp(-x * x + poly)) / 2;
  return z >= 0 ? 1 - tail : tail;
}

/** Φ⁻¹(p) for 0 < p < 1, by bisection on {@link normalCdf}: slow, but simple. */
export function normalQuantile(p: number): number {
  let low = -10;
  let high = 10;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Quantiles by probability and degrees of freedom: a round asks for the same few thousands of times. */
const known = new Map<string, number>();

/**
 * The value that a t-distributed variable stays below with probability `p`.
 *
 * @param p 0 < p < 1
 * @param degreesOfFreedom above 0; need not be whole
 * @throws RangeError
 */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`p is ${p}; it must lie between 0 and 1`);
  if (!(degreesOfFreedom > 0)) throw new RangeError(`degrees of freedom are ${degreesOfFreedom}; they must be above 0`);
  if (p < 0.5) return -studentQuantile(1 - p, degreesOfFreedom);
  const key = `${p} ${degreesOfFreedom}`;
  const found = known.get(key) ?? search(p, degreesOfFreedom);
  known.set(key, found);
  return found;
}

/** P(T ≤ t) for t ≥ 0 is 1 − I_x(ν/2, 1/2) / 2 with x = ν / (ν + t²) (Abramowitz & Stegun 26.7.1). */
function search(p: number, nu: number): number {
  let low = 0;
  let high = 1;
  while (1 - incompleteBeta(nu / (nu + high * high), nu / 2, 0.5) / 2 < p) {
    low = high;
    high *= 2;
  }
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (1 - incompleteBeta(nu / (nu + middle * middle), nu / 2, 0.5) / 2 < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The regularised incomplete beta function I_x(a, b), by its continued fraction (Press et al., Numerical Recipes,
 * 6.4).
 */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

/** The continued fraction, by Lentz's algorithm. */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1) || tiny);
  let value = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

const LANCZOS = [
  76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2,
  -0.5395239384953e-5,
] as const;

/** ln Γ(z) for z > 0 (Lanczos 1964; error below 2e-10). */
function logGamma(z: number): number {
  const base = z + 5.5 - (z + 0.5) * Math.log(z + 5.5);
  const series = LANCZOS.reduce((sum, coefficient, i) => sum + coefficient / (z + 1 + i), 1.00000000019);
  return -base + Math.log((2.506628274631 * series) / z);
}
