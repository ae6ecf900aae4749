import { describeJournal } from '../testing/journalContract.ts';
import { freshFile } from '../testing/store/testDirectory.ts';
import { openStore } from './store.ts';

describeJournal('SQLite', () => {
  const store = openStore(freshFile('tune.db'), { now: () => '2026-01-02T03:04:05.000Z' });
  return { studies: store, close: () => store.close() };
});
