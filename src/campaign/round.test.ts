import { expect, it } from 'vitest';
import { sameParameters } from '../strategy/parameters.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import { roundStart } from './round.ts';

it('a round after a rollback knows of the champion that it gains nothing over itself, and tells its original no second time', async () => {
  const study = new SmallStudy();
  await study.run(study.begin());
  const journal = study.journal();
  const { parameters } = journal.version(1);
  const by = 'a person';
  const reason = 'back to the first';
  journal.promote(2, by, reason);
  const version = { parent: 2, author: 'rollback', reason, parameters } as const;
  journal.decide(null, { kind: 'rollback', by, reason, version });
  const { round } = roundStart(journal, { id: 1, plan: smallPlan }, 9);
  const { champion } = round.records;
  const known = round.versions.filter((version) => sameParameters(version.parameters, parameters));
  expect(known.map(({ number, effect, hours }) => [number, effect?.mean ?? null, hours])).toEqual([
    [1, null, expect.any(Number)],
    [champion, 0, 0],
  ]);
});
