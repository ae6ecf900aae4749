/** One way of tuning. A file in `arms/` exports one by default, and is all that a further arm takes. */

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Rng } from '../../src/market/rng.ts';
import type { Llm } from '../../src/proposer/llm.ts';
import type { HistoryMode } from '../../src/proposer/model/history.ts';
import type { Proposer } from '../../src/proposer/proposer.ts';
import type { StepGains } from './stepGains.ts';

export interface ArmModel {
  readonly llm: Llm;
  readonly history: HistoryMode;
  /** Questions a round; each brings a candidate. */
  readonly candidates: 1 | 2 | 3 | 4;
}

/** Nothing, the study's own sessions so far, or these and what was recorded before the study began. */
export type ReplayGate = 'none' | 'sessions' | 'archive';

export interface Tuning {
  readonly proposer: Proposer;
  /** null without a language model. */
  readonly model: ArmModel | null;
  /** What candidates run over before one of them may cost a session. */
  readonly replayGate: ReplayGate;
}

export interface Arm {
  /** As in the tables. */
  readonly name: string;
  /** One sentence. */
  readonly what: string;
  /** Place in the tables. */
  readonly order: number;
  /** null never tunes: v1 is what it recommends. `rng` is the study's own. */
  readonly tuning: ((stepGains: StepGains, rng: Rng) => Tuning) | null;
}

/** All of `arms/`, in order. */
export async function allArms(): Promise<Arm[]> {
  const folder = new URL('arms/', import.meta.url);
  const files = readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith('.ts'));
  const modules = files.map((file): Promise<{ readonly default: Arm }> => import(new URL(file, folder).href));
  return (await Promise.all(modules)).map((module) => module.default).sort((a, b) => a.order - b.order);
}
