import { describe, expect, test } from 'vitest';
import { aCompletedSession, aWaitingProposal, begun, btcStudy } from '../testing/store/journalFixtures.ts';
import { type Child, freshFile, startChild } from '../testing/store/testDirectory.ts';
import { openStore } from './store.ts';

const now = (): string => '2026-01-02T03:04:05.000Z';

const DECIDERS = ['ann', 'bob', 'cy', 'dee', 'eve', 'fay', 'gil', 'policy:auto'];

async function startTogether(children: readonly Child[]): Promise<void> {
  await Promise.all(children.map((child) => child.line('ready')));
  for (const child of children) child.process.stdin?.write('go\n');
  for (const child of children) {
    const { code, stderr } = await child.ended;
    expect(stderr).toBe('');
    expect(code).toBe(0);
  }
}

describe('kill -9', () => {
  test('what was committed just before is there', async () => {
    const file = freshFile('tune.db');
    const child = startChild('seal', file, '3');
    expect((await child.ended).signal).toBe('SIGKILL');

    // First by a reader: it must find the rows in the write-ahead log that the dead process left behind.
    const reader = openStore(file, { readonly: true });
    expect(reader.existing('btc').sessions()).toHaveLength(3);
    reader.close();

    const store = openStore(file, { now });
    const journal = store.existing('btc');
    expect(journal.sessions().map((s) => [s.number, s.status])).toEqual([
      [1, 'completed'],
      [2, 'completed'],
      [3, 'completed'],
    ]);
    expect(journal.lanes()).toHaveLength(3);
    expect(store.check()).toEqual([]);
    store.close();
  });

  test('at any instant, nothing acknowledged is lost and nothing is half written', async () => {
    const file = freshFile('tune.db');
    for (const killAt of ['sealed 7', 'sealed 31', 'sealed 64']) {
      const child = startChild('seal', file, 'until killed');
      await child.line(killAt);
      child.process.kill('SIGKILL');
      await child.ended;
      const acknowledged = child.lines.map((line) => Number(line.split(' ')[1]));

      const store = openStore(file, { now });
      const sessions = store.existing('btc').sessions();
      const sealed = sessions.filter((s) => s.status === 'completed').map((s) => s.number);
      expect(sealed).toEqual(expect.arrayContaining(acknowledged));
      expect(sessions.map((s) => s.number)).toEqual(sessions.map((_, i) => i + 1));
      // Every sealed session has its lane, every running one has none.
      expect(store.existing('btc').lanes()).toHaveLength(sealed.length);
      expect(store.check()).toEqual([]);
      store.close();
    }
  });
});

describe('several processes', () => {
  test('of eight deciders on the proposals of fifty studies, one wins each, and versions have no gaps', async () => {
    const file = freshFile('tune.db');
    const store = openStore(file, { now });
    const journals = Array.from({ length: 50 }, (_, i) => store.open({ ...btcStudy, name: `btc ${i}` }));
    const proposals = journals.map((journal) => {
      const session = aCompletedSession(journal, begun(journal).campaignId);
      return aWaitingProposal(journal, session.id).id;
    });

    const children = DECIDERS.map((by) => startChild('decide', file, by));
    await startTogether(children);

    const won = children.flatMap((child) => child.lines.filter((line) => line.startsWith('won')));
    const lost = children.flatMap((child) => child.lines.filter((line) => line.startsWith('lost')));
    expect(won.map((line) => Number(line.split(' ')[1])).sort((a, b) => a - b)).toEqual(proposals);
    expect(lost).toHaveLength(350);
    for (const line of lost) expect(line).toMatch(/p\d+ was approved by (\w+|policy:auto) on /);
    for (const journal of journals) {
      expect(journal.versions().map((v) => v.number)).toEqual([1, 2]);
      expect(journal.decisions()).toHaveLength(1);
    }
    expect(store.check()).toEqual([]);
    store.close();
  });

  test('that create the same database at once end up in one study', async () => {
    const file = freshFile('tune.db');
    await startTogether(['a', 'b', 'c', 'd'].map((name) => startChild('create', file, name)));
    const store = openStore(file, { readonly: true });
    expect(store.list()).toHaveLength(1);
    const reasons = store
      .existing('btc')
      .versions()
      .map((v) => v.reason);
    expect(reasons.sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(store.check()).toEqual([]);
    store.close();
  });
});
