/** The ports of an order manager, of which one call ends the process with SIGKILL. Only tests wrap ports so. */

import { writeSync } from 'node:fs';
import type { Gateway } from '../../src/orders/gateway.ts';
import type { OwnEvent, OwnTape } from '../../src/orders/ownEvents.ts';

/** What a program changes outside of itself: a request to the venue, or an event on its tape by its type. */
export type CallKind = 'place' | 'cancel' | 'arm' | 'disarm' | 'flush' | `tape:${OwnEvent['type'] | 'nothing'}`;

export interface Failpoint {
  readonly kind: CallKind;
  /** Of the calls of this kind, from 1. One beyond the last is never reached. */
  readonly nth: number;
  /** `after` a send: the venue has acted and answered, and nobody here has heard the answer. */
  readonly when: 'before' | 'after';
}

export interface Calls {
  /** One call, and what it does. It comes at most once back: the process may end in it. */
  readonly send: <T>(kind: CallKind, work: () => Promise<T>) => Promise<T>;
  readonly commit: <T>(kind: CallKind, work: () => T) => T;
  /** So far. */
  readonly counts: Readonly<Partial<Record<CallKind, number>>>;
}

/** Counts calls and ends the process at one of them, after a line that says at which; null for none. */
export function countedCalls(failpoint: Failpoint | null): Calls {
  const counts: Partial<Record<CallKind, number>> = {};
  /** Counts the call; what ends the process where it is its turn. */
  const counted = (kind: CallKind): ((at: Failpoint['when']) => void) => {
    const own = (counts[kind] ?? 0) + 1;
    counts[kind] = own;
    return (at) => {
      if (failpoint?.kind !== kind || failpoint.nth !== own || failpoint.when !== at) return;
      writeSync(1, `killed ${at} ${kind}\n`);
      process.kill(process.pid, 'SIGKILL');
    };
  };
  return {
    counts,
    send: async (kind, work) => {
      const dieIf = counted(kind);
      dieIf('before');
      const answer = await work();
      dieIf('after');
      return answer;
    },
    commit: (kind, work) => {
      const dieIf = counted(kind);
      dieIf('before');
      const done = work();
      dieIf('after');
      return done;
    },
  };
}

/** Counts what a gateway is asked to change at its venue. Questions change nothing. */
export function mortalGateway<G extends Gateway>(gateway: G, { send }: Calls): G {
  return new Proxy(gateway, {
    get: (target, name) => {
      if (name === 'place') {
        return (...all: Parameters<Gateway['place']>) => send('place', () => target.place(...all));
      }
      if (name === 'cancel') {
        return (...all: Parameters<Gateway['cancel']>) => send('cancel', () => target.cancel(...all));
      }
      if (name === 'armDeadMan') {
        return (afterMs: number | null) => send(afterMs === null ? 'disarm' : 'arm', () => target.armDeadMan(afterMs));
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** Counts what is written to an own-event tape. */
export function mortalTape(tape: OwnTape, { commit, send }: Calls): OwnTape {
  return {
    append: (events) => commit(`tape:${events[0]?.type ?? 'nothing'}`, () => tape.append(events)),
    flush: () => send('flush', () => tape.flush()),
  };
}
