/** The language model as a proposer, over a local server: with good answers, with refused answers and with malformed answers. */

import { expect, it } from 'vitest';
import { modelProposer } from '../../src/proposer/model/modelProposer.ts';
import type { ModelSettings } from '../../src/proposer/model/settings.ts';
import type { Proposer } from '../../src/proposer/proposer.ts';
import { anAnswer } from '../../src/testing/modelAnswer.ts';
import { describeProposer, gridRound } from '../../src/testing/proposerContract.ts';
import * as faults from './faults.ts';
import type { ModelAsk, ModelReply } from './modelReply.ts';
import { TestRound } from './modelRound.ts';
import { anAnswerTo, answering, baseIn, towards } from './policies/policy.ts';
import { PROVIDERS, scriptedModel } from './scriptedModel.ts';

type Script = (ask: ModelAsk) => ModelReply;

const model = scriptedModel();
const framings = ['exploit', 'explore', 'contrarian', 'worst-failure'] as const;

/** A different step of one parameter for each framing. */
const good: Script = answering((ask) => {
  const base = baseIn(ask);
  const from = Number(base.parameters.gridResetBps);
  return anAnswerTo(base, { gridResetBps: towards('gridResetBps', from, from + 1 + (ask.user.length % 3)) });
});

const wild: Script = (ask) => {
  const changes = [
    { parameter: 'spreadBps', value: 500, evidence: [] },
    { parameter: 'guardrails', value: false, evidence: [] },
  ];
  return faults.text(JSON.stringify(anAnswer({ base: baseIn(ask).number, changes })));
};

function proposer(
  provider: (typeof PROVIDERS)[number],
  script: Script,
  settings: Partial<ModelSettings> = {},
): Proposer {
  model.script = script;
  return modelProposer(new TestRound(model, provider, { framings, ...settings }).ports, 0.5);
}

for (const provider of PROVIDERS) {
  describeProposer(`model (${provider}, good)`, { usable: true }, () => proposer(provider, good));
  describeProposer(`model (${provider}, wild)`, { usable: false }, () => proposer(provider, wild));
  describeProposer(`model (${provider}, nonsense)`, { usable: false }, () =>
    proposer(provider, () => faults.text('Hm.')),
  );
  describeProposer(`model (${provider}, in trouble)`, { usable: false }, () =>
    proposer(provider, () => faults.serverError()),
  );
}

it('returns the calls and claims behind its candidates', async () => {
  const learnings = [{ claim: 'Nearer quotes fill more.' }];
  const said = proposer('openai', (ask) => {
    const { number, parameters } = baseIn(ask);
    const value = towards('gridResetBps', Number(parameters.gridResetBps), 99);
    const changes = [{ parameter: 'gridResetBps', value: Number(value), evidence: [] }];
    return faults.text(JSON.stringify(anAnswer({ base: number, changes, learnings })));
  });
  const { candidates } = await said.propose(gridRound({ candidates: 2 }));
  expect(candidates.map(({ draft }) => draft.notes?.framing)).toEqual(['exploit', 'explore']);
  expect(candidates.map(({ calls }) => calls)).toEqual([[1], [2]]);
  expect(candidates.map((one) => one.learnings.map(({ claim }) => claim))).toEqual([
    ['Nearer quotes fill more.'],
    ['Nearer quotes fill more.'],
  ]);
});

it('names each framing without an answer, and the message of the endpoint', async () => {
  const silent = proposer('openai', () => faults.text('Hm.'));
  const { candidates, silences } = await silent.propose(gridRound());
  expect(candidates).toEqual([]);
  expect(silences.map(({ about }) => about)).toEqual(framings);
  for (const { reason } of silences) expect(reason).not.toBe('');
});

it.each([
  [2, 1, null],
  [2, 2, 'does-not-read'],
  [0, 2, null],
] as const)('permuting outcomes every %i rounds, in round %i it finds: %s', async (permuteEvery, nth, found) => {
  const same = answering((ask) => {
    const base = baseIn(ask);
    return anAnswerTo(base, { gridResetBps: Number(base.parameters.gridResetBps) + 1 });
  });
  const stubborn = proposer('openai', same, { permuteEvery, framings: ['exploit'] });
  const { permutationCheck } = await stubborn.propose({ ...gridRound(), nth });
  expect(permutationCheck).toEqual(found === null ? null : { model: 'm-1', found });
});
