/** Debian's chromium, or Chrome, driven without a driver of its own. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES: readonly string[] = ['chromium', 'chromium-browser', 'google-chrome'];

/** Path of a browser on this machine; null where there is none, and the reason is printed. */
export function browserHere(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
  if (found === undefined) {
    console.log(`skipped: no ${NAMES.join(', ')} on this machine (on Debian: apt-get install chromium)`);
    return null;
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
