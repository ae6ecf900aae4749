import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aDatabase, storeNow } from '../testing/store/failures.ts';
import { aVersion } from '../testing/store/journalFixtures.ts';
import { freshFile } from '../testing/store/testDirectory.ts';
import { openStore } from './store.ts';

describe('backup', () => {
  test('copies everything while the store goes on writing', async () => {
    const store = openStore(aDatabase(), { now: storeNow });
    const journal = store.existing('btc');
    const to = freshFile('copy.db');
    const copying = store.backup(to);
    journal.addVersion(aVersion());
    await copying;
    expect(readdirSync(dirname(to))).toEqual(['copy.db']);
    const copy = openStore(to, { now: storeNow });
    expect(copy.existing('btc').sessions()).toEqual(journal.sessions());
    expect(copy.check()).toEqual([]);
    copy.close();
    store.close();
  });

  test('ends although another process keeps writing', async () => {
    const file = aDatabase();
    const store = openStore(file, { now: storeNow });
    const journal = store.existing('btc');
    for (let i = 0; i < 60; i++) journal.addVersion(aVersion({ reason: 'x'.repeat(100_000) }));
    const campaign = openStore(file, { now: storeNow });
    let copied = false;
    const to = freshFile('copy.db');
    const copying = store.backup(to).finally(() => {
      copied = true;
    });
    let commits = 0;
    for (; !copied; commits++) {
      campaign.existing('btc').addVersion(aVersion());
      await new Promise((resolve) => setImmediate(resolve));
    }
    await copying;
    expect(commits).toBeGreaterThan(1);
    const copy = openStore(to, { readonly: true });
    expect(copy.check()).toEqual([]);
    copy.close();
    campaign.close();
    store.close();
  });

  test('never overwrites a file, and names a directory that is missing', async () => {
    const store = openStore(aDatabase(), { now: storeNow });
    const taken = freshFile('copy.db');
    writeFileSync(taken, 'mine');
    await expect(store.backup(taken)).rejects.toThrow(/copy\.db exists already/);
    expect(statSync(taken).size).toBe(4);
    await expect(store.backup(freshFile('nowhere/copy.db'))).rejects.toThrow(/nowhere\/copy\.db cannot be written/);
    store.close();
  });
});
