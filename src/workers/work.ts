/** What threads are asked and what they answer: plain data that can be sent from one to the other. */

import type { TrialOutcome } from '../evaluation/trial.ts';
import type { Grid } from '../market/regrid.ts';
import type { SessionSettings } from '../session/session.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { WorkerFailure } from './workerFailure.ts';

/** A tape file as its compiled form is asked for. */
export interface TapeRequest {
  readonly file: string;
  readonly grid: Grid;
  /** Folder for compiled tapes whose own folder may not be written to. */
  readonly elsewhere: string;
  /** Whether it has to say how late its feed was. */
  readonly withDelays: boolean;
}

/** Settings of a trial's lanes, the strategy by its name. */
export type TrialSettings = Omit<SessionSettings, 'durationUs' | 'strategy'> & { readonly strategy: string };

/** Sets of parameters that run over one tape in one pass. */
export interface TrialUnit {
  readonly tape: TapeRequest;
  readonly sets: readonly Parameters[];
  readonly settings: TrialSettings;
}

/** A unit's or tape's number on the board of the threads. */
export interface MarketPlace {
  readonly board: SharedArrayBuffer;
  readonly unit: number;
}

export type WorkerAnswer<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly failure: WorkerFailure };

export type CompileAnswer = WorkerAnswer<{
  /** Where the compiled form is kept if not beside the tape, in words. */
  readonly where: string | null;
}>;
export type TrialAnswer = WorkerAnswer<readonly TrialOutcome[]>;
