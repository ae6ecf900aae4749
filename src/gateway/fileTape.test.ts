import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { OwnEvent } from '../orders/ownEvents.ts';
import { openFileTape } from './fileTape.ts';

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
    expect(tape.past).toEqual([1, 2].slice(0, number - 1).map(run));
    tape.append([run(number)]);
    tape.close();
  }
  const last = openFileTape(file);
  expect(last.past).toEqual([run(1), run(2)]);
  last.close();
});

it('half a line at the end is left out: it was not used', () => {
  const file = path();
  const first = openFileTape(file);
  first.append([run(1)]);
  first.close();
  appendFileSync(file, '{"atMs":2,"type":"ru');
  const second = openFileTape(file);
  expect(second.past).toEqual([run(1)]);
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
