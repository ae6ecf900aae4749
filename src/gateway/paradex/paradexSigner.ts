/**
 * Signatures of Paradex on a thread of their own. One takes tens of milliseconds of plain computing (bench/SIGNING.md), in which this
 * thread would hear no market.
 */

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { GatewayError } from '../../orders/gateway.ts';
import type { ParadexMessage } from './starkMessage.ts';

export interface SigningThreadRequest {
  /** 0x and hexadecimal digits. */
  readonly key: string;
  readonly chainId: string;
  readonly account: string;
}
export interface ToSigningThread {
  readonly id: number;
  readonly message: ParadexMessage;
}
export type FromSigningThread =
  | { readonly type: 'ready'; readonly publicKey: string }
  | { readonly type: 'signed'; readonly id: number; readonly signature: string }
  | { readonly type: 'failed'; readonly id: number; readonly text: string };

export interface ParadexSigner {
  /** 0x and hexadecimal digits. */
  readonly publicKey: string;
  /** As the wire carries it: `["r","s"]`, decimal. @throws GatewayError where it could not be signed */
  sign(message: ParadexMessage): Promise<string>;
  /** Ends the thread. */
  close(): void;
}

const KEY = /^0x[0-9a-f]{1,64}$/i;

/** @throws Error without showing the key where it is none; GatewayError where the thread does not begin */
export async function paradexSigner(request: SigningThreadRequest): Promise<ParadexSigner> {
  if (!KEY.test(request.key)) throw new Error('the private key of Paradex is 0x and hexadecimal digits');
  if (!KEY.test(request.account)) throw new Error('an account of Paradex is 0x and hexadecimal digits');
  const thread = new SigningThread(request);
  const publicKey = await thread.ready;
  let now = thread;
  return {
    publicKey,
    sign: (message) => {
      // Without signatures there is no sign-in, and without that nothing could be cancelled.
      if (now.isOver) now = new SigningThread(request);
      return now.sign(message);
    },
    close: () => now.close(),
  };
}

interface Waiting {
  readonly resolve: (signature: string) => void;
  readonly reject: (error: Error) => void;
}

/** It keeps no program from ending while nothing is to be signed. */
class SigningThread {
  /** The public key. */
  readonly ready: Promise<string>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #failure: GatewayError | undefined;
  #count = 0;

  constructor(request: SigningThreadRequest) {
    const file = new URL(`./signingThread${extname(import.meta.url)}`, import.meta.url);
    this.#worker = new Worker(file, { workerData: request });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromSigningThread) => {
        if (message.type === 'ready') resolve(message.publicKey);
        else this.#answer(message);
        if (this.#waiting.size === 0) this.#worker.unref();
      });
      const failed = (reason: string): void => {
        this.#failure ??= new GatewayError(`paradex: the thread that signs ended: ${reason}`);
        reject(this.#failure);
        for (const waiting of this.#waiting.values()) waiting.reject(this.#failure);
        this.#waiting.clear();
      };
      // Its message could show the key.
      this.#worker.on('error', (error) => failed(error.name));
      this.#worker.on('exit', (code) => failed(`code ${code}`));
    });
    // Each signature that waits is told as well.
    this.ready.catch(() => undefined);
  }

  get isOver(): boolean {
    return this.#failure !== undefined;
  }

  sign(message: ParadexMessage): Promise<string> {
    const id = this.#count++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ id, message } satisfies ToSigningThread);
    });
  }

  close(): void {
    void this.#worker.terminate();
  }

  #answer(message: Exclude<FromSigningThread, { readonly type: 'ready' }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'signed') waiting?.resolve(message.signature);
    else waiting?.reject(new GatewayError(`paradex: it could not be signed: ${message.text}`));
  }
}
