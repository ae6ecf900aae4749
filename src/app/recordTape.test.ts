/** What ends a recording, and what it says: in a world where time and connections are in the hands of the test. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { readTapeHead } from '../recordings/tapeFile/readTape.ts';
import { FeedWorld } from '../testing/feedWorld.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { recordTape } from './recordTape.ts';

const GIGABYTE = 1e9;

function recorder(hours: number, free: () => number = () => GIGABYTE, variables: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mmtune-record-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const workspace = workspaceAt(folder);
  const world = new FeedWorld();
  const stop = new AbortController();
  const said: string[] = [];
  const environment = { TUNE_VENUE_SYMBOL: 'BTC', ...variables };
  const settings = () =>
    loadConfig({ tomlFile: workspace.tomlFile, envFile: workspace.envFile, environment, flags: {} });
  const recorded = recordTape(
    { hours, output: null, isEndpointAllowed: false, stop: stop.signal, progress: () => undefined },
    { workspace, settings, notify: (text) => said.push(text) },
    { ...world.ports, freeBytes: free },
  );
  // Awaited by the tests, once time has passed.
  recorded.catch(() => undefined);
  const captured = (): string => {
    const captures = join(folder, 'captures');
    const [name = ''] = readdirSync(captures);
    return readdirSync(join(captures, name))
      .map((file) => readFileSync(join(captures, name, file), 'utf8'))
      .join('');
  };
  return { folder, world, stop, said, recorded, captured };
}

function book(world: FeedWorld, price = 100): object {
  const level = (px: number): object => ({ px: px.toFixed(1), sz: '1', n: 1 });
  const time = Math.floor(world.clock.nowUs() / 1000);
  return { channel: 'l2Book', data: { coin: 'BTC', time, levels: [[level(price)], [level(price + 0.1)]] } };
}

async function minutes(world: FeedWorld, many: number): Promise<void> {
  for (const type of ['bbo', 'trades']) {
    world.newest.say({ channel: 'subscriptionResponse', data: { method: 'subscribe', subscription: { type } } });
  }
  for (let i = 0; i < 60 * many; i++) {
    world.newest.say(book(world, 100 + (i % 5) / 10));
    await world.pass(1);
  }
}

describe('a recording through ccxt', () => {
  const through = (name: string) => recorder(1, () => 0, { TUNE_VENUE_NAME: name, TUNE_VENUE_SYMBOL: 'BTC/USD' });

  it('says first what ccxt cannot give, and where tune has a feed of its own', async () => {
    const kraken = through('ccxt:kraken');
    await expect(kraken.recorded).rejects.toThrow('not enough');
    expect(kraken.said[0]).toBe('WARNING: ccxt:kraken is heard through ccxt, a fallback of lower quality:');
    expect(kraken.said.join(' ')).toContain('trades that ccxt does not hand on are missing without a trace');
    const binance = through('ccxt:binanceusdm');
    await expect(binance.recorded).rejects.toThrow('not enough');
    expect(binance.said[0]).toMatch(/^WARNING: --venue binance is the feed that tune has of its own/);
  });

  it('is refused where ccxt has no streams of the venue, with the names that are nearest', async () => {
    await expect(through('ccxt:krakken').recorded).rejects.toThrow(
      'ccxt has no streams of a venue "krakken"; did you mean ccxt:kraken',
    );
  });
});

describe('a recording', () => {
  it('is as long as it was asked for, from the first book on, and sealed', async () => {
    const { world, recorded, said } = recorder(1 / 60);
    await world.pass(3);
    world.newest.events.opened();
    await minutes(world, 1);
    world.newest.say(book(world));
    await world.pass(2);
    const { file, endedEarly, startUs, endUs, health } = await recorded;
    expect(endedEarly).toBeNull();
    expect((endUs - startUs) / 1e6).toBeGreaterThanOrEqual(60);
    expect((endUs - startUs) / 1e6).toBeLessThan(62);
    expect(await readTapeHead(file)).toMatchObject({ symbol: 'BTC', clock: 'receipt' });
    expect(health.losses).toBe(0);
    // Every size is 1, of lots of 0.00001.
    expect(health.sizes).toMatchObject({ rounded: 0 });
    expect(health.sizes.read).toBeGreaterThan(60);
    expect(said[0]).toMatch(
      /^1 min of a busy market may take 3 MB with compiled forms of the tape; 1000 MB are free, of which 200 MB stay free$/,
    );
  });

  it('has on the disk all but the last second', async () => {
    const { world, stop, recorded, captured } = recorder(1);
    world.newest.events.opened();
    for (let i = 0; i < 100; i++) {
      world.newest.say({ channel: 'pong', i });
      await world.pass(0.1);
      const last = captured().trimEnd().split('\n').at(-1) ?? '';
      const seen = /"i":(\d+)/.exec(last)?.[1] ?? '0';
      expect(i - Number(seen)).toBeLessThanOrEqual(11);
    }
    stop.abort();
    await world.pass(1);
    await expect(recorded).rejects.toThrow('no book was received in 1');
  });

  it('is refused where the disk will not hold it', async () => {
    // 600 MB of capture and tape would find room; 270 MB more are its compiled form.
    const { recorded, world } = recorder(6);
    await expect(recorded).rejects.toThrow(
      '6 h of a busy market may take 870 MB with compiled forms of the tape; 1000 MB are free, of which 200 MB stay free: not enough',
    );
    expect(world.sockets).toEqual([]);
  });

  it('is sealed early when the disk is nearly full', async () => {
    let free = GIGABYTE;
    const { world, recorded } = recorder(1, () => free);
    world.newest.events.opened();
    await minutes(world, 1);
    free = 150e6;
    await world.pass(1);
    const { endedEarly, file } = await recorded;
    expect(endedEarly).toBe('disk');
    expect((await readTapeHead(file)).rows).toBeGreaterThan(60);
  });

  it('of a market that the venue does not know ends after two minutes, with what the venue says', async () => {
    const { world, recorded } = recorder(5);
    for (let i = 0; i < 13; i++) {
      world.newest.events.opened();
      world.newest.say({ channel: 'error', data: 'Invalid subscription {"type":"l2Book","coin":"BTC"}' });
      await world.pass(10);
    }
    await expect(recorded).rejects.toThrow('no book was received in 121 s: the venue says: Invalid subscription');
  });

  it('without a book says why there was none', async () => {
    const refused = recorder(1);
    refused.world.newest.events.closed('Unexpected server response: 451');
    await refused.world.pass(0.1);
    refused.stop.abort();
    await expect(refused.recorded).rejects.toThrow(
      'no book was received in 0 s: hyperliquid: Unexpected server response: 451',
    );
    const wrong = recorder(1);
    wrong.world.newest.events.opened();
    wrong.world.newest.say({ channel: 'l2Book', data: { coin: 'BTC' } });
    await wrong.world.pass(1);
    wrong.stop.abort();
    await wrong.world.pass(1);
    await expect(wrong.recorded).rejects.toThrow(/1 of 1 messages made no sense, the last because time is missing/);
  });
});
