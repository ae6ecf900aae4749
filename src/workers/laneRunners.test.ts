import { expect, test } from 'vitest';
import { InProcessLanes } from '../campaign/inProcessLanes.ts';
import type { LaneRunner } from '../campaign/laneRunner.ts';
import { RememberedLanes } from '../campaign/rememberedLanes.ts';
import { describeLaneRunner } from '../testing/laneRunnerContract.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import { KeptMarkets } from '../workspace/keptMarkets.ts';
import { WorkspaceLaneMarkets } from '../workspace/laneMarkets.ts';
import { WorkspaceMarkets } from '../workspace/markets.ts';
import { LateThreads } from './lateThreads.ts';
import { ThreadLanes } from './threadLanes.ts';

const breathe = (): Promise<void> => new Promise((done) => setImmediate(done));

describeLaneRunner('in this process', (workspace) => {
  const markets = new WorkspaceMarkets(workspace, () => undefined);
  return {
    runner: new InProcessLanes(new WorkspaceLaneMarkets(workspace, markets), breathe),
    close: () => Promise.resolve(),
  };
});

describeLaneRunner('this process, with what it gave remembered', (workspace) => {
  const markets = new WorkspaceMarkets(workspace, () => undefined);
  const runner = new InProcessLanes(new WorkspaceLaneMarkets(workspace, markets), breathe);
  return { runner: new RememberedLanes(runner), close: () => Promise.resolve() };
});

describeLaneRunner('this process with a thread beside it', (workspace) => {
  const kept = new KeptMarkets(2 ** 24);
  const markets = new WorkspaceMarkets(workspace, () => undefined, kept);
  const inProcess = new InProcessLanes(new WorkspaceLaneMarkets(workspace, markets), breathe);
  const thread = new ThreadLanes({ threads: 1, workspace, kept });
  return { runner: new LateThreads(inProcess, thread, 1, 0), close: () => thread.close() };
});
describeLaneRunner('one thread', (workspace) => onThreads(1, workspace));
describeLaneRunner('two threads', (workspace) => onThreads(2, workspace));

function onThreads(
  threads: number,
  workspace: { readonly folder: string; readonly compiledFolder: string },
): { readonly runner: LaneRunner; close(): Promise<void> } {
  const runner = new ThreadLanes({ threads, workspace, kept: new KeptMarkets(2 ** 24) });
  return { runner, close: () => runner.close() };
}

test('a campaign comes to the same on threads as in its own process', async () => {
  const plan = { ...smallPlan, sessions: 7 };
  const inProcess = new SmallStudy();
  await inProcess.run(inProcess.begin(plan));
  const { runner, close } = onThreads(2, { folder: '.', compiledFolder: '.' });
  const threaded = new SmallStudy();
  await threaded.run(threaded.begin(plan), { lanes: runner });
  await close();
  const left = ({ ports: { journal } }: SmallStudy): unknown => ({
    versions: journal.versions().map(({ parameters }) => parameters),
    digests: journal.lanes().map(({ digest }) => digest),
    proposals: journal.proposals().map(({ hash, race, status, outcome }) => ({ hash, race, status, outcome })),
    decisions: journal.decisions().map(({ kind, version }) => ({ kind, version })),
  });
  expect(left(threaded)).toEqual(left(inProcess));
  // Races ran at all, over all markets up to a look.
  expect(
    Math.max(
      ...inProcess
        .journal()
        .proposals()
        .map(({ race }) => race?.byMarket.length ?? 0),
    ),
  ).toBeGreaterThan(4);
});
