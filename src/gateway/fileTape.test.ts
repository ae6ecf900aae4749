import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { OwnEvent } from '../orders/ownEvents.ts';
import { openFileTape, readOwnTape } from './fileTape.ts';
import { Flushes } from './flushes.ts';

function path(): string {
  const folder = mkdtempSync(join(tmpdir(), 'own-tape-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'orders.jsonl');
}
const run = (number: number): OwnEvent => ({ atMs: number, type: 'run', run: number });

it('a tape keeps its events in their order over several runs', () => {
  const file = path();
  for (const number of [1, 2]) {
    const tape = openFileTape(file);
    expect(tape.takePast()).toEqual([1, 2].slice(0, number - 1).map(run));
    tape.append([run(number)]);
    tape.close();
  }
  const last = openFileTape(file);
  expect(last.takePast()).toEqual([run(1), run(2)]);
  expect(last.takePast()).toEqual([]);
  last.close();
});

it('half a line at the end is left out: it was not used', () => {
  const file = path();
  const first = openFileTape(file);
  first.append([run(1)]);
  first.close();
  appendFileSync(file, '{"atMs":2,"type":"ru');
  const second = openFileTape(file);
  expect(second.takePast()).toEqual([run(1)]);
  second.append([run(3)]);
  expect(readFileSync(file, 'utf8')).toBe('{"atMs":1,"type":"run","run":1}\n{"atMs":3,"type":"run","run":3}\n');
});

it('another line that cannot be read is an error that names it', () => {
  const file = path();
  writeFileSync(file, '{"atMs":1,"type":"run","run":1}\nnonsense\n{"atMs":3,"type":"run","run":3}\n');
  expect(() => openFileTape(file)).toThrow(
    `${file}: line 2 is no event of own orders, so it is not known what was sent.`,
  );
});

it('one flush is for all that wait for it, and the one that runs is for none that come later', async () => {
  const file = openSync(path(), 'a');
  onTestFinished(() => closeSync(file));
  const flushes = new Flushes(file, (error) => expect.unreachable(error.message));
  const running = flushes.now();
  const next = flushes.now();
  expect(next).not.toBe(running);
  expect(flushes.now()).toBe(next);
  await next;
  const last = flushes.now();
  expect(last).not.toBe(next);
  await last;
});

it('a flush that the disk refuses is told to everybody', async () => {
  const file = openSync(path(), 'a');
  closeSync(file);
  const problems: string[] = [];
  const flushes = new Flushes(file, ({ message }) => void problems.push(message));
  await expect(flushes.now()).rejects.toThrow('EBADF');
  expect(problems).toEqual([expect.stringContaining('EBADF')]);
});

it('a tape that is closed takes nothing more', async () => {
  const file = path();
  const tape = openFileTape(file);
  tape.append([run(1)]);
  const flushed = tape.flush();
  tape.close();
  await flushed;
  expect(() => tape.append([run(2)])).toThrow('is closed');
  await expect(tape.flush()).rejects.toThrow('is closed');
  expect(readOwnTape(file)).toEqual([run(1)]);
});
