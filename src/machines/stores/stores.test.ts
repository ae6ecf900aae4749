import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type BucketServer, bucketServer } from '../../testing/bucketServer.ts';
import { openStore } from './openStore.ts';
import { TapeCache } from './tapeCache.ts';
import type { TapeStore } from './tapeStore.ts';

const KEYS = { accessKeyId: 'AKIDTEST', secretAccessKey: 'a/secret+of+the+tests' };
const never = new AbortController().signal;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function aTape(bytes: number, name = 'tape.parquet'): { readonly file: string; readonly sha256: string } {
  const content = Buffer.alloc(bytes, name);
  const file = join(folder, name);
  writeFileSync(file, content);
  return { file, sha256: createHash('sha256').update(content).digest('hex') };
}

async function aBucket(
  secret: Readonly<Record<string, string>> = {},
): Promise<{ server: BucketServer; store: TapeStore }> {
  const server = await bucketServer(KEYS);
  onTestFinished(() => server.close());
  const variables: Readonly<Record<string, string>> = {
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    ...secret,
  };
  const settings = { place: 's3://bucket/some/tapes/', endpoint: server.endpoint, region: 'test-1' };
  return { server, store: openStore(settings, folder, (name) => variables[name]) };
}

function sharedFolder(): TapeStore {
  mkdirSync(join(folder, 'shared'), { recursive: true });
  return openStore({ place: 'shared', endpoint: '', region: 'us-east-1' }, folder, () => undefined);
}

describe.each([
  ['a shared folder', () => Promise.resolve(sharedFolder())],
  ['a bucket', async () => (await aBucket()).store],
] as const)('tapes in %s', (_, make) => {
  it('are found by their hash once they were shared, byte for byte', async () => {
    const store = await make();
    const { file, sha256 } = aTape(300_000);
    const into = join(folder, 'fetched');
    expect(await store.has(sha256)).toBe(false);
    expect(await store.fetch(sha256, into, never)).toBe(false);
    expect(existsSync(into)).toBe(false);
    await store.share(sha256, file);
    expect(await store.has(sha256)).toBe(true);
    expect(await store.fetch(sha256, into, never)).toBe(true);
    expect(readFileSync(into).equals(readFileSync(file))).toBe(true);
  });

  it('end up in a cache, which names a tape that the store does not have', async () => {
    const store = await make();
    const { file, sha256 } = aTape(10_000);
    const cache = new TapeCache({ folder: join(folder, 'cache'), mostBytes: 1e6, store });
    const missing = cache.with(sha256, never, () => Promise.resolve('ran'));
    await expect(missing).rejects.toThrow(`tape ${sha256} is not in ${store.shown}`);
    await store.share(sha256, file);
    const size = await cache.with(sha256, never, (cached) => Promise.resolve(readFileSync(cached).length));
    expect(size).toBe(10_000);
  });
});

describe('a bucket', () => {
  it('holds tapes under their hash, in the folder that is named', async () => {
    const { server, store } = await aBucket();
    const { file, sha256 } = aTape(10);
    await store.share(sha256, file);
    expect([...server.objects.keys()]).toEqual([`/bucket/some/tapes/${sha256}.parquet`]);
    expect(store.shown).toBe('s3://bucket/some/tapes');
  });

  it('refuses what was not put there with the right keys, and the error shows neither', async () => {
    const { server, store } = await aBucket({ AWS_SECRET_ACCESS_KEY: 'another/secret' });
    const { file, sha256 } = aTape(10);
    const error = await store.share(sha256, file).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('the service answered 403 (SignatureDoesNotMatch); check AWS_ACCESS_KEY_ID');
    expect(String(error)).not.toContain('another/secret');
    expect(server.objects.size).toBe(0);
  });

  it('refuses a file that is not the tape of the hash', async () => {
    const { server, store } = await aBucket();
    const { file } = aTape(10);
    await expect(store.share('0'.repeat(64), file)).rejects.toThrow('XAmzContentSHA256Mismatch');
    expect(server.objects.size).toBe(0);
  });

  it.each([
    ['may read alone', { list: false, ask: true, read: true, write: false }],
    ['may read but not ask about a tape', { list: false, ask: false, read: true, write: false }],
  ])('is good for a worker whose keys %s', async (_, rights) => {
    const { server, store } = await aBucket();
    const { file, sha256 } = aTape(10);
    await store.share(sha256, file);
    Object.assign(server.rights, rights);
    expect(await store.has(sha256)).toBe(true);
    const cache = new TapeCache({ folder: join(folder, 'cache'), mostBytes: 1e6, store });
    expect(await cache.with(sha256, never, (cached) => Promise.resolve(readFileSync(cached).length))).toBe(10);
  });

  it.each([
    ['read and write, and not list', { list: false, ask: true, read: true, write: true }],
    ['write alone', { list: false, ask: false, read: false, write: true }],
  ])('takes a tape that is not there with keys that may %s', async (_, rights) => {
    const { server, store } = await aBucket();
    const { file, sha256 } = aTape(10);
    Object.assign(server.rights, rights);
    expect(await store.has(sha256)).toBe(false);
    await store.share(sha256, file);
    expect(server.objects.size).toBe(1);
  });

  it('says in words what keys may not do, where a tape cannot be read or written', async () => {
    const { server, store } = await aBucket();
    const { file, sha256 } = aTape(10);
    Object.assign(server.rights, { list: false, write: false });
    const fetch = store.fetch(sha256, join(folder, 'fetched'), never);
    await expect(fetch).rejects.toThrow(
      /the service answered 403 \(AccessDenied\); either these keys may not read tapes there \(s3:GetObject\), or the tape is not there and they may not list/,
    );
    await expect(store.share(sha256, file)).rejects.toThrow('these keys may not put tapes there (s3:PutObject)');
  });

  it('tells wrong keys from those that may do little', async () => {
    const { store } = await aBucket({ AWS_SECRET_ACCESS_KEY: 'another/secret' });
    await expect(store.has('0'.repeat(64))).rejects.toThrow(
      'the service answered 403 (SignatureDoesNotMatch); check AWS_ACCESS_KEY_ID',
    );
  });

  it('is asked again when the service is busy', async () => {
    const { server, store } = await aBucket();
    const { file, sha256 } = aTape(10);
    server.failNext.push(503, 500);
    await store.share(sha256, file);
    expect(server.served).toEqual([`PUT /bucket/some/tapes/${sha256}.parquet`]);
  });

  it('names a service that does not answer', async () => {
    const { server, store } = await aBucket();
    await server.close();
    await expect(store.has('0'.repeat(64))).rejects.toThrow(
      /s3:\/\/bucket\/some\/tapes\/0+\.parquet: the service does not answer/,
    );
  });

  it('needs keys', () => {
    const settings = { place: 's3://bucket', endpoint: '', region: 'us-east-1' };
    expect(() => openStore(settings, folder, () => undefined)).toThrow('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  });
});

/** The store, which begins to fetch only when it is told to go on. */
function heldUp(store: TapeStore): { store: TapeStore; fetches: AbortSignal[]; goOn: () => void } {
  const fetches: AbortSignal[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const held: TapeStore = {
    shown: store.shown,
    has: (sha256) => store.has(sha256),
    share: (sha256, file) => store.share(sha256, file),
    fetch: async (sha256, into, stop) => {
      fetches.push(stop);
      await promise;
      return store.fetch(sha256, into, stop);
    },
  };
  return { store: held, fetches, goOn: resolve };
}

describe('a cache of tapes', () => {
  const used = (cache: TapeCache, sha256: string): Promise<void> => cache.with(sha256, never, () => Promise.resolve());
  const cached = (): string[] => readdirSync(join(folder, 'cache')).toSorted();
  /** Tapes and their compiled forms. */
  const tapes = (): string[] => cached().filter((name) => !name.endsWith('.used'));
  /** Makes all files of a tape older. */
  const aged = (sha256: string, seconds: number): void => {
    const then = new Date(Date.now() - seconds * 1000);
    for (const name of cached()) if (name.startsWith(sha256)) utimesSync(join(folder, 'cache', name), then, then);
  };

  it('refuses a tape whose content is not that of its hash, and keeps nothing of it', async () => {
    const store = sharedFolder();
    const { sha256 } = aTape(10);
    writeFileSync(join(folder, 'shared', `${sha256}.parquet`), 'another tape');
    const cache = new TapeCache({ folder: join(folder, 'cache'), mostBytes: 1e6, store });
    await expect(used(cache, sha256)).rejects.toThrow(`the tape ${sha256} has another hash`);
    expect(cached()).toEqual([]);
  });

  it('fetches again a tape that was damaged while the worker was away', async () => {
    const store = sharedFolder();
    const { file, sha256 } = aTape(1000);
    await store.share(sha256, file);
    mkdirSync(join(folder, 'cache'));
    writeFileSync(join(folder, 'cache', `${sha256}.parquet`), 'cut');
    await used(new TapeCache({ folder: join(folder, 'cache'), mostBytes: 1e6, store }), sha256);
    expect(readFileSync(join(folder, 'cache', `${sha256}.parquet`))).toHaveLength(1000);
  });

  it('stays below its bound: what was used longest ago goes, with its compiled form', async () => {
    const store = sharedFolder();
    const cache = new TapeCache({ folder: join(folder, 'cache'), mostBytes: 2_500, store, inUseMs: 0 });
    const all = [aTape(1000, 'a'), aTape(1000, 'b'), aTape(1000, 'c')];
    for (const { file, sha256 } of all) await store.share(sha256, file);
    const [a, b, c] = all.map(({ sha256 }) => sha256) as [string, string, string];
    await used(cache, a);
    writeFileSync(join(folder, 'cache', `${a}.parquet.compiled`), 'compiled');
    await used(cache, b);
    aged(a, 60);
    aged(b, 120);
    // The oldest goes first; that was enough.
    await used(cache, c);
    expect(tapes()).toEqual([`${a}.parquet`, `${a}.parquet.compiled`, `${c}.parquet`].toSorted());
    aged(a, 60);
    await used(cache, b);
    expect(tapes()).toEqual([`${b}.parquet`, `${c}.parquet`].toSorted());
    // Nothing is left of those that went.
    expect(cached().filter((name) => name.startsWith(a))).toEqual([]);
  });

  it('keeps what was used last, however long ago it was fetched', async () => {
    const store = sharedFolder();
    const cache = new TapeCache({ folder: join(folder, 'cache'), mostBytes: 2_500, store, inUseMs: 0 });
    const all = [aTape(1000, 'a'), aTape(1000, 'b'), aTape(1000, 'c')];
    for (const { file, sha256 } of all) await store.share(sha256, file);
    const [a, b, c] = all.map(({ sha256 }) => sha256) as [string, string, string];
    await used(cache, a);
    await used(cache, b);
    aged(a, 120);
    aged(b, 60);
    await used(cache, a);
    await used(cache, c);
    expect(tapes()).toEqual([`${a}.parquet`, `${c}.parquet`].toSorted());
  });

  it('leaves a tape as it is when it is used, so that nobody hashes it again', async () => {
    const store = sharedFolder();
    const { file, sha256 } = aTape(1000);
    await store.share(sha256, file);
    const cache = new TapeCache({ folder: join(folder, 'cache'), mostBytes: 1e6, store });
    const touched = (cachedFile: string): Promise<number> => Promise.resolve(statSync(cachedFile).mtimeMs);
    await used(cache, sha256);
    aged(sha256, 60);
    const before = statSync(join(folder, 'cache', `${sha256}.parquet`)).mtimeMs;
    expect(await cache.with(sha256, never, touched)).toBe(before);
    expect(await cache.with(sha256, never, touched)).toBe(before);
  });

  it('fetches a tape once for all units that want it, and goes on when one of them is stopped', async () => {
    const { store, fetches, goOn } = heldUp(sharedFolder());
    const { file, sha256 } = aTape(1000);
    await store.share(sha256, file);
    const cache = new TapeCache({ folder: join(folder, 'cache'), mostBytes: 1e6, store });
    const stopped = new AbortController();
    const size = (cachedFile: string): Promise<number> => Promise.resolve(statSync(cachedFile).size);
    const [first, second] = [cache.with(sha256, stopped.signal, size), cache.with(sha256, never, size)];
    stopped.abort(new Error('given back'));
    await expect(first).rejects.toThrow('given back');
    goOn();
    expect(await second).toBe(1000);
    expect(fetches).toHaveLength(1);
  });

  it('ends a fetch when nobody waits for it, and fetches again for the next', async () => {
    const { store, fetches, goOn } = heldUp(sharedFolder());
    const { file, sha256 } = aTape(1000);
    await store.share(sha256, file);
    const cache = new TapeCache({ folder: join(folder, 'cache'), mostBytes: 1e6, store });
    const stops = [new AbortController(), new AbortController()];
    const waits = stops.map(({ signal }) => cache.with(sha256, signal, () => Promise.resolve()));
    for (const stop of stops) stop.abort(new Error('given back'));
    for (const wait of waits) await expect(wait).rejects.toThrow('given back');
    expect(fetches.map(({ aborted }) => aborted)).toEqual([true]);
    const next = used(cache, sha256);
    goOn();
    await next;
    expect(fetches.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(tapes()).toEqual([`${sha256}.parquet`]);
  });

  it('tells all units that wait why a tape cannot be had, and tries again for the next', async () => {
    const store = sharedFolder();
    const { file, sha256 } = aTape(1000);
    const cache = new TapeCache({ folder: join(folder, 'cache'), mostBytes: 1e6, store });
    const waits = [used(cache, sha256), used(cache, sha256)];
    for (const wait of waits) await expect(wait).rejects.toThrow(`tape ${sha256} is not in`);
    await store.share(sha256, file);
    await used(cache, sha256);
    expect(tapes()).toEqual([`${sha256}.parquet`]);
  });

  it('keeps a tape while a unit runs over it', async () => {
    const store = sharedFolder();
    const cache = new TapeCache({ folder: join(folder, 'cache'), mostBytes: 500, store, inUseMs: 0 });
    const [a, b] = [aTape(1000, 'a'), aTape(1000, 'b')];
    for (const { file, sha256 } of [a, b]) await store.share(sha256, file);
    await cache.with(a.sha256, never, async (file) => {
      await used(cache, b.sha256);
      expect(existsSync(file)).toBe(true);
    });
    expect(cached()).toEqual([]);
  });
});
