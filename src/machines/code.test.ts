import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { codeOf, recordBuild, thisCode } from './code.ts';

const MACHINE = { v8: '13.6', arch: 'x64' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['src/room', 'src/testing', 'dist/room']) mkdirSync(join(folder, name), { recursive: true });
  write('package.json', JSON.stringify({ version: '1.2.3', dependencies: { zod: '4.0.0' }, scripts: {} }));
  write('src/main.ts', 'const one: number = 1;');
  write('src/room/two.ts', 'const two: number = 2;');
  write('dist/main.js', 'const one = 1;');
  write('dist/room/two.js', 'const two = 2;');
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const source = (): string => codeOf(folder, 'source', MACHINE).hash;

it('is the same for the source and for what was built from it', () => {
  recordBuild(folder);
  expect(codeOf(folder, 'built', MACHINE)).toEqual(codeOf(folder, 'source', MACHINE));
  expect(codeOf(folder, 'source', MACHINE).about).toBe('tune 1.2.3, V8 13.6, x64');
});

it.each<readonly [what: string, name: string, text: string]>([
  ['a source', 'src/room/two.ts', 'const two: number = 3;'],
  ['a further source', 'src/room/three.ts', ''],
  ['the version of a dependency', 'package.json', '{ "version": "1.2.3", "dependencies": { "zod": "4.0.1" } }'],
  ['the version', 'package.json', '{ "version": "1.2.4", "dependencies": { "zod": "4.0.0" } }'],
])('changes with %s', (_, name, text) => {
  const before = source();
  write(name, text);
  expect(source()).not.toBe(before);
});

it('changes with V8 and the processor, whose arithmetic could differ', () => {
  const others = [
    { v8: '13.7', arch: 'x64' },
    { v8: '13.6', arch: 'arm64' },
  ].map((machine) => codeOf(folder, 'source', machine).hash);
  expect(new Set([source(), ...others]).size).toBe(3);
});

it('does not change with tests and what is not run', () => {
  const before = source();
  write('src/room/two.test.ts', 'test');
  write('src/testing/builder.ts', 'builder');
  write('package.json', '{ "version": "1.2.3", "dependencies": { "zod": "4.0.0" }, "scripts": { "x": "y" } }');
  expect(source()).toBe(before);
});

it('refuses a build that does not know its sources, or was changed afterwards', () => {
  expect(() => codeOf(folder, 'built', MACHINE)).toThrow('this build does not know its sources');
  recordBuild(folder);
  write('dist/main.js', 'const one = 2;');
  expect(() => codeOf(folder, 'built', MACHINE)).toThrow('has changed since it was built');
});

it('is known for the program that runs', () => {
  expect(thisCode().hash).toMatch(/^[0-9a-f]{64}$/);
});
