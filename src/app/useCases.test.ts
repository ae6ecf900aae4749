/** What another program than the command line does with a study: it calls the use cases and shows what they return. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ExplainedError } from '../market/explainedError.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { writeTape } from '../recordings/tapeFile/writeTape.ts';
import { aProgram, type Program } from '../testing/program.ts';
import { COMPUTED_ANEW } from '../workspace/keptAnswers.ts';
import { planCampaign } from './campaignPlan.ts';
import { compareTwoVersions } from './compareVersions.ts';
import {
  approveProposal,
  cancelVersion,
  editProposal,
  overrideParameters,
  planOf,
  rejectProposal,
  renewProposal,
  rollBackTo,
} from './decisions.ts';
import { nextActionIn } from './nextAction.ts';
import { proposalFacts } from './proposalFacts.ts';
import { recentDecisions } from './recentDecisions.ts';
import { studyReport } from './reportStudy.ts';
import { resumeCampaign, startCampaign } from './startCampaign.ts';
import { changeStudy, readStudy } from './studyAccess.ts';
import { studyStatus } from './studyStatus.ts';
import { tryIdea } from './tryIdea.ts';
import { verifySessions } from './verifySessions.ts';
import { proposalToDecide } from './waiting.ts';

const SETTINGS = `
[study]
min_volume_per_hour = 0
[session]
minutes = 2
trials = 0
[approval]
sim = "hold"
[proposer]
use = "random"
`;
const ann = { by: 'ann', reason: 'it looks right' };

it('a study is started, decided on, compared, reported, rolled back and verified without a terminal', async () => {
  const { ports, events } = aProgram(SETTINGS);
  const plan = await planCampaign({ market: { mode: 'sim' }, length: { sessions: 2 } }, ports);
  expect(plan).toMatchObject({ mode: 'sim', sessions: 2, minutes: 2, approval: 'hold' });

  const begun = await startCampaign(plan, false, ports);
  expect(begun.end.kind).toBe('waiting');
  expect(begun.records.snapshot.versions.map(({ number }) => number)).toEqual([1]);
  expect(events.map(({ type }) => type)).toContain('session-sealed');

  expect(begun.next).toEqual({ kind: 'review', review: 1, resumes: true });
  const shown = await readStudy(ports, (journal) => proposalFacts(journal, journal.proposal(1), COMPUTED_ANEW));
  expect(shown.from).toEqual(begun.records.snapshot.versions[0]?.parameters);
  const [change] = shown.proposal.changes;
  expect(shown.to[change?.parameter ?? '']).toBe(change?.to);

  const approved = await changeStudy(ports, (journal) =>
    approveProposal(journal, proposalToDecide(journal, null, ports), ann, ports),
  );
  expect(approved).toMatchObject({ kind: 'approve', version: 2, by: 'ann', reason: 'it looks right' });

  const afterwards = await readStudy(ports, (journal) => ({
    next: nextActionIn(journal, ports),
    recent: recentDecisions(journal),
  }));
  expect(afterwards.next).toEqual({ kind: 'resume' });
  const changes = shown.proposal.changes.map(({ parameter, from, to }) => ({ parameter, from, to }));
  expect(afterwards.recent?.decisions).toMatchObject([{ decision: { kind: 'approve', version: 2 }, changes }]);
  expect(afterwards.recent?.byHand).toEqual([]);

  const resumed = await resumeCampaign(ports);
  expect(resumed.campaign.id).toBe(begun.campaign.id);
  expect(resumed.records.snapshot.sessions.map(({ acting }) => acting)).toEqual([1, 2]);

  const compared = await readStudy(ports, (journal) => compareTwoVersions(journal, 1, 2));
  expect(compared).toMatchObject({ version: 2, against: 1 });
  expect(compared.changes.length).toBeGreaterThan(0);

  const { page } = await readStudy(ports, (journal) => studyReport(journal, ports, COMPUTED_ANEW));
  expect(page).toContain('v2');

  const own = await changeStudy(ports, (journal) => overrideParameters(journal, null, { spreadBps: 2.5 }, ann, ports));
  expect(own).toMatchObject({ kind: 'override', version: 3, base: 1, proposal: null });
  expect(await changeStudy(ports, (journal) => cancelVersion(journal, 3, ann))).toMatchObject({ hasBegun: false });

  const back = await changeStudy(ports, (journal) => rollBackTo(journal, 2, ann));
  expect(back).toMatchObject({ kind: 'rollback', version: 4 });
  const status = await readStudy(ports, (journal) => studyStatus(journal, ports, COMPUTED_ANEW));
  expect(status).toMatchObject({ versions: 4, sessions: 2, champion: 4, queue: [], model: null });
  expect(readFileSync(join(ports.workspace.historyFolder, 'default/EVOLUTION.md'), 'utf8')).toContain('v4');

  const verified = await readStudy(ports, (journal) => verifySessions(journal, 1, ports));
  // Each session from its source and from its saved tape.
  expect(verified.map(({ session, from }) => [session, from])).toEqual([
    [1, 'source'],
    [1, 'saved tape'],
    [2, 'source'],
    [2, 'saved tape'],
  ]);
  expect(verified.flatMap(({ differences }) => differences)).toEqual([]);
});

it('an idea of a person runs on trial without an approval, beside the candidates of the round', async () => {
  const { ports } = aProgram(SETTINGS);
  writeFileSync(ports.workspace.tomlFile, SETTINGS.replace('trials = 0', 'trials = 3'));
  const plan = await planCampaign({ market: { mode: 'sim' }, length: { sessions: 1 } }, ports);
  await startCampaign(plan, false, ports);
  const idea = await changeStudy(ports, (journal) => tryIdea(journal, { spreadBps: 2 }, 1, ann, ports));
  expect(idea).toMatchObject({ proposer: 'human', base: 1, status: 'on-trial', hypothesis: 'it looks right' });
  await expect(changeStudy(ports, (journal) => tryIdea(journal, { spreadBps: 2 }, 1, ann, ports))).rejects.toThrow(
    `p${idea.id} behaves the same and is on trial already`,
  );
  await expect(changeStudy(ports, (journal) => tryIdea(journal, { spreadBps: 99 }, 1, ann, ports))).rejects.toThrow(
    'spreadBps = 99 is too large',
  );
  const { records } = await startCampaign(plan, false, ports);
  const ran = records.snapshot.trialLanes.filter(({ proposalId }) => proposalId === idea.id);
  expect(ran.map(({ fillModel }) => fillModel)).toEqual(['pessimistic', 'optimistic']);
  expect(records.snapshot.versions).toHaveLength(1);
});

it('what cannot be done is an error that explains itself, and leaves nothing behind', async () => {
  const { ports } = aProgram(SETTINGS);
  const kindOf = async (work: () => unknown): Promise<string> => {
    try {
      await work();
      return 'none';
    } catch (error) {
      return error instanceof ExplainedError ? error.errorKind : 'fault';
    }
  };
  const replay = { market: { mode: 'replay', tapes: [] }, length: { hours: 1 } } as const;
  const short = { market: { mode: 'sim' }, length: { hours: 0.001 } } as const;
  expect(await kindOf(() => planCampaign(replay, ports))).toBe('usage');
  expect(await kindOf(() => planCampaign(short, ports))).toBe('usage');
  expect(await kindOf(() => resumeCampaign(ports))).toBe('no-study');
  expect(await kindOf(() => changeStudy(ports, (journal) => rollBackTo(journal, 1, ann)))).toBe('no-study');
  expect(existsSync(ports.workspace.databaseFile)).toBe(false);

  const plan = await planCampaign({ market: { mode: 'sim' }, length: { sessions: 2 } }, ports);
  await startCampaign(plan, false, ports);
  const deciding = (values: Record<string, number>) => () =>
    changeStudy(ports, (journal) => overrideParameters(journal, null, values, ann, ports));
  expect(await kindOf(() => startCampaign(plan, false, ports))).toBe('usage');
  expect(await kindOf(deciding({ spreadBps: 10_000 }))).toBe('refused');
  expect(await kindOf(() => changeStudy(ports, (journal) => rollBackTo(journal, 1, ann)))).toBe('usage');
  expect(await kindOf(() => readStudy(ports, (journal) => compareTwoVersions(journal, 1, 9)))).toBe('not-found');
  expect(await readStudy(ports, (journal) => [journal.versions().length, journal.decisions().length])).toEqual([1, 0]);
});

/** Sends races to a queue that nobody could reach: what is refused does not get there. */
const QUEUE = `${SETTINGS}
[workers]
queue = "redis://127.0.0.1:1"
`;

it('a campaign is not continued where its races could not run on the queue that the settings name by now', async () => {
  const ports = { ...aProgram(SETTINGS).ports, threads: undefined };
  const { workspace } = ports;
  const tape = join(workspace.folder, 'tape.parquet');
  writeTape(tape, generateMarket({ family: 'calm', seed: 'queue', minutes: 6, instrument: btcUsdPerp }));
  writeFileSync(workspace.tomlFile, SETTINGS.replace('sim = "hold"', 'replay = "hold"'));
  const request = { market: { mode: 'replay', tapes: [tape] }, length: { sessions: 3 } } as const;
  const begun = await startCampaign(await planCampaign(request, ports), false, ports);
  expect(begun.end.kind).toBe('waiting');
  writeFileSync(workspace.tomlFile, QUEUE);
  await expect(resumeCampaign(ports)).rejects.toThrow(
    'races over tapes on the workers of a queue need workers.tape_store',
  );
  // Nor can a campaign on generated markets begin: its candidates race on the sessions that are on record.
  const generated = await planCampaign({ market: { mode: 'sim' }, length: { sessions: 1 } }, ports);
  await expect(startCampaign(generated, true, ports)).rejects.toThrow('need workers.tape_store');
  writeFileSync(workspace.tomlFile, `${QUEUE}tape_store = "."\n`);
  await expect(resumeCampaign(ports)).rejects.toThrow('redis://127.0.0.1:1: no server answers there');
  await expect(readStudy(ports, (journal) => journal.campaigns())).resolves.toHaveLength(1);
});

/** A program in which p1 waits. */
async function aWaitingProgram(): Promise<Program> {
  const program = aProgram(SETTINGS);
  const plan = await planCampaign({ market: { mode: 'sim' }, length: { sessions: 2 } }, program.ports);
  expect((await startCampaign(plan, false, program.ports)).end).toMatchObject({ kind: 'waiting', proposal: { id: 1 } });
  return program;
}

it('a proposal can be approved for 24 hours; then it has to be validated again', async () => {
  const { ports, wait } = await aWaitingProgram();
  const approving = () => changeStudy(ports, (journal) => approveProposal(journal, journal.proposal(1), ann, ports));
  const plan = () => readStudy(ports, (journal) => planOf(journal, journal.proposal(1), ports, COMPUTED_ANEW));
  const before = await plan();
  expect(before?.problem).toBeNull();
  expect(Date.parse(before?.expiresAt ?? '') - Date.parse(before?.waitingSince ?? '')).toBe(24 * 3_600_000);
  wait(24);
  await expect(approving()).rejects.toMatchObject({ name: 'StalePlan', errorKind: 'refused' });
  await expect(approving()).rejects.toThrow(/p1 has expired: it waits since 2026-01-01 .* UTC.*tune review p1 --renew/);
  expect((await plan())?.problem).toContain('tune review p1 --renew');
  await changeStudy(ports, (journal) => renewProposal(journal, journal.proposal(1), 'ann', ports));
  expect(await approving()).toMatchObject({ version: 2 });
  // Single use.
  await expect(approving()).rejects.toThrow(
    /p1 was approved by ann on 2026-01-02 \d\d:\d\d UTC, as v2; it no longer waits/,
  );
  await expect(approving()).rejects.toMatchObject({ name: 'AlreadyDecided', errorKind: 'decided' });
  expect(await plan()).toBeNull();
  expect(await readStudy(ports, (journal) => journal.versions().length)).toBe(2);
});

it('an expired proposal can still be rejected, and edited', async () => {
  const rejected = await aWaitingProgram();
  rejected.wait(25);
  const { ports } = rejected;
  expect(await changeStudy(ports, (journal) => rejectProposal(journal, journal.proposal(1), ann))).toMatchObject({
    kind: 'reject',
  });
  const edited = await aWaitingProgram();
  edited.wait(25);
  const edit = changeStudy(edited.ports, (journal) =>
    editProposal(journal, journal.proposal(1), { spreadBps: 2 }, ann, edited.ports),
  );
  expect(await edit).toMatchObject({ kind: 'edit', version: 2 });
});

it('an approval under limits other than those of the proposal is refused until it is validated under them', async () => {
  const { ports } = await aWaitingProgram();
  writeFileSync(ports.workspace.tomlFile, `${SETTINGS}[risk]\nposition_pct = 150\n`);
  const approving = () => changeStudy(ports, (journal) => approveProposal(journal, journal.proposal(1), ann, ports));
  await expect(approving()).rejects.toThrow(
    'the bounds have changed since p1 was validated. Validate it again: tune review p1 --renew',
  );
  expect(await readStudy(ports, (journal) => journal.versions().length)).toBe(1);
  const before = await readStudy(ports, (journal) => journal.proposal(1).hash);
  const { hash } = await changeStudy(ports, (journal) => renewProposal(journal, journal.proposal(1), 'ann', ports));
  expect(hash).not.toBe(before);
  expect(await approving()).toMatchObject({ version: 2 });
});

it('what was shown is what is approved: a proposal that was validated again since has to be looked at once more', async () => {
  const { ports } = await aWaitingProgram();
  const shown = await readStudy(ports, (journal) => journal.proposal(1));
  writeFileSync(ports.workspace.tomlFile, `${SETTINGS}[risk]\nposition_pct = 150\n`);
  await changeStudy(ports, (journal) => renewProposal(journal, journal.proposal(1), 'bob', ports));
  const approval = changeStudy(ports, (journal) => approveProposal(journal, shown, ann, ports));
  await expect(approval).rejects.toMatchObject({ name: 'StalePlan' });
  expect(await readStudy(ports, (journal) => journal.decisions())).toEqual([]);
});
