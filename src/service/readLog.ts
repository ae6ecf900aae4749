/** Reads the log of the service as lines for a person. */

import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { KEPT_FILES, LOG_FILE } from './serviceLog.ts';

/** One record for a person: `2026-11-27 22:00:01Z  text`, further lines of its text indented below it. A line that is no record stays as it is. */
export function recordText(line: string): string {
  const record = recordOf(line);
  if (record === null) return line;
  const { time, level, msg } = record;
  const head = `${time.slice(0, 19).replace('T', ' ')}Z  `;
  const mark = level === 'info' ? '' : `${level}: `;
  return (head + mark + msg).split('\n').join(`\n${' '.repeat(head.length)}`);
}

function recordOf(line: string): { time: string; level: string; msg: string } | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return null;
    const { time, level, msg } = value as Record<string, unknown>;
    if (typeof time !== 'string' || typeof level !== 'string' || typeof msg !== 'string') return null;
    return { time, level, msg };
  } catch {
    return null; // The end of a record that is being written, or of one that a crash cut off.
  }
}

/** The newest records as they are in the files, oldest first; empty where no service has run. */
export function lastRecords(folder: string, count: number): string[] {
  let found: string[] = [];
  for (const file of filesOf(folder)) {
    found = [...linesOf(readFileSync(file, 'utf8')), ...found];
    if (found.length >= count) break;
  }
  return found.slice(-count);
}

/** Newest first. */
function filesOf(folder: string): string[] {
  const older = Array.from({ length: KEPT_FILES }, (_, index) => `${LOG_FILE}.${index + 1}`);
  return [LOG_FILE, ...older].map((name) => join(folder, name)).filter((file) => existsSync(file));
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** Follows a log over rotations. Begins at the end of the newest file. */
export class LogFollower {
  readonly #file: string;
  #open: number | null = null;
  #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(folder: string) {
    this.#file = join(folder, LOG_FILE);
    this.#reopen();
    this.#read();
    this.#rest = '';
  }

  /** Records that were written since the last call, oldest first. */
  next(): string[] {
    // A file is complete before it is renamed, so what is read after that look is all of it.
    const moved = this.#isMoved();
    const found = this.#read();
    if (!moved) return found;
    this.close();
    this.#reopen();
    return [...found, ...this.#read()];
  }

  close(): void {
    if (this.#open !== null) closeSync(this.#open);
    this.#open = null;
  }

  #reopen(): void {
    if (existsSync(this.#file)) this.#open = openSync(this.#file, 'r');
    this.#decoder = new StringDecoder('utf8');
    this.#rest = '';
  }

  /** Whether the name belongs to another file now, or to the first one. */
  #isMoved(): boolean {
    const named = statSync(this.#file, { throwIfNoEntry: false });
    if (named === undefined) return false;
    return this.#open === null || fstatSync(this.#open).ino !== named.ino;
  }

  #read(): string[] {
    if (this.#open === null) return [];
    const chunk = Buffer.alloc(65_536);
    for (let length = readSync(this.#open, chunk); length > 0; length = readSync(this.#open, chunk)) {
      this.#rest += this.#decoder.write(chunk.subarray(0, length));
    }
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.filter((line) => line !== '');
  }
}
