/** A folder that all machines see as the store of tapes. */

import { constants, createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { unfinishedFile } from '../../recordings/tapeFile/unfinishedFile.ts';
import { QueueError } from '../queueError.ts';
import { type TapeStore, tapeName } from './tapeStore.ts';

export class SharedFolder implements TapeStore {
  readonly shown: string;

  /** @throws QueueError where there is no such folder */
  constructor(folder: string) {
    this.shown = folder;
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new QueueError(`${folder}: there is no such folder to share tapes in; make it, or name another`, 'usage');
    }
  }

  has(sha256: string): Promise<boolean> {
    return Promise.resolve(existsSync(this.#pathOf(sha256)));
  }

  async fetch(sha256: string, into: string, stop: AbortSignal): Promise<boolean> {
    const from = this.#pathOf(sha256);
    if (!existsSync(from)) return false;
    await this.#done('read', from, () =>
      pipeline(createReadStream(from), createWriteStream(into, { flags: 'wx' }), { signal: stop }),
    );
    return true;
  }

  async share(sha256: string, file: string): Promise<void> {
    const to = this.#pathOf(sha256);
    // Others may look for the tape while it is copied: it gets its name when it is whole.
    const part = unfinishedFile(to);
    try {
      await this.#done('write', to, async () => {
        await copyFile(file, part, constants.COPYFILE_EXCL);
        await rename(part, to);
      });
    } finally {
      await rm(part, { force: true });
    }
  }

  #pathOf(sha256: string): string {
    return join(this.shown, tapeName(sha256));
  }

  async #done(doing: 'read' | 'write', file: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new QueueError(`${file}: the shared tape cannot be ${doing === 'read' ? 'read' : 'written'}: ${why}`);
    }
  }
}
