/** Connections to the server of the queue. A connection that breaks is tried again for a bounded time. */

import { Redis } from 'ioredis';
import { PASSWORD_VARIABLE, type QueueAddress } from './queueAddress.ts';
import { QueueError } from './queueError.ts';

/** The first contact has to succeed within this time. */
const FIRST_CONTACT_MS = 5_000;
const MOST_BETWEEN_TRIES_MS = 1_000;
/** For the end of connections to a server that is gone. */
const END_MS = 1_000;
const PING_EVERY_MS = 5_000;
/** Without an answer for this long a connection is taken for broken, also where nobody closed it. */
const SILENCE_MS = 20_000;
/** What BullMQ recommends. */
const LEAST_VERSION = [6, 2] as const;

export class QueueServer {
  readonly address: QueueAddress;
  readonly #patienceMs: number;
  readonly #open: { readonly redis: Redis; readonly pings: NodeJS.Timeout }[] = [];
  readonly #lost = new Set<(error: QueueError) => void>();
  #downSinceMs = 0;
  #gone: QueueError | null = null;
  #closing = false;

  private constructor(address: QueueAddress, patienceMs: number) {
    this.address = address;
    this.#patienceMs = patienceMs;
  }

  /**
   * Makes sure that the server is there and can hold a queue.
   * @param patienceMs how long a connection that broke is tried again
   * @param notify told in sentences what is not as it should be
   * @throws QueueError that names the server and what is wrong
   */
  static async connect(
    address: QueueAddress,
    patienceMs: number,
    notify: (text: string) => void,
  ): Promise<QueueServer> {
    const first = new Redis({ ...optionsOf(address), lazyConnect: true, retryStrategy: () => null });
    let cause: Error | null = null;
    first.on('error', (error: Error) => {
      cause = error;
    });
    try {
      await first.connect();
      const info = await first.info();
      requireVersion(info, address);
      const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
      if (policy !== undefined && policy !== 'noeviction') {
        notify(
          `WARNING: the queue at ${address.shown} drops what it holds when its memory is full (maxmemory-policy ${policy}); set it to noeviction.`,
        );
      }
    } catch (error) {
      if (error instanceof QueueError) throw error;
      throw new QueueError(`${address.shown}: ${withoutPassword(reasonOf(cause ?? error), address)}`);
    } finally {
      first.disconnect();
    }
    return new QueueServer(address, patienceMs);
  }

  /** A connection of its own. BullMQ makes further ones like it. */
  connection(): Redis {
    const redis = new Redis({
      ...optionsOf(this.address),
      maxRetriesPerRequest: null,
      retryStrategy: (times) => this.#afterFailure(times),
    });
    // Errors of a connection are told by its end; without a listener they would be printed.
    redis.on('error', () => undefined);
    this.#open.push({ redis, pings: this.#pinged(redis) });
    return redis;
  }

  /** @param then called once when the server was not there for too long; at once where that was before */
  onLost(then: (error: QueueError) => void): void {
    if (this.#gone !== null) then(this.#gone);
    else this.#lost.add(then);
  }

  /** Ends the connections that {@link connection} gave. */
  close(): void {
    this.#closing = true;
    for (const { redis, pings } of this.#open) {
      clearInterval(pings);
      redis.disconnect();
    }
  }

  /** Counts pings without an answer, and not time: a program that stood still has not listened either. */
  #pinged(redis: Redis): NodeJS.Timeout {
    let unanswered = 0;
    return setInterval(() => {
      const silentMs = PING_EVERY_MS * unanswered++;
      if (silentMs > SILENCE_MS + this.#patienceMs) this.#lose();
      else if (silentMs > SILENCE_MS) redis.disconnect(true);
      redis.ping().then(
        () => {
          unanswered = 0;
        },
        () => undefined,
      );
    }, PING_EVERY_MS);
  }

  #afterFailure(times: number): number | null {
    if (this.#closing || this.#gone !== null) return null;
    const nowMs = performance.now();
    if (times === 1) this.#downSinceMs = nowMs;
    if (nowMs - this.#downSinceMs < this.#patienceMs) return Math.min(100 * times, MOST_BETWEEN_TRIES_MS);
    this.#lose();
    return null;
  }

  #lose(): void {
    if (this.#gone !== null || this.#closing) return;
    this.#gone = new QueueError(
      `the queue at ${this.address.shown} has not answered for ${Math.round(this.#patienceMs / 1000)} s`,
    );
    for (const then of this.#lost) then(this.#gone);
  }
}

/** Waits for what asks a server that is gone: most of it ends at once, and the rest is not worth a wait. */
export async function withoutAnswer(...ends: readonly Promise<unknown>[]): Promise<void> {
  const enough = new Promise((resolve) => setTimeout(resolve, END_MS).unref());
  await Promise.race([Promise.allSettled(ends), enough]);
}

function optionsOf({ host, port, database, user, password, tls }: QueueAddress): {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly connectTimeout: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly servername: string };
} {
  return {
    host,
    port,
    db: database,
    connectTimeout: FIRST_CONTACT_MS,
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: { servername: host } } : {}),
  };
}

function requireVersion(info: string, { shown }: QueueAddress): void {
  // Valkey gives the version of Redis that it can stand for.
  const [, text = '', major = 0, minor = 0] = /^redis_version:((\d+)\.(\d+)\S*)/m.exec(info) ?? [];
  const [leastMajor, leastMinor] = LEAST_VERSION;
  if (Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor)) return;
  throw new QueueError(`${shown}: Redis ${text} is too old; ${LEAST_VERSION.join('.')} or newer is needed, or Valkey`);
}

function withoutPassword(text: string, { password }: QueueAddress): string {
  return password === undefined ? text : text.replaceAll(password, '…');
}

/** What the server or the system said, in words. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'no server answers there. Start one, e.g. redis-server, or name another address';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host';
  if (code === 'ETIMEDOUT' || text.includes('ETIMEDOUT')) return `no answer within ${FIRST_CONTACT_MS / 1000} s`;
  if (text.startsWith('NOAUTH')) return `the server wants a password: set ${PASSWORD_VARIABLE} in .env`;
  if (text.startsWith('WRONGPASS') || text.includes('invalid password') || text.includes('without any password'))
    return `the server refused user or password (${PASSWORD_VARIABLE})`;
  return text;
}
