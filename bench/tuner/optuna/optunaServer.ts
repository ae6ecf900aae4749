/** The client of `optunaServer.py`: Optuna's samplers in a process of Python. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Parameters, type ParameterValue, quantise } from '../../../src/strategy/parameters.ts';
import { pythonWith } from '../../pythonWith.ts';
import { start, strategy } from '../settings.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const SERVER = join(FOLDER, 'optunaServer.py');

export const samplers = ['tpe', 'gp', 'cmaes'] as const;
export type Sampler = (typeof samplers)[number];

/** A trial that Optuna wants. Its parameters are on the strategy's grid. */
export interface AskedTrial {
  readonly id: number;
  readonly parameters: Parameters;
}

/** Path of a Python that has Optuna. @throws Error as {@link pythonWith} does */
export function pythonWithOptuna(): string {
  return pythonWith(join(FOLDER, 'requirements.txt'), 'mmtune-optuna');
}

/** One study at a time: {@link start} begins the next. */
export class OptunaServer {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;

  /** @param python as {@link pythonWithOptuna} gives it */
  constructor(python: string) {
    // One thread: the samplers' models are small.
    const env = { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
    this.#process = spawn(python, [SERVER], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** Begins a study that knows the default, whose gain over itself is zero. */
  async start(sampler: Sampler, seed: number): Promise<void> {
    await this.#request({ type: 'start', sampler, seed, space: searchSpace(), known: encoded(start) });
  }

  async ask(count: number): Promise<AskedTrial[]> {
    const { trials } = (await this.#request({ type: 'ask', count })) as {
      readonly trials: readonly { readonly id: number; readonly parameters: Readonly<Record<string, number>> }[];
    };
    return trials.map(({ id, parameters }) => ({ id, parameters: decoded(parameters) }));
  }

  async tell(results: readonly { readonly id: number; readonly value: number }[]): Promise<void> {
    await this.#request({ type: 'tell', results });
  }

  /** The point with the highest value, the default too. */
  async best(): Promise<Parameters> {
    const { parameters } = (await this.#request({ type: 'best' })) as {
      readonly parameters: Readonly<Record<string, number>>;
    };
    return decoded(parameters);
  }

  close(): void {
    this.#lines.close();
    this.#process.stdin.end();
  }

  /** @throws Error when the process ended; its own message is on stderr */
  async #request(request: object): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('the process of Optuna ended; its message is above');
    return JSON.parse(value);
  }
}

type Dimension =
  | { readonly name: string; readonly kind: 'switch' }
  | {
      readonly name: string;
      readonly kind: 'float';
      readonly low: number;
      readonly high: number;
      readonly log: boolean;
    };

/** The whole range of every parameter that may be tuned. */
function searchSpace(): Dimension[] {
  return Object.entries(strategy.parameters).flatMap(([name, declaration]): Dimension[] => {
    if (!declaration.tunable) return [];
    if (declaration.kind === 'boolean') return [{ name, kind: 'switch' }];
    const { min: low, max: high, scale } = declaration;
    return [{ name, kind: 'float', low, high, log: scale === 'log' }];
  });
}

function encoded(set: Parameters): Record<string, number> {
  return Object.fromEntries(searchSpace().map(({ name }) => [name, Number(set[name])]));
}

/** On the grid of the strategy; parameters that may not be tuned as in the default. */
function decoded(values: Readonly<Record<string, number>>): Parameters {
  const tuned = Object.entries(values).map(([name, value]): [string, ParameterValue] => {
    const declaration = strategy.parameters[name];
    if (declaration === undefined) throw new RangeError(`the strategy has no parameter ${name}`);
    return [name, declaration.kind === 'boolean' ? value > 0 : quantise(declaration, value)];
  });
  return { ...start, ...Object.fromEntries(tuned) };
}
