/** Requests to threads and their answers: plain data that can be sent from one to the other. */

import type { LaneRun, LanesRequest } from '../campaign/laneRunner.ts';
import type { Grid } from '../market/regrid.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { SharedMarket } from './sharedMarket.ts';
import type { WorkerFailure } from './workerFailure.ts';

/** A request for the compiled form of a tape file. */
export interface TapeRequest {
  readonly file: string;
  readonly grid: Grid;
  /** Whether it must record how late its feed was. */
  readonly withDelays: boolean;
}

/** A piece of work for one thread, with the memory of its board. */
export interface ThreadTask<Request> {
  readonly request: Request;
  readonly workspace: Pick<Workspace, 'folder' | 'compiledFolder'>;
  readonly board: SharedArrayBuffer;
}

export interface LanesTask extends ThreadTask<LanesRequest> {
  /** The market, where it is a generated one that was made before. */
  readonly made: SharedMarket | null;
}

export interface LanesResult {
  readonly runs: readonly LaneRun[];
  /** The market, where the thread had to generate it. */
  readonly made: SharedMarket | null;
}

export type CompileTask = ThreadTask<TapeRequest>;

export type WorkerAnswer<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: WorkerFailure };

export interface CompileResult {
  /** Where the compiled form is kept if not beside the tape, in words. */
  readonly where: string | null;
}
