/** Φ(z), by the rational approximation of the complementary error function of Press et al., Numerical Recipes (erfcc): relative error below 1.2e-7. */
export function normalCdf(z: number): number {
  // The approximation is off by 6e-8 there, and a coin is to be a coin.
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

/** Φ⁻¹(p) for 0 < p < 1, by bisection on {@link normalCdf}: slow and plain. */
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
