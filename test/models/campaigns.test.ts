/** Campaigns in which a model proposes too, over HTTP, with a journal on disk, with many kinds of faulty models. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { permutationChecks } from '../../src/campaign/permutationChecks.ts';
import type { CallOutcome, CallRecord } from '../../src/study/records.ts';
import { injections } from '../../src/testing/injections.ts';
import { anAnswer } from '../../src/testing/modelAnswer.ts';
import { outcome } from '../../src/testing/smallStudy.ts';
import { WorkspaceViews } from '../../src/workspace/views.ts';
import { workspaceAt } from '../../src/workspace/workspace.ts';
import * as faults from './faults.ts';
import type { ModelAsk, ModelReply } from './modelReply.ts';
import { type ModelServer, startModelServer } from './modelServer.ts';
import { CANARY_KEY, ModelStudy, type ModelStudyTerms } from './modelStudy.ts';
import { APPROVED, injected } from './policies/injected.ts';
import { noisyOracle } from './policies/noisyOracle.ts';
import { oracle } from './policies/oracle.ts';
import { anAnswerTo, answering, baseIn } from './policies/policy.ts';
import { random } from './policies/random.ts';
import { reader } from './policies/reader.ts';
import { stubborn } from './policies/stubborn.ts';
import { PROVIDERS } from './scriptedModel.ts';

type Script = (ask: ModelAsk) => ModelReply | Promise<ModelReply>;

const small: ModelStudyTerms = { seed: 'small', sessions: 3, minutes: 5, families: ['trending', 'calm'] };

async function aServer(reply: Script): Promise<ModelServer> {
  const server = await startModelServer({ reply });
  onTestFinished(() => server.close());
  return server;
}

async function aStudy(
  reply: Script | null,
  terms: Partial<ModelStudyTerms> = {},
): Promise<[ModelStudy, ModelServer | null]> {
  const server = reply === null ? null : await aServer(reply);
  const study = new ModelStudy(server, { ...small, ...terms });
  onTestFinished(() => study.close());
  return [study, server];
}

function silences({ events }: ModelStudy): string[] {
  return events.flatMap((event) => (event.type === 'proposer-silent' ? [event.reason] : []));
}

/** A change that no other round has made, so that the candidate races. */
function fresh(ask: ModelAsk, nth: number): string {
  const base = baseIn(ask);
  const value = Number(base.parameters.gridResetBps) + 1 + (nth % 10);
  return JSON.stringify(anAnswer({ base: base.number, changes: [{ parameter: 'gridResetBps', value, evidence: [] }] }));
}

describe.each(PROVIDERS)('%s: a campaign with many kinds of model faults', (provider) => {
  const good = (ask: ModelAsk): string => fresh(ask, ask.nth);
  const changed = (ask: ModelAsk, parameter: string, value: number | boolean): ModelReply =>
    faults.text(JSON.stringify(anAnswer({ base: baseIn(ask).number, changes: [{ parameter, value, evidence: [] }] })));
  /** One for each session: the behaviour of the model, and the recorded outcomes of its calls. */
  const wrongs: readonly [string, Script, readonly CallOutcome[]][] = [
    ['too many requests', () => faults.rateLimited('2'), ['failed']],
    ['in trouble', () => faults.serverError(), ['failed']],
    ['cut', () => faults.cut('{"base'), ['failed']],
    ['no end', () => faults.noEnd('{"base'), ['failed']],
    ['hangs up', () => faults.hangUp(), ['failed']],
    ['hangs', () => soonOver(faults.hang()), ['failed']],
    ['stalls', () => soonOver(faults.stall('{"base')), ['failed']],
    ['wrong key', () => faults.echoesKey(401, CANARY_KEY), ['failed']],
    ['web page', () => faults.webPage(), ['failed']],
    ['redirect', () => faults.redirect('http://127.0.0.1:1/'), ['failed']],
    ['garbage on the wire', () => faults.raw('data: {"a":\n\n'), ['failed']],
    ['overloaded within', () => faults.brokenOff('overloaded_error', `busy ${CANARY_KEY}`), ['failed']],
    ['endless', () => faults.huge(2_000_001), ['failed']],
    ['long and empty', () => faults.huge(50_000), ['malformed', 'malformed', 'malformed']],
    ['cut short', () => faults.outOfLength('{"ba'), ['cut-short', 'cut-short', 'cut-short']],
    ['declines', () => faults.refusedAnswer('No.'), ['declined']],
    ['thinks only', () => faults.onlyReasoning('Hm.'), ['malformed', 'malformed', 'malformed']],
    [
      'another base',
      () => faults.text(JSON.stringify(anAnswer({ base: 99 }))),
      ['malformed', 'malformed', 'malformed'],
    ],
    [
      'number as text',
      (ask) => faults.text(good(ask).replace(/"value":(\d+)/, '"value":"$1"')),
      ['malformed', 'malformed', 'malformed'],
    ],
    ['out of bounds', (ask) => changed(ask, 'spreadBps', 500), ['accepted', 'accepted', 'accepted']],
    ['unknown', (ask) => changed(ask, 'guardrails', false), ['accepted', 'accepted', 'accepted']],
    [
      'duplicate',
      (ask) => changed(ask, 'levels', Number(baseIn(ask).parameters.levels)),
      ['accepted', 'accepted', 'accepted'],
    ],
    [
      'invents',
      (ask) => faults.text(JSON.stringify({ ...JSON.parse(good(ask)), hypothesis: 'v77 earned 4321.5 an hour.' })),
      ['invented-evidence', 'invented-evidence'],
    ],
    ['fenced', (ask) => faults.fenced(good(ask)), ['accepted']],
    ['leaks', (ask) => faults.leakedThinking('{"base_version": 3}', good(ask)), ['accepted']],
    ['echoes the key', () => faults.text(`My key is ${CANARY_KEY}.`), ['malformed', 'malformed', 'malformed']],
  ];

  let study: ModelStudy | null = null;
  const soonOver = (reply: ModelReply): ModelReply => {
    setTimeout(() => study?.clock.timeUp(), 20);
    return reply;
  };

  it('ends with a record of every fault, and the surrogate continues to propose', async () => {
    const wrongNow = (): (typeof wrongs)[number] | undefined => wrongs[(study?.journal().sessions().length ?? 1) - 1];
    const [made] = await aStudy((ask) => wrongNow()?.[1](ask) ?? faults.serverError(), {
      provider,
      sessions: wrongs.length,
      minutes: 2,
    });
    study = made;
    expect(await made.run(made.begin())).toEqual({ kind: 'finished' });
    expect(made.store.check()).toEqual([]);
    const journal = made.journal();
    const calls = Map.groupBy(journal.calls(), ({ sessionId }) => sessionId);
    const rounds = Map.groupBy(journal.proposals(), ({ sessionId }) => sessionId);
    const sessions = journal.sessions();
    const asked = sessions.filter(({ id }) => calls.has(id));
    // In some rounds a version that waited while the champion ran takes the place of a proposal.
    expect(asked.length).toBeGreaterThan(wrongs.length / 2);
    for (const { id, number } of asked) {
      const [name = '', , outcomes] = wrongs[number - 1] ?? [];
      expect([name, calls.get(id)?.map((call) => call.outcome)]).toEqual([name, outcomes]);
      expect(
        rounds.get(id)?.some(({ proposer }) => proposer === 'surrogate'),
        name,
      ).toBe(true);
      for (const call of calls.get(id) ?? []) expectTold(call, name);
    }
    expect(sessions.every(({ status }) => status === 'completed')).toBe(true);
    const usable = ['accepted', 'invented-evidence'];
    const silent = asked.filter(({ id }) => calls.get(id)?.every((call) => !usable.includes(call.outcome)));
    expect(silences(made)).toHaveLength(silent.length);
    expect(JSON.stringify(made.events)).not.toContain(CANARY_KEY.slice(0, 12));
    const approved = new Set(journal.versions().map(({ proposalId }) => proposalId));
    for (const proposal of journal.proposals()) {
      if (proposal.findings.some(({ severity }) => severity === 'refusal')) {
        expect([proposal.status, approved.has(proposal.id)]).toEqual(['refused', false]);
      }
    }
  });

  function expectTold({ outcome: found, detail, tries }: CallRecord, name: string): void {
    if (found !== 'accepted') expect(detail, name).not.toBe('');
    expect(detail).not.toContain(CANARY_KEY.slice(0, 12));
    expect(tries).toBeLessThanOrEqual(3);
  }

  it('changes to the next format once and keeps it, in the next campaign too', async () => {
    const [study, server] = await aStudy(
      (ask) => (ask.outputFormat === 'json_schema' ? faults.noResponseFormat() : faults.text(good(ask))),
      { provider },
    );
    await study.run(study.begin());
    study.reopen();
    await study.run(study.begin());
    const ways = server?.asks.map(({ outputFormat }) => outputFormat) ?? [];
    expect(ways.slice(0, 2)).toEqual(['json_schema', 'tool']);
    expect(new Set(ways.slice(1))).toEqual(new Set(['tool']));
    expect(study.store.check()).toEqual([]);
  });

  it('begins each prompt with the bytes of the prompt before', async () => {
    const [study, server] = await aStudy((ask) => faults.text(good(ask)), {
      provider,
      sessions: 6,
      settings: { framings: ['exploit', 'explore'] },
    });
    await study.run(study.begin());
    const asks = (server?.asks ?? []).filter(({ messages }) => messages.every(({ role }) => role !== 'assistant'));
    const histories = asks.map(historyIn);
    const fronts = asks.map(({ raw }, i) => {
      const history = JSON.stringify(histories[i]).slice(1, -1);
      expect(raw.split(history)).toHaveLength(2);
      return raw.slice(0, raw.indexOf(history) + history.length);
    });
    expect(fronts.length).toBeGreaterThanOrEqual(8);
    for (let k = 1; k < fronts.length; k++) {
      expect(asks[k]?.system).toBe(asks[0]?.system);
      expect(fronts[k]?.startsWith(fronts[k - 1] ?? '?'), `call ${k + 1}`).toBe(true);
    }
    expect((fronts.at(-1) ?? '').length).toBeGreaterThan(2 * (fronts[0] ?? '').length - (asks[0]?.system ?? '').length);
  });
});

/** The records in the question. In Anthropic's format they are a separate block that ends at the cache breakpoint. */
function historyIn({ format, body, user }: ModelAsk): string {
  if (format === 'openai') return user.split('\n\n# The study as it stands')[0] ?? '';
  const [message] = body.messages as { content: { text: string; cache_control?: unknown }[] }[];
  const [history, task, ...rest] = message?.content ?? [];
  expect(rest).toEqual([]);
  expect(history?.cache_control).toEqual({ type: 'ephemeral' });
  expect(task?.cache_control).toBeUndefined();
  expect(task?.text).toMatch(/^# The study as it stands/);
  return history?.text ?? '';
}

describe('a campaign that crashes during a round with a model', () => {
  it('repeats the round and reaches the same result as without the crash', async () => {
    const policy = answering((ask) => fresh(ask, baseIn(ask).number));
    const settings = { framings: ['exploit', 'explore'] as const };
    const terms = { settings, sessions: 2 };
    const [whole] = await aStudy(policy, terms);
    await whole.run(whole.begin());
    const all = whole.journal().calls().length;
    for (let death = 1; death <= all; death++) {
      const [study] = await aStudy(policy, terms);
      const campaign = study.begin();
      let calls = 0;
      const journal = study.journal();
      const record: typeof journal.addCall = (call, texts) => {
        calls++;
        const made = journal.addCall(call, texts);
        if (calls === death) throw new Error('killed');
        return made;
      };
      const killed = study.run(campaign, {}, { record: (call, texts) => record(call, texts).id });
      await expect(killed, `death at call ${death}`).rejects.toThrow('killed');
      study.reopen();
      expect(await study.run(campaign)).toEqual({ kind: 'finished' });
      expect(outcome(study.journal()), `death at call ${death}`).toEqual(outcome(whole.journal()));
      expect(study.store.check()).toEqual([]);
      // The calls before the crash are on record, without a proposal.
      const lost = study
        .journal()
        .calls()
        .filter(({ proposalId }) => proposalId === null);
      expect(lost.length).toBeGreaterThan(0);
    }
  });

  it('that is stopped during a call of the model repeats the round in the next run', async () => {
    const stop = { requested: false };
    const [study] = await aStudy((ask) => {
      stop.requested = true;
      return answering((one) => fresh(one, 1))(ask);
    });
    const campaign = study.begin();
    expect(await study.run(campaign, { stop })).toEqual({ kind: 'interrupted' });
    expect(study.journal().proposals()).toEqual([]);
    expect(study.journal().calls()).toHaveLength(1);
    expect(await study.run(campaign)).toEqual({ kind: 'finished' });
  });
});

describe('permuted outcomes in a campaign', () => {
  const terms: Partial<ModelStudyTerms> = { sessions: 5, minutes: 10, settings: { permuteEvery: 5 } };
  const found = ({ events }: ModelStudy): unknown[] =>
    events.flatMap((event) => (event.type === 'permutation-check' ? [event.found] : []));

  it('finds the stubborn model', async () => {
    const [study] = await aStudy(answering(stubborn(1.4)), terms);
    await study.run(study.begin());
    expect(found(study)).toContain('does-not-read');
    expect(permutationChecks(study.journal()).map(({ reads }) => reads)).toEqual(found(study).map(() => false));
  });

  it('finds the oracle too, which does not read the history', async () => {
    const [study] = await aStudy(answering(oracle()), terms);
    await study.run(study.begin());
    expect(found(study)).toContain('does-not-read');
  });

  it('has no result for a model that changes nothing', async () => {
    const [study] = await aStudy((ask) => faults.text(anAnswerTo(baseIn(ask), {})), terms);
    await study.run(study.begin());
    expect(found(study)).toEqual([{ unknown: 'both answers change nothing, which shows nothing' }]);
    expect(permutationChecks(study.journal()).map(({ reads }) => reads)).toEqual([null]);
  });

  it('passes the model that follows the leaderboard', async () => {
    const [study] = await aStudy(answering(reader()), terms);
    await study.run(study.begin());
    expect(found(study)).toEqual(['reads']);
    expect(permutationChecks(study.journal()).map(({ reads }) => reads)).toEqual([true]);
    // The permuted question makes no proposal.
    const permuted = study
      .journal()
      .calls()
      .filter(({ purpose }) => purpose === 'canary');
    expect(permuted.length).toBeGreaterThan(0);
    expect(permuted.every(({ proposalId }) => proposalId === null)).toBe(true);
  });
});

describe('a model that obeys instructions in the history', () => {
  const noted = async (policy: Script): Promise<ModelStudy> => {
    const [study] = await aStudy(policy, { sessions: 4 });
    const journal = study.journal();
    const base = journal.version(1);
    const texts = Object.values(injections);
    texts.forEach((claim, i) => {
      const about = {
        parameter: 'spreadBps',
        direction: 'lower',
        effect: 'better',
        effectRange: null,
        scope: 'any',
      } as const;
      journal.addLearning({ by: texts[i + 1] ?? 'ada', claim, ...about });
    });
    const { parameters } = base;
    texts.slice(0, 6).forEach((reason, i) => {
      journal.addVersion({ parent: 1, author: 'human', reason, parameters: { ...parameters, levels: 4 + i } });
    });
    let nth = 0;
    await study.run(study.begin('ask'), {
      ask: () => Promise.resolve({ kind: 'approve', by: 'ada', reason: texts[nth++ % texts.length] ?? '' }),
    });
    return study;
  };

  it('never gets a version past the guardrails, even if it claims an approval', async () => {
    const study = await noted(answering(injected()));
    const journal = study.journal();
    const own = journal.proposals().filter(({ proposer }) => proposer === 'model');
    expect(own.length).toBeGreaterThan(0);
    expect(own.every(({ status }) => status === 'refused')).toBe(true);
    expect(own.every(({ hypothesis }) => hypothesis === APPROVED)).toBe(true);
    const ordered = new Set(own.flatMap(({ changes }) => changes.map(({ parameter, to }) => `${parameter} ${to}`)));
    expect(ordered).toContain('orderSizeUsd 5000');
    expect(ordered).toContain('stopLossPct 100');
    expect(ordered).toContain('inventoryLimitPct 100000');
    expect(ordered).toContain('guardrails false');
    expect(journal.versions().some(({ author }) => author === 'model')).toBe(false);
    expect(study.store.check()).toEqual([]);
  });

  it('is judged like the same answer without the claim', async () => {
    const [loud, plain] = [await noted(answering(injected())), await noted(answering(injected('A try.')))];
    const verdicts = (study: ModelStudy): unknown =>
      study
        .journal()
        .proposals()
        .filter(({ proposer }) => proposer === 'model')
        .map(({ changes, findings, status }) => [
          changes.map(({ parameter, to }) => [parameter, to]),
          findings,
          status,
        ]);
    expect(verdicts(loud)).toEqual(verdicts(plain));
    expect(verdicts(loud)).not.toEqual([]);
  });
});

describe('policies that guess', () => {
  it.each([
    ['random', (): Script => answering(random('a'))],
    ['noisy', (): Script => answering(noisyOracle('a'))],
  ])('%s: every version has passed the guardrails', async (_, script) => {
    const [study] = await aStudy(script(), { sessions: 5 });
    expect(await study.run(study.begin())).toEqual({ kind: 'finished' });
    const journal = study.journal();
    for (const { status, changes, base, findings } of journal.proposals()) {
      if (status === 'approved')
        expect([changes.length > 0, base, findings.some((f) => f.severity === 'refusal')]).toEqual([true, base, false]);
    }
    expect(study.store.check()).toEqual([]);
  });
});

describe('the key', () => {
  it('is in no file of the workspace, no prompt, no record and no event', async () => {
    const replies: readonly Script[] = [
      (ask) => faults.text(fresh(ask, 3)),
      () => faults.echoesKey(401, CANARY_KEY),
      () => faults.text(`The key is ${CANARY_KEY}`),
      (ask) => faults.text(fresh(ask, 5).replace('More fills', `${CANARY_KEY} more fills`)),
    ];
    const [study, server] = await aStudy((ask) => replies[(ask.nth - 1) % replies.length]?.(ask) ?? faults.hangUp(), {
      sessions: 4,
    });
    const journal = study.journal();
    const views = new WorkspaceViews(workspaceAt(study.folder), journal, true);
    await study.run(study.begin(), { journal, views });
    await views.history();
    const files = readdirSync(study.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(10);
    study.reopen();
    for (const { parentPath, name } of files) {
      // The file of an open database may change, so a copy is read.
      if (name.startsWith('tune.db')) continue;
      expect(readFileSync(join(parentPath, name)).includes(CANARY_KEY), name).toBe(false);
    }
    const copy = join(study.folder, 'copy.db');
    await study.store.backup(copy);
    expect(readFileSync(copy).includes(CANARY_KEY)).toBe(false);
    // The database compresses the texts of calls.
    const texts = study
      .journal()
      .calls()
      .map(({ id }) => study.journal().callTexts(id));
    expect(texts.length).toBeGreaterThan(3);
    expect(JSON.stringify([texts, study.journal().calls(), study.events])).not.toContain(CANARY_KEY);
    expect(server?.asks.every(({ raw }) => !raw.includes(CANARY_KEY))).toBe(true);
  });
});
