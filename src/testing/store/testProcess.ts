/** What tests need a process of its own for. Run as `node testProcess.ts <part> <file> …`. */

import { writeSync } from 'node:fs';
import { acquireLock, LockBusy } from '../../store/lock.ts';
import { migrations } from '../../store/migrations.ts';
import { openConnection } from '../../store/open.ts';
import { openStore } from '../../store/store.ts';
import { AlreadyDecided } from '../../study/journal.ts';
import { approval, aSession, begun, btcStudy, completed } from './journalFixtures.ts';

const [part, file = '', argument = ''] = process.argv.slice(2);
const now = (): string => '2026-01-02T03:04:05.000Z';

/** Synchronous, so that a line is out before the next statement, even if that is the last. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

function started(): Promise<void> {
  return new Promise((resolve) => process.stdin.once('data', () => resolve()));
}

/** Seals session after session and prints each; kills itself right after the n-th, or goes on until it is killed. */
function sealSessions(): void {
  const journal = openStore(file, { now }).open(btcStudy);
  const { campaignId } = begun(journal);
  for (let n = 1; ; n++) {
    const session = journal.startSession(aSession(campaignId));
    journal.sealSession(session.id, completed());
    say(`sealed ${session.number}`);
    if (n === Number(argument)) process.kill(process.pid, 'SIGKILL');
  }
}

/** Approves the proposals of all studies on a signal, and prints which it won. */
async function decideAll(): Promise<void> {
  const store = openStore(file, { now });
  const waiting = store.list().flatMap(({ name }) => {
    const journal = store.existing(name);
    return journal.proposals().map(({ id }) => ({ journal, id }));
  });
  say('ready');
  await started();
  for (const { journal, id } of waiting) {
    try {
      say(`won ${id} v${journal.decide(id, approval(argument)).version}`);
    } catch (error) {
      if (!(error instanceof AlreadyDecided)) throw error;
      say(`lost ${id} ${error.message}`);
    }
  }
  process.exit(0);
}

/** Opens the study at the same moment as others, on a file that does not exist yet. */
async function create(): Promise<void> {
  say('ready');
  await started();
  openStore(file, { now })
    .open(btcStudy)
    .addVersion({ parent: null, author: 'human', reason: argument, parameters: {} });
  say('done');
  process.exit(0);
}

/** Migrates to a next version with a step that never ends. */
function migrateForever(): void {
  const endless = `CREATE TABLE notes (n INTEGER);
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) INSERT INTO notes SELECT n FROM numbers`;
  const steps = [...migrations, { version: migrations.length + 1, sql: endless }];
  openConnection(file, { now, busyTimeoutMs: 100, migrations: steps });
}

async function holdLock(): Promise<void> {
  try {
    acquireLock(file);
    say('held');
  } catch (error) {
    say(error instanceof LockBusy ? `busy ${error.holder.pid}` : `failed ${error}`);
  }
  await started();
}

switch (part) {
  case 'seal':
    sealSessions();
    break;
  case 'decide':
    await decideAll();
    break;
  case 'create':
    await create();
    break;
  case 'migrate':
    migrateForever();
    break;
  case 'lock':
    await holdLock();
    break;
  default:
    throw new Error(`unknown part ${part}`);
}
