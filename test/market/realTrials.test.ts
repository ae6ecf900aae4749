/** What choosing from many candidates on trial promises, on recorded hours of a perpetual: differences of equal versions, skewed by their inventories. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Rng } from '../../src/market/rng.ts';
import { type SimulatedCampaign, simulatedCampaign } from '../../src/testing/trialCampaign.ts';

const DIFFERENCES = join(import.meta.dirname, '../../../shared/cases/truth-04-skewed-null/differences.json');
const missing = !existsSync(DIFFERENCES);
if (missing) console.warn(`skipped: ${DIFFERENCES} is missing`);

type Hours = readonly (readonly number[])[];
const differences = missing ? {} : (JSON.parse(readFileSync(DIFFERENCES, 'utf8')) as Readonly<Record<string, Hours>>);

/** Ten candidates in each of `sessions` sessions, none better than the champion: each lane gets an hour drawn from the recorded ones. */
function campaigns(count: number, hours: Hours, sessions: number): SimulatedCampaign[] {
  const noise = (rng: Rng): readonly number[] => hours[rng.integer(hours.length)] as readonly number[];
  return Array.from({ length: count }, (_, i) =>
    simulatedCampaign({ seed: `campaign ${i}`, sessions, trials: 10, noise, effect: () => 0 }),
  );
}

describe.skipIf(missing)('candidates on trial that are all worth what the champion is', () => {
  it.each(Object.entries(differences))(
    'bring a promotion in fewer than one campaign of forty sessions in ten: %s',
    (_, hours) => {
      const equal = campaigns(40, hours, 40);
      expect(equal.filter(({ promotion }) => promotion !== null).length).toBeLessThan(4);
    },
  );

  it.each(Object.entries(differences))(
    'are inside the interval of their best guess that is to hold 80 of 100 in at least 65 of 100 choices, though their trials alone would hold 90: %s',
    (name, hours) => {
      const chosen = campaigns(name === 'size20' ? 60 : 20, hours, 20).flatMap(({ choices }) => choices);
      expect(chosen.length).toBeGreaterThan(15);
      const held = chosen.filter(({ guess: { mean, sd } }) => Math.abs(mean) <= 1.2816 * sd).length;
      expect(held / chosen.length).toBeGreaterThanOrEqual(0.65);
      const byItself = chosen.filter(({ trial: { gainPerHour } }) => (gainPerHour?.low ?? 0) <= 0).length;
      expect(byItself / chosen.length).toBeLessThan(0.7);
    },
  );
});
