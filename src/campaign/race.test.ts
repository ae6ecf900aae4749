import { describe, expect, it } from 'vitest';
import { gainPriors } from '../evaluation/beliefs.ts';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import type { Family } from '../market/synthetic/families.ts';
import { GENERATOR_VERSION, generateMarket } from '../market/synthetic/generate.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import type { StudyRecord } from '../study/records.ts';
import { smallPlan } from '../testing/smallStudy.ts';
import { InProcessLanes } from './inProcessLanes.ts';
import type { CampaignEvent, CampaignPorts } from './ports.ts';
import { type Field, MARKETS_BEFORE_CUT, MOST_RACERS, type RaceMarket, type RaceResult, race } from './race.ts';

const MINUTES = 10;
const plain = defaultParameters(grid.parameters);
const champion = { number: 1, parameters: plain };
/** Quotes a tenth of a percent away: it hardly trades, and so hardly loses. */
const quiet: Parameters = { ...plain, spreadBps: 20, levels: 1 };
const smaller: Parameters = { ...plain, levels: 2 };
/** Follows the price more closely, and pays for it where prices trend. */
const restless: Parameters = { ...plain, gridResetBps: 15 };
const study: StudyRecord = {
  id: 1,
  name: 'race',
  strategy: 'grid',
  instrument: btcUsdPerp,
  capital: 1_000,
  minVolumePerHour: 500,
  riskAversion: 200,
  seed: 'x',
  createdAt: '2026-01-01T00:00:00.000Z',
};

/** Calm and trending markets in turn. */
function markets(count: number): RaceMarket[] {
  return Array.from({ length: count }, (_, i) => {
    const family: Family = i % 2 === 0 ? 'calm' : 'trending';
    const source = { family, seed: `m${i}`, minutes: MINUTES, startPrice: 92_000, generator: GENERATOR_VERSION };
    return { source: { type: 'synthetic', ...source }, regime: family, session: i + 1 };
  });
}

async function raced(
  racers: readonly Parameters[],
  count: number,
  base: Field['base'] = champion,
  fillModels: Field['fillModels'] = 'both',
  progress: CampaignPorts['progress'] = () => undefined,
): Promise<RaceResult[]> {
  const results = await race(
    { racers, champion, base, priors: gainPriors([], 0.5), fillModels },
    markets(count),
    { ...smallPlan, minutes: MINUTES },
    {
      journal: { study },
      lanes: new InProcessLanes(
        {
          load: (market) => {
            if (market.type !== 'synthetic') throw new RangeError('only synthetic markets here');
            const { family, seed, minutes } = market;
            const tape = generateMarket({ family: family as Family, seed, minutes, instrument: btcUsdPerp });
            return Promise.resolve(compileTape(tape));
          },
        },
        () => Promise.resolve(),
      ),
      progress,
      stop: { requested: false },
    },
  );
  return results ?? expect.unreachable();
}

describe('a race', () => {
  it('tells how many candidates are left and how far it is', async () => {
    const told: CampaignEvent[] = [];
    await raced([restless, smaller], 12, champion, 'both', (event) => void told.push(event));
    const all = { type: 'racing', candidates: 2, ofMarkets: 12 };
    expect(told[0]).toEqual({ ...all, left: 2, markets: 0, share: 0 });
    // The restless one is taken out at the first look, since the other leads by far.
    expect(told.findLast((event) => event.type === 'racing' && event.markets === 0)).toEqual({
      ...{ ...all, left: 2, markets: 0 },
      share: MARKETS_BEFORE_CUT / 12,
    });
    expect(told.at(-1)).toEqual({ ...all, left: 1, markets: 8, share: 1 });
  });

  it('takes a racer out that is far behind the champion, once five markets or more say so', async () => {
    const [fast] = await raced([restless], 12);
    expect(fast).toMatchObject({ cut: 'champion' });
    expect(fast?.markets).toHaveLength(8);
    expect(fast?.byMarket).toHaveLength(8);
    const [small] = await raced([smaller], 12);
    expect(small).toMatchObject({ cut: null });
    expect(small?.markets).toHaveLength(12);
  });

  it('looks again when half as many more were run', async () => {
    // After 5, 8, 12, 18, 27 of 40: the nearer to the champion, the later it shows.
    const [close] = await raced([{ ...plain, gridResetBps: 18 }], 40);
    expect(close).toMatchObject({ cut: 'champion' });
    expect(close?.markets).toHaveLength(27);
    const [far] = await raced([{ ...plain, gridResetBps: 16 }], 40);
    expect(far).toMatchObject({ cut: 'champion' });
    expect(far?.markets).toHaveLength(8);
  });

  it('lets the leader take others out only where both fill models run', async () => {
    const racers = [smaller, { ...plain, orderSizeUsd: 10 }, { ...plain, levels: 1 }];
    const [behind] = await raced(racers, 16);
    expect(behind).toMatchObject({ cut: 'leader', signAgrees: true });
    const [alone] = await raced(racers, 16, champion, 'pessimistic');
    expect(alone).toMatchObject({ cut: null, signAgrees: null });
  });

  it('takes a racer out that is far behind the base, though it beats the champion', async () => {
    const [small] = await raced([smaller], 12, { number: 2, parameters: { ...plain, orderSizeUsd: 10 } });
    expect(small?.comparison.gainPerHour?.mean).toBeGreaterThan(0);
    expect(small?.cut).toBe('base');
  });

  it('lets nobody be thrown out by one that hardly trades', async () => {
    const [hardly, small] = await raced([quiet, smaller], 12);
    expect(hardly?.comparison.tradesEnough).toBe(false);
    expect(hardly?.comparison.gainPerHour?.mean).toBeGreaterThan(small?.comparison.gainPerHour?.mean ?? 0);
    expect(small).toMatchObject({ cut: null });
  });

  it('shows the same of pessimistic fills where the other model does not run', async () => {
    const [both] = await raced([smaller], 4);
    const [alone] = await raced([smaller], 4, champion, 'pessimistic');
    expect(alone?.byMarket).toEqual(both?.byMarket);
    expect(alone?.probabilityBetter).toBe(both?.probabilityBetter);
  });

  it('shows whose fills a racer repeated on every market', async () => {
    // Nothing pauses, so that the length of a pause does nothing; nor does one step of skew.
    const [idle, skewed, small, twin, quieter] = await raced(
      [
        { ...plain, pauseSeconds: 30 },
        { ...plain, inventorySkewSteps: 1 },
        smaller,
        { ...smaller, pauseSeconds: 30 },
        quiet,
      ],
      3,
    );
    expect([idle, skewed, small, twin, quieter].map((one) => one?.sameAs)).toEqual([
      'champion',
      'champion',
      null,
      2,
      null,
    ]);
    expect(idle?.comparison.gainPerHour).toBeNull();
    const base = { number: 2, parameters: smaller };
    const [asBase, asChampion] = await raced([{ ...smaller, pauseSeconds: 30 }, plain], 3, base);
    expect([asBase?.sameAs, asChampion?.sameAs]).toEqual(['base', 'champion']);
  });

  it('takes nobody out after the last market: all have run then', async () => {
    const [fast] = await raced([restless], 5);
    expect(fast).toMatchObject({ cut: null });
    expect(fast?.probabilityBetter).toBeLessThan(0.12);
  });

  it('refuses more racers than a pass has lanes for, and a race over nothing', async () => {
    await expect(raced(new Array<Parameters>(MOST_RACERS + 1).fill(plain), 1)).rejects.toThrow(RangeError);
    await expect(raced([smaller], 0)).rejects.toThrow('a recorded market');
  });
});
