/**
 * v1 to v8: the eight versions of examples/v1-to-v8.toml, their published results, and variants of them. "The seeds" are the
 * document that published them, not seeds of random numbers.
 */

import { fileURLToPath } from 'node:url';
import { readVersionsFile } from '../../src/config/versionsFile.ts';
import { strategyNamed } from '../../src/strategy/catalog.ts';
import { checkParameters, type Parameters } from '../../src/strategy/parameters.ts';

export const STRATEGY = 'grid';
const FILE = fileURLToPath(new URL('../../examples/v1-to-v8.toml', import.meta.url));

/** Published result of one hour: volume and profit in USD, and profit per $10k of volume. */
export interface SeedRow {
  readonly volume: number;
  readonly profit: number;
  readonly per10k: number;
}

/** Published results of v1 to v8. */
export const seedTable: readonly SeedRow[] = [
  { volume: 1800, profit: 0.09, per10k: 0.48 },
  { volume: 4200, profit: -0.85, per10k: -2.02 },
  { volume: 8500, profit: -1.65, per10k: -1.94 },
  { volume: 12_800, profit: -2.45, per10k: -1.91 },
  { volume: 15_600, profit: -2.29, per10k: -1.47 },
  { volume: 22_310, profit: -2.81, per10k: -1.26 },
  { volume: 9180, profit: -0.71, per10k: -0.77 },
  { volume: 6549, profit: 1.19, per10k: 1.81 },
];

export interface ExampleVersion {
  readonly name: string;
  readonly parameters: Parameters;
}

/** v1 to v8. @throws ConfigError for an invalid file */
export function seedVersions(): ExampleVersion[] {
  return readVersionsFile(FILE, STRATEGY).map(({ parameters }, i) => ({ name: `v${i + 1}`, parameters }));
}

/**
 * A version with some parameters changed. @throws RangeError for an unknown version and for values that the declaration of
 * the strategy does not allow
 */
export function variant(
  versions: readonly ExampleVersion[],
  of: string,
  label: string,
  changes: Parameters,
): ExampleVersion {
  const base = versions.find(({ name }) => name === of);
  if (base === undefined) throw new RangeError(`there is no version ${of}`);
  const parameters = { ...base.parameters, ...changes };
  const problems = checkParameters(strategyNamed(STRATEGY).parameters, parameters);
  if (problems.length > 0) throw new RangeError(`${of} ${label}: ${problems.map(({ message }) => message).join('; ')}`);
  return { name: `${of} ${label}`, parameters };
}
