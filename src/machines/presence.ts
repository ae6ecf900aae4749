/** Who is at the queue: workers, and programs whose units they run. Each says so again and again; who stops is forgotten. */

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';

const BEAT_MS = 5_000;
/** After this time without a beat a program is taken to be gone. */
const FORGOTTEN_MS = 3 * BEAT_MS;
const ALL = 'mmtune:present';

export interface Present {
  readonly role: 'worker' | 'submitter';
  /** Hash of its code. */
  readonly code: string;
  /** Its code in words. */
  readonly about: string;
  readonly host: string;
  readonly pid: number;
}

const presentShape: z.ZodType<Present> = z.strictObject({
  role: z.enum(['worker', 'submitter']),
  code: z.string(),
  about: z.string(),
  host: z.string(),
  pid: z.int(),
});

export class Presence {
  readonly #redis: Redis;
  readonly #key = `mmtune:present:${randomUUID()}`;
  readonly #own: Present;
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: Redis, own: Present) {
    this.#redis = redis;
    this.#own = own;
  }

  /** @param look called after each beat with all that are present, this one too */
  async begin(look: (present: readonly Present[]) => void): Promise<void> {
    const beat = async (): Promise<void> => {
      await this.#redis.set(this.#key, JSON.stringify(this.#own), 'PX', FORGOTTEN_MS);
      await this.#redis.sadd(ALL, this.#key);
      look(await this.#all());
    };
    await beat();
    // A beat that fails is missed: the connection tries again by itself, and its loss is told elsewhere.
    this.#timer = setInterval(() => void beat().catch(() => undefined), BEAT_MS);
  }

  /** Says nothing more; others notice after a while. */
  fallSilent(): void {
    clearInterval(this.#timer);
  }

  async end(): Promise<void> {
    this.fallSilent();
    await this.#redis.del(this.#key);
    await this.#redis.srem(ALL, this.#key);
  }

  async #all(): Promise<Present[]> {
    const keys = await this.#redis.smembers(ALL);
    const texts = keys.length === 0 ? [] : await this.#redis.mget(keys);
    const gone = keys.filter((_, i) => texts[i] === null);
    if (gone.length > 0) await this.#redis.srem(ALL, gone);
    return texts.flatMap((text) => {
      const read = text === null ? null : presentShape.safeParse(jsonOf(text));
      return read?.success === true ? [read.data] : [];
    });
  }
}

/** @returns e.g. `host2 (process 4711): tune 0.1.0, V8 13.6, x64, code 0123456789ab` */
export function presentText({ host, pid, about, code }: Present): string {
  return `${host} (process ${pid}): ${about}, code ${code.slice(0, 12)}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
