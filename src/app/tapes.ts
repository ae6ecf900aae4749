/** The tapes of a workspace, and what is on one of them. */

import { existsSync } from 'node:fs';
import { describeTape, type TapeFacts } from '../recordings/tapeFile/describeTape.ts';
import { hashFile } from '../recordings/tapeFile/hashFile.ts';
import { listTapes, type TapeListing } from '../recordings/tapeFile/listTapes.ts';
import { readTape, readTapeHead } from '../recordings/tapeFile/readTape.ts';
import type { UseCasePorts } from './ports.ts';

export interface DescribedTape {
  readonly file: string;
  /** Of the file, hex. */
  readonly sha256: string;
  readonly facts: TapeFacts;
  /** `receipt` for a tape that was recorded live. */
  readonly clock: 'venue' | 'receipt';
}

/** Reads a tape and measures its market. @throws TapeFileError */
export async function describeTapeFile(file: string): Promise<DescribedTape> {
  const facts = describeTape(await readTape(file));
  const { clock } = await readTapeHead(file);
  return { file, sha256: hashFile(file), facts, clock: clock ?? 'venue' };
}

/** The tapes in tapes/ by name; one that cannot be read comes with its error. @throws TapeFileError where the folder cannot be read */
export async function tapesIn({ workspace }: Pick<UseCasePorts, 'workspace'>): Promise<TapeListing[]> {
  return existsSync(workspace.tapesFolder) ? listTapes(workspace.tapesFolder) : [];
}
