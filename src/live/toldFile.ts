/** What a lane was told of its orders at a venue, as a file: one JSON value a line. */

import { readFileSync } from 'node:fs';
import type { Told } from '../exchange/venueLane.ts';
import { ExplainedError } from '../market/explainedError.ts';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';

/** A file that is not what a live session left. */
class ToldFileError extends ExplainedError {
  override name = 'ToldFileError';
  readonly errorKind = 'file';
}

export function toldText(told: readonly Told[]): string {
  return told.map((one) => `${JSON.stringify(one)}\n`).join('');
}

/** @param sha256 of the file as the session left it. @throws ToldFileError for a file that is missing or has changed */
export function readTold(path: string, sha256: string): readonly Told[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ToldFileError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const found = hashFile(path);
  if (found !== sha256) {
    throw new ToldFileError(`${path} has changed since the session: its SHA-256 is ${found}, it was ${sha256}`);
  }
  // Its hash is that of the file that toldText wrote.
  return text
    .split('\n')
    .slice(0, -1)
    .map((line): Told => JSON.parse(line) as Told);
}
