/**
 * Half-width of a confidence interval for a mean that stays valid however often one looks: the normal mixture
 * (Robbins 1970; Howard et al., "Time-uniform, nonparametric, nonasymptotic confidence sequences", 2021).
 *
 * @param sd standard deviation of one observation
 * @param n observations so far
 * @param priorSd scale of the effects that the interval is tuned for, in the observation's unit
 * @param alpha error level, e.g. 0.1
 */
export function alwaysValidHalfWidth(sd: number, n: number, priorSd: number, alpha: number): number {
  const variance = sd * sd;
  const mixture = n * priorSd * priorSd;
  const scale = (variance * (variance + mixture)) / (n * n * priorSd * priorSd);
  return Math.sqrt(scale * (2 * Math.log(1 / alpha) + Math.log(1 + mixture / variance)));
}
