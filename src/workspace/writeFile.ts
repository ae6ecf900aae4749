/** Files for people, written whole or not at all. */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExplainedError } from '../market/explainedError.ts';

/** A file could not be written; says which one, why, and that the records are safe. */
export class ViewError extends ExplainedError {
  override name = 'ViewError';
  readonly errorKind = 'file';
}

const VIEWS_AGAIN = 'Nothing is lost: the records are in tune.db. Fix that, then: tune resume, or tune history.';
/** For files that a person asked for by a verb of its own. */
export const ASK_AGAIN = 'Nothing was written. Fix that, then give the command again.';

/** Creates folders on the way and replaces the file in one step. @param advice what to do after an error. @throws ViewError */
export function writeWhole(file: string, content: string, advice: string = VIEWS_AGAIN): void {
  const temporary = `${file}.tmp-${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    // A folder on the way may be a file: then there is nothing to remove, and asking for it would be another error.
    if (existsSync(temporary)) rmSync(temporary, { force: true });
    throw viewError(file, error, advice);
  }
}

/** As {@link writeWhole}, but leaves a file with the same content alone: its time does not change, and whoever watches it is not woken. @throws ViewError */
export function writeChanged(file: string, content: string): void {
  if (contentOf(file) !== content) writeWhole(file, content);
}

/** null where there is no such file, or where it cannot be read: writing it then says why. */
function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** Removes a file that is no longer to be read, if it is there. @throws ViewError */
export function removeFile(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    throw viewError(file, error);
  }
}

/** Makes sure, before anything is done, that a folder exists and can be written to. @throws ViewError */
export function checkWritable(folder: string): void {
  const probe = join(folder, `.writable-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    // Without the name of the probe file, which the user does not know.
    const reason = (error instanceof Error ? error.message : String(error)).split(', ')[0];
    throw new ViewError(
      `${folder} has to be a folder that can be written to: ${reason}\nNothing was started or written. Fix that, then go on.`,
    );
  }
}

export function viewError(file: string, error: unknown, advice: string = VIEWS_AGAIN): ViewError {
  const reason = error instanceof Error ? error.message : String(error);
  const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  const named = isFolder
    ? `${file} is a folder where a file is to be written`
    : reason.includes(file)
      ? reason
      : `cannot write ${file}: ${reason}`;
  return new ViewError(`${named}\n${advice}`);
}
