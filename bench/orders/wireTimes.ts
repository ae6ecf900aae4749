/** When requests of a gateway were asked for, signed, and written to their sockets. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { Gateway, NewOrder } from '../../src/orders/gateway.ts';

export interface Sent {
  readonly kind: 'place' | 'cancel';
  readonly orders: number;
  /** When it was decided on; the earliest, where its orders differ. */
  readonly decidedMs: number;
  /** When the order manager asked the gateway for it. */
  readonly askedMs: number;
  /** When the order manager acted on it: it began to write it to the own-event tape. The latest, where its orders differ. */
  readonly actedMs: number;
  /** When it was signed. */
  signedMs: number;
  /** When its last byte was written to the socket. */
  wireMs: number;
  /** When the answer was read. */
  answeredMs: number;
}

/** When each order was decided on, ms of `performance.now()`. */
export interface Decided {
  readonly placed: (order: NewOrder) => number;
  readonly cancelled: (clientId: string) => number;
  /** When its order, or its cancel, was about to be written to the own-event tape. */
  readonly actedMs: (clientId: string) => number;
}

const current = new AsyncLocalStorage<Sent>();
const ofRequest = new WeakMap<object, Sent>();

/** The request that a message of undici's channels is about. */
function requestOf(message: unknown): object | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined;
  return typeof message.request === 'object' && message.request !== null ? message.request : undefined;
}

/** Times each request of `gateway` that places or cancels, and hands it on when it is answered. Once a process. */
export function timed<G extends Gateway>(gateway: G, decided: Decided, done: (sent: Sent) => void): G {
  subscribe('undici:request:create', (message) => {
    const request = requestOf(message);
    const sent = current.getStore();
    if (request === undefined || sent === undefined) return;
    ofRequest.set(request, sent);
    sent.signedMs = performance.now();
  });
  subscribe('undici:request:bodySent', (message) => {
    const request = requestOf(message);
    const sent = request === undefined ? undefined : ofRequest.get(request);
    if (sent !== undefined) sent.wireMs = performance.now();
  });
  const time = async <T>(
    kind: Sent['kind'],
    decisions: readonly number[],
    ids: readonly string[],
    work: () => Promise<T>,
  ): Promise<T> => {
    const askedMs = performance.now();
    const decidedMs = Math.min(...decisions);
    const actedMs = Math.max(...ids.map(decided.actedMs));
    const unknown = Number.NaN;
    const sent: Sent = {
      kind,
      orders: decisions.length,
      decidedMs,
      askedMs,
      actedMs,
      signedMs: unknown,
      wireMs: unknown,
      answeredMs: unknown,
    };
    const answer = await current.run(sent, work);
    sent.answeredMs = performance.now();
    done(sent);
    return answer;
  };
  return new Proxy(gateway, {
    get: (target, name) => {
      if (name === 'place') {
        return (...all: Parameters<Gateway['place']>) =>
          time('place', all[0].map(decided.placed), all[0].map(idOf), () => target.place(...all));
      }
      if (name === 'cancel') {
        return (...all: Parameters<Gateway['cancel']>) =>
          time('cancel', all[0].map(decided.cancelled), all[0], () => target.cancel(...all));
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function idOf({ clientId }: NewOrder): string {
  return clientId;
}
