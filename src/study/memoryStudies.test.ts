import { describeJournal } from '../testing/journalContract.ts';
import { MemoryStudies } from './memoryStudies.ts';

describeJournal('memory', () => ({
  studies: new MemoryStudies(() => '2026-01-02T03:04:05.000Z'),
  close: () => undefined,
}));
