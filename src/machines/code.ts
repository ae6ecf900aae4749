/**
 * The identity of the code that computes. Two programs with the same hash give the same results: the same sources and
 * dependencies, on the same V8 and kind of processor. Source and built program have the same hash.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { QueueError } from './queueError.ts';

export interface Code {
  /** SHA-256, hex. */
  readonly hash: string;
  /** For people: version of the package, V8 and processor. */
  readonly about: string;
}

export interface Machine {
  readonly v8: string;
  readonly arch: string;
}

const manifestShape = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) });
const builtShape = z.strictObject({ source: z.string(), built: z.string() });

/** The code that runs: as source or as built, whichever this file is. @throws QueueError for a build that does not know its sources */
export function thisCode(): Code {
  const folder = fileURLToPath(new URL('../../', import.meta.url));
  return codeOf(folder, extname(import.meta.url) === '.ts' ? 'source' : 'built', {
    v8: process.versions.v8,
    arch: process.arch,
  });
}

/** @param packageFolder holds package.json, and src/ or dist/. @throws QueueError */
export function codeOf(packageFolder: string, form: 'source' | 'built', { v8, arch }: Machine): Code {
  const manifest = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  const { version, dependencies } = manifestShape.parse(JSON.parse(manifest));
  const source = form === 'source' ? sourceHash(packageFolder) : sourceHashOfBuild(packageFolder);
  const hash = createHash('sha256')
    .update(JSON.stringify([version, dependencies, source, v8, arch]))
    .digest('hex');
  return { hash, about: `tune ${version}, V8 ${v8}, ${arch}` };
}

/** Notes in dist/ which sources it was built from. Part of `npm run build`. */
export function recordBuild(packageFolder: string): void {
  const note = { source: sourceHash(packageFolder), built: builtHash(packageFolder) };
  writeFileSync(noteFile(packageFolder), `${JSON.stringify(note)}\n`);
}

function sourceHashOfBuild(packageFolder: string): string {
  const remedy = 'install the package again, or in a clone: npm run build';
  let text: string;
  try {
    text = readFileSync(noteFile(packageFolder), 'utf8');
  } catch {
    throw new QueueError(`${noteFile(packageFolder)} is missing: this build does not know its sources; ${remedy}`);
  }
  const { source, built } = builtShape.parse(JSON.parse(text));
  if (built !== builtHash(packageFolder)) {
    throw new QueueError(`${join(packageFolder, 'dist')} has changed since it was built; ${remedy}`);
  }
  return source;
}

function noteFile(packageFolder: string): string {
  return join(packageFolder, 'dist', 'code.json');
}

/** Of what is built (tsconfig.build.json): tests and their builders are left out. */
function sourceHash(packageFolder: string): string {
  const isBuilt = (name: string): boolean =>
    name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('testing/');
  return hashOfFiles(join(packageFolder, 'src'), isBuilt);
}

function builtHash(packageFolder: string): string {
  return hashOfFiles(join(packageFolder, 'dist'), (name) => name.endsWith('.js'));
}

/** Of names and contents, in the order of the names. */
function hashOfFiles(folder: string, isMeant: (name: string) => boolean): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(sep, '/'))
    .filter(isMeant)
    .sort();
  const hash = createHash('sha256');
  for (const name of names) {
    const content = readFileSync(join(folder, name));
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
