/** The client of `hftbacktestGrid.py`: hftbacktest in a process of Python. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { TapeInMemory } from '../../src/market/compiledTape.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { pythonWith } from '../pythonWith.ts';
import { ZERO_NS } from './eventFile.ts';
import { type PeerGridParameters, STEP_US } from './peerGrid.ts';
import { delays } from './peerSettings.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** What happened to the orders of one set of parameters. */
export interface PeerOrders {
  /** Time µs, side (0 bought, 1 sold), price in ticks, lots; by time, side, price. */
  readonly fills: readonly (readonly number[])[];
  readonly placed: number;
  readonly rejected: number;
}

interface Answer {
  /** Time in ns, with {@link ZERO_NS}. */
  readonly fills: readonly (readonly [number, number, number, number])[];
  readonly placed: number;
  readonly rejected: number;
  /** Whether it ran to its last step. */
  readonly whole: boolean;
}

/** One market at a time: {@link load} takes the next. The caller must close it. */
export class Hftbacktest {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;

  /** The first call installs it into a folder of temporary files. @throws Error as {@link pythonWith} does */
  constructor() {
    const python = pythonWith(join(FOLDER, 'requirements.txt'), 'mmtune-hftbacktest');
    this.#process = spawn(python, [join(FOLDER, 'hftbacktestGrid.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** @param events file that `writeEvents` wrote. @param tape the same tape: its window of prices is that of hftbacktest's book */
  async load(events: string, tape: TapeInMemory, instrument: Instrument, durationUs: number): Promise<void> {
    await this.#request({
      type: 'load',
      events,
      orderNs: delays.orderUs * 1000,
      responseNs: delays.responseUs * 1000,
      stepNs: STEP_US * 1000,
      steps: Math.floor(durationUs / STEP_US),
      makerFee: instrument.makerFeeBps / 10_000,
      takerFee: instrument.takerFeeBps / 10_000,
      tickSize: instrument.tickSize,
      lotSize: instrument.lotSize,
      lowPrice: tape.baseTicks * instrument.tickSize,
      highPrice: (tape.baseTicks + tape.width - 1) * instrument.tickSize,
    });
  }

  /** The orders of each set, and the processor time of all, s. @throws Error where a run ends before its last step */
  async orders(sets: readonly PeerGridParameters[]): Promise<{ orders: PeerOrders[]; seconds: number }> {
    const answer = (await this.#request({ type: 'fills', sets })) as { orders: readonly Answer[]; seconds: number };
    const orders = answer.orders.map(({ fills, placed, rejected, whole }) => {
      if (!whole) throw new Error('hftbacktest came to the end of its data before the end of the session');
      return { fills: fills.map(([ns, ...rest]) => [(ns - Number(ZERO_NS)) / 1000, ...rest]), placed, rejected };
    });
    return { orders, seconds: answer.seconds };
  }

  /** Processor time of the sets, one after another, s. */
  async seconds(sets: readonly PeerGridParameters[]): Promise<number> {
    return ((await this.#request({ type: 'time', sets })) as { readonly seconds: number }).seconds;
  }

  close(): void {
    this.#lines.close();
    this.#process.stdin.end();
  }

  /** @throws Error when the process ended; its own message is on stderr */
  async #request(request: object): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error('the process of hftbacktest ended; its message is above');
    return JSON.parse(value);
  }
}
