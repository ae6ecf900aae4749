/** The first eight digits of the ids of all orders of a workspace: by them its orders are told from those of others. */

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ViewError } from './writeFile.ts';

/** The digits in a file, which is made with new ones where it is missing. @throws ViewError for a file that holds anything else */
export function clientIdPrefix(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, `${randomBytes(4).toString('hex')}\n`, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const text = readFileSync(file, 'utf8').trim();
  if (/^[0-9a-f]{8}$/.test(text)) return text;
  throw new ViewError(
    `${file} does not hold eight hexadecimal digits: which orders at the venue are those of this workspace is not known. The ids in the files beside it begin with them.`,
  );
}
