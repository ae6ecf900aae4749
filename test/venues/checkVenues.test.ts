/** Which venues answer, by servers on this machine that answer as venues do. */

import { describe, expect, it } from 'vitest';
import { checkVenues, type VenuesReport, type VenuesRequest } from '../../src/app/checkVenues.ts';
import { probeAnswer } from '../../src/testing/venueAnswers.ts';
import { type Answer, anAddressWithoutServer, aVenueServer, sendJson } from '../../src/testing/venueServer.ts';
import { type OpenStream, openStream } from '../../src/venues/probe/streamRate.ts';
import { aFakeVenue, isFakeVenueThere } from './fakeVenueProcess.ts';

const clock = { wallMs: () => Date.now(), elapsedMs: () => performance.now() };
const HOUR_MS = 3_600_000;

const usual = {
  wsUrls: {},
  isAllowed: false,
  clock,
  openStream,
  stop: new AbortController().signal,
  notify: () => undefined,
};

function check(restUrls: Readonly<Record<string, string>>, more: Partial<VenuesRequest> = {}): Promise<VenuesReport> {
  return checkVenues({ ...usual, venues: Object.keys(restUrls), restUrls, ...more });
}

/** The report on venues that answer as given. */
async function reportOn(answers: Readonly<Record<string, Answer>>): Promise<VenuesReport> {
  const urls: Record<string, string> = {};
  for (const [venue, answer] of Object.entries(answers)) urls[venue] = (await aVenueServer(answer)).url;
  return check(urls);
}

function checksOf({ checks }: VenuesReport): Record<string, readonly [state: string, text: string]> {
  return Object.fromEntries(checks.map(({ name, state, text }) => [name, [state, text]]));
}

const sound: Answer = (asked) => probeAnswer(asked, Date.now());
const off =
  (ms: number): Answer =>
  (asked) =>
    probeAnswer(asked, Date.now() + ms);
const refuses =
  (status: number): Answer =>
  (_asked, response) => {
    sendJson(response, { msg: 'no' }, status);
    return undefined;
  };

describe('the check of venues', () => {
  it('says what each answers, and recommends the best public feed that is fit', async () => {
    const report = await reportOn({ hyperliquid: sound, binance: sound, paradex: sound, lighter: sound });
    const checks = checksOf(report);
    expect(Object.keys(checks)).toEqual(['hyperliquid', 'binance', 'paradex', 'lighter', 'recommended']);
    for (const venue of ['hyperliquid', 'binance', 'paradex', 'lighter']) {
      expect(checks[venue]).toEqual([
        'ok',
        expect.stringMatching(/^answers in [\d.,]+ ms; .*; BTC\S* 92000 \/ 92001, \d and 1 levels over REST$/),
      ]);
    }
    expect(checks.recommended).toEqual(['ok', 'binance: the whole book with numbered changes, and every trade']);
    expect(report.recommended).toBe('binance');
  });

  it('puts a refusal into words, and recommends another venue', async () => {
    const report = await reportOn({ binance: refuses(451), hyperliquid: sound, paradex: refuses(429) });
    expect(checksOf(report)).toMatchObject({
      binance: ['warning', expect.stringContaining('refuses this place for legal reasons (HTTP 451)')],
      paradex: ['warning', expect.stringContaining('was asked too often (HTTP 429)')],
      recommended: ['ok', expect.stringContaining('hyperliquid: 20 levels')],
    });
    expect(report.venues).toMatchObject([
      { venue: 'binance', probe: null, problem: expect.stringContaining('HTTP 451') },
      { venue: 'hyperliquid', probe: { book: { symbol: 'BTC', bestBid: 92000 } }, problem: null },
      { venue: 'paradex', probe: null },
    ]);
  });

  it('says how far the clocks are apart, and holds a machine unfit whose clock is off by more than 2 s', async () => {
    const report = await reportOn({ hyperliquid: off(HOUR_MS), binance: off(-HOUR_MS) });
    expect(checksOf(report)).toMatchObject({
      hyperliquid: [
        'failed',
        expect.stringMatching(
          /this machine's clock is 3,[56]\d\d,\d{3} ms behind .*Set this machine's clock: beyond 2 s/,
        ),
      ],
      binance: ['failed', expect.stringMatching(/this machine's clock is 3,[56]\d\d,\d{3} ms ahead/)],
      recommended: ['warning', expect.stringContaining('none: tune records binance, paradex and hyperliquid')],
    });
    expect(report.recommended).toBeNull();
  });

  it('fails where no venue answers', async () => {
    const [nobody, broken] = [await anAddressWithoutServer(), await anAddressWithoutServer()];
    const report = await check({ hyperliquid: nobody, binance: broken });
    expect(checksOf(report)).toMatchObject({
      hyperliquid: ['warning', 'cannot be reached: the connection was refused (ECONNREFUSED)'],
      binance: ['warning', 'cannot be reached: the connection was refused (ECONNREFUSED)'],
      recommended: ['failed', 'none: no venue gives a usable answer'],
    });
  });

  it('recommends none of the venues that tune cannot record', async () => {
    const report = await reportOn({ lighter: sound, hyperliquid: refuses(503) });
    expect(checksOf(report).recommended?.[0]).toBe('warning');
    expect(report.recommended).toBeNull();
  });

  it('ends when the user stops', async () => {
    const stop = new AbortController();
    const { url } = await aVenueServer(() => void stop.abort());
    await expect(check({ binance: url }, { stop: stop.signal })).rejects.toMatchObject({ fault: 'stopped' });
  });

  it('refuses addresses elsewhere, unknown venues, and addresses of venues that are not asked', async () => {
    await expect(check({ binance: 'https://mirror.invalid' })).rejects.toThrow('--allow-endpoint');
    await expect(check({ binanc: 'http://127.0.0.1:9' })).rejects.toThrow('did you mean binance?');
    const restUrls = { paradex: 'http://127.0.0.1:9' };
    await expect(checkVenues({ ...usual, venues: ['binance'], restUrls })).rejects.toThrow(
      '--rest-url names paradex, which is not among the venues that are asked',
    );
  });
});

describe('a stream', () => {
  /** Opens nothing that is not on this machine. */
  const never: OpenStream = (url) => expect.unreachable(`${url} is opened`);

  it('is not tried where the venue is asked elsewhere', async () => {
    const { url } = await aVenueServer(sound);
    const report = await check({ binance: url }, { openStream: never });
    expect(report.venues[0]?.stream).toEqual({ address: null, framesPerSecond: null, problem: null });
    expect(report.recommended).toBe('binance');
  });

  it('that does not come makes a venue unfit', async () => {
    const { url } = await aVenueServer(sound);
    const nobody = (await anAddressWithoutServer()).replace('http:', 'ws:');
    const report = await check({ binance: url }, { wsUrls: { binance: nobody } });
    expect(checksOf(report).binance).toEqual([
      'warning',
      expect.stringMatching(/^answers in .*; but ends its stream: /),
    ]);
    expect(report.venues[0]?.stream).toMatchObject({ address: nobody, framesPerSecond: null });
    expect(report.recommended).toBeNull();
  });

  it('is given up where the venue gives no answer', async () => {
    const { url } = await aVenueServer(refuses(451));
    const closed: string[] = [];
    const mute: OpenStream = (opened) => ({ send: () => undefined, close: () => void closed.push(opened) });
    const wsUrls = { binance: 'ws://127.0.0.1:9' };
    const report = await check({ binance: url }, { wsUrls, openStream: mute });
    expect(checksOf(report).binance?.[1]).toContain('HTTP 451');
    expect(closed).toEqual(['ws://127.0.0.1:9/public/ws']);
  });

  it('elsewhere is refused like a request elsewhere', async () => {
    const wsUrls = { binance: 'wss://mirror.invalid' };
    await expect(check({ binance: 'http://127.0.0.1:9' }, { wsUrls })).rejects.toThrow(
      '--ws-url: wss://mirror.invalid is neither',
    );
  });
});

describe.skipIf(!isFakeVenueThere)('at the fake venue', () => {
  it.each([
    // The path of Hyperliquid's stream is part of its address, those of Binance's are not.
    ['hyperliquid', 20, (ws: string) => ws],
    ['binance', 20, (ws: string) => ws.replace(/\/ws$/, '')],
  ] as const)('%s answers', { timeout: 30_000 }, async (venue, levels, streamOf) => {
    // The coin whose book is asked for. Hyperliquid's times are those of its tape unless it is told otherwise.
    const { url, ws } = await aFakeVenue(venue, ['--coin', 'BTC', '--stamps', 'wall']);
    const report = await check({ [venue]: url }, { wsUrls: { [venue]: streamOf(ws) } });
    expect(checksOf(report)[venue]?.[0]).toBe('ok');
    const [state] = report.venues;
    expect(state?.probe?.book).toMatchObject({ bidLevels: levels, askLevels: levels });
    // How many come within four seconds depends on how busy this machine is.
    expect(state?.stream.framesPerSecond).toBeGreaterThan(0);
    expect(report.recommended).toBe(venue);
  });
});
