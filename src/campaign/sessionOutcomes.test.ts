import { describe, expect, it } from 'vitest';
import { factors } from '../exchange/outcomes.ts';
import type { LaneRequest } from '../session/session.ts';
import { gridParameters } from '../strategy/grid/parameters.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import type { CampaignPlan, OutcomeFigures } from '../study/records.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import { newSession, secondPass } from './runSession.ts';
import { differingOutcomes, outcomesOf, passesOf } from './sessionOutcomes.ts';
import { verifySession } from './verify.ts';

const parameters = defaultParameters(gridParameters);
const plan: CampaignPlan = { ...smallPlan, minutes: 20, sessions: 1, families: ['trending'] };

/** Both fill models of each version; v1 acts. */
function lanesOf(versions: number): LaneRequest[] {
  return Array.from({ length: versions }, (_, i) => i + 1).flatMap((version) =>
    (['pessimistic', 'optimistic'] as const).map(
      (fillModel): LaneRequest => ({ version, parameters, role: version === 1 ? 'acting' : 'shadow', fillModel }),
    ),
  );
}

/** A campaign of one session, and what it left. */
async function aSession() {
  const study = new SmallStudy();
  await study.run(study.begin(plan));
  const journal = study.journal();
  const [session] = journal.sessions();
  if (session?.facts?.outcomes === undefined) throw new Error('the session has outcomes');
  const market = await study.ports.markets.load(session.source, journal.study.instrument);
  return { journal, session, market, outcomes: session.facts.outcomes };
}

describe('lanes of single factors', () => {
  it('run beside the others where a pass has room for all of them', () => {
    // 26 lanes and 5 are 31; 28 and 5 would be 33.
    const { first, second } = passesOf(lanesOf(13), 1, smallPlan);
    expect(first.map(({ factor }) => factor).filter((factor) => factor !== undefined)).toEqual(factors);
    expect([first.length, second.length]).toEqual([31, 0]);
  });

  it('run in a second pass where it has not, and none is dropped', () => {
    const { first, second } = passesOf(lanesOf(14), 1, smallPlan);
    expect(first).toEqual(lanesOf(14));
    expect(second.map(({ factor, version }) => [factor, version])).toEqual(factors.map((factor) => [factor, 1]));
  });

  it('do not exist under rules without factors', () => {
    for (const plan of [{}, { rules: 1 }]) {
      expect(passesOf(lanesOf(2), 1, plan)).toEqual({ first: lanesOf(2), second: [] });
    }
  });
});

describe('a session of a campaign', () => {
  it('keeps what could have happened to the acting version, both ends as its lanes have them', async () => {
    const { journal, session, outcomes } = await aSession();
    for (const fillModel of ['pessimistic', 'optimistic'] as const) {
      const lane = journal.lanes(session.id).find((one) => one.role === 'acting' && one.fillModel === fillModel);
      const { profit, volume, fills } = lane?.metrics ?? expect.unreachable();
      expect(outcomes[fillModel].profit).toBeCloseTo(profit, 9);
      expect(outcomes[fillModel].volume).toBeCloseTo(volume, 6);
      expect(outcomes[fillModel].fills).toBe(fills);
    }
    // Later orders rest elsewhere and are filled elsewhere; a market whose trades agree with its book leaves little else open.
    expect(outcomes.alone.latency.profit).not.toBe(outcomes.pessimistic.profit);
  });

  it('records no lane of a single factor as evidence', async () => {
    const { journal, session } = await aSession();
    expect(journal.lanes(session.id).map(({ version, fillModel }) => [version, fillModel])).toEqual([
      [1, 'pessimistic'],
      [1, 'optimistic'],
    ]);
  });

  it('gives the same in a second pass over its market', async () => {
    const { journal, market, outcomes } = await aSession();
    const apart = { first: lanesOf(1), second: passesOf(lanesOf(1), 1, plan).first.slice(2) };
    const first = newSession(journal.study, plan, market.compiled, apart.first);
    first.advance(Number.POSITIVE_INFINITY);
    const second = secondPass(apart, journal.study, plan, market.compiled, first.elapsedUs);
    expect(outcomesOf(1, [...first.figures(), ...second])).toEqual(outcomes);
  });

  it('is verified with its outcomes', async () => {
    const { journal, session, market, outcomes } = await aSession();
    expect((await verifySession(journal, session, market, 'source')).differences).toEqual([]);
    const { facts } = session;
    if (facts === null) throw new Error('the session has facts');
    const queue = { ...outcomes.alone.queue, profit: outcomes.alone.queue.profit + 1 };
    const other = { ...session, facts: { ...facts, outcomes: { ...outcomes, alone: { ...outcomes.alone, queue } } } };
    expect((await verifySession(journal, other, market, 'source')).differences).toEqual([
      expect.stringMatching(/^outcome queue alone: \d+ fills, profit .*; recorded \d+ fills/),
    ]);
  });
});

it('outcomes that are not measured again are a difference', () => {
  const none = { profit: 0, volume: 0, fills: 0 };
  const recorded: OutcomeFigures = {
    pessimistic: none,
    optimistic: none,
    alone: { queue: none, crossing: none, sweep: none, latency: none, postOnly: none },
  };
  expect(differingOutcomes(recorded, recorded)).toEqual([]);
  expect(differingOutcomes(recorded, undefined)).toHaveLength(1);
});
