import { expect, test } from 'vitest';
import { aCandidate, aSession, begun, btcStudy, completed } from '../testing/store/journalFixtures.ts';
import { freshFile } from '../testing/store/testDirectory.ts';
import { openStore } from './store.ts';

const now = (): string => '2026-01-02T03:04:05.000Z';

test('a journal reads what another connection has written since, and keeps what did not change', () => {
  const file = freshFile('tune.db');
  const [reading, writing] = [openStore(file, { now }), openStore(file, { now })];
  try {
    const reader = reading.open(btcStudy);
    const writer = writing.open(btcStudy);
    const { campaignId } = begun(writer);
    const before = reader.records();
    const session = writer.startSession(aSession(campaignId));
    writer.sealSession(session.id, completed());
    const after = reader.records();
    expect(before.sessions).toEqual([]);
    expect(after).toEqual(writing.existing(btcStudy.name).records());
    expect(after.sessions.map(({ status }) => status)).toEqual(['completed']);
    expect(after.versions).toBe(before.versions);
  } finally {
    reading.close();
    writing.close();
  }
});

test('a candidate whose trial ends is read again, and its race stays the same object', () => {
  const store = openStore(freshFile('tune.db'), { now });
  try {
    const journal = store.open(btcStudy);
    const { campaignId } = begun(journal);
    const [added] = journal.addRound(null, [aCandidate({ status: 'on-trial', outcome: '' })]);
    const [before] = journal.records().proposals;
    const session = journal.startSession(aSession(campaignId));
    journal.sealSession(session.id, completed());
    const outcome = 'it did what v1 did';
    journal.addEvaluation({ sessionId: session.id, comparisons: [] }, [
      { proposalId: added?.id ?? 0, status: 'passed-over', outcome },
    ]);
    const [after] = journal.records().proposals;
    expect(before).toMatchObject({ status: 'on-trial', outcome: '' });
    expect(after).toMatchObject({ status: 'passed-over', outcome });
    expect(after?.race).toBe(before?.race);
  } finally {
    store.close();
  }
});
