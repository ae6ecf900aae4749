/**
 * Commands of the pages that cannot run in a test as they stand: why, and what runs in their place. Each keeps all flags of the
 * original, so that a flag that is renamed fails the test.
 */

export interface StandIn {
  /** Why the command cannot run here, or what it comes to. */
  readonly because: string;
  /** What runs in its place; without it the command itself. */
  readonly runs?: string;
  /** The exit code, 0 unless named. */
  readonly code?: number;
  /** What it has to say on stdout or stderr. */
  readonly says?: string;
  /** It ends by Ctrl-C only, which is sent when it has said that. */
  readonly interrupted?: true;
}

const HOURS = 'it takes minutes';
const VENUE = 'it needs a venue';
const ENDLESS = 'it ends by Ctrl-C';
const MODEL = 'it needs a language model';

/** Refused before anything is asked: the settings name an address that is neither the venue's nor on this machine. */
const noVenue: StandIn = { because: VENUE, code: 2, says: 'venue.rest_url' };
const shortly = (runs: string, because: string = HOURS): StandIn => ({ because, runs });
/** What workers and a queue do together is tested in test/machines. */
const noQueue = (runs: string): StandIn => ({
  because: 'it needs the server of a queue',
  runs,
  code: 1,
  says: 'redis://127.0.0.1:9: no server answers there',
});
const untilCtrlC = (says: string, runs?: string): StandIn => ({
  because: ENDLESS,
  says,
  interrupted: true,
  ...(runs === undefined ? {} : { runs }),
});

export const standIns: Readonly<Record<string, StandIn>> = {
  'npx tune start --hours 8': shortly('npx tune start --hours 0.1 --approve ask'),
  'npx tune start --hours 8 --approve ask': shortly('npx tune start --hours 8 --approve ask --dry-run'),
  'TUNE_LLM_HISTORY=full     npx tune --study full     start --sessions 30': shortly(
    'TUNE_LLM_HISTORY=full npx tune --study full start --sessions 1',
  ),
  'TUNE_LLM_HISTORY=last:5   npx tune --study last5    start --sessions 30': shortly(
    'TUNE_LLM_HISTORY=last:5 npx tune --study last5 start --sessions 1',
  ),
  'TUNE_LLM_HISTORY=permuted npx tune --study permuted start --sessions 30': shortly(
    'TUNE_LLM_HISTORY=permuted npx tune --study permuted start --sessions 1',
  ),

  'npx tune --study btc start --mode replay --tape tapes/mon.parquet --tape tapes/tue.parquet --minutes 60': shortly(
    'npx tune --study btc start --mode replay --tape tapes/mon.parquet --tape tapes/tue.parquet --minutes 1',
    'the tapes here are of three minutes',
  ),

  'npx tune instruments --venue hyperliquid': shortly(
    'npx tune instruments --venue hyperliquid --rest-url $VENUE',
    VENUE,
  ),
  'npx tune instruments --venue hyperliquid --symbol BTC': shortly(
    'npx tune instruments --venue hyperliquid --symbol BTC --rest-url $VENUE',
    VENUE,
  ),
  'npx tune instruments --venue binance --symbol BTCUSDT': shortly(
    'npx tune instruments --venue binance --symbol BTCUSDT --rest-url $BINANCE',
    VENUE,
  ),
  'npx tune instruments --venue binance --json': shortly(
    'npx tune instruments --venue binance --json --rest-url $BINANCE',
    VENUE,
  ),
  'npx tune doctor --venues': shortly('npx tune doctor --venues binance --rest-url binance=$PROBED', VENUE),
  'npx tune doctor --venues --json': shortly(
    'npx tune doctor --venues binance --json --rest-url binance=$PROBED',
    VENUE,
  ),
  'npx tune doctor --venues hyperliquid,binance': shortly(
    'npx tune doctor --venues hyperliquid,binance --rest-url binance=$PROBED --rest-url hyperliquid=$PROBED',
    VENUE,
  ),
  'npx tune start --hours 8 --mode paper --venue hyperliquid --symbol BTC': shortly(
    'npx tune start --hours 8 --mode paper --venue hyperliquid --symbol BTC --dry-run',
    VENUE,
  ),
  'npx tune start --hours 8 --mode live --venue hyperliquid --symbol BTC': {
    because: 'it sends orders',
    runs: 'TUNE_VENUE_REST_URL=http://127.0.0.1:9 npx tune start --hours 8 --mode live --venue hyperliquid --symbol BTC',
    code: 2,
    says: 'write mode = "live" under [live]',
  },
  'npx tune kill': { because: VENUE, code: 2, says: 'no market is named' },
  'npx tune kill --flatten': { because: VENUE, code: 2, says: 'no market is named' },
  'npx tune calibrate': { because: 'it needs a live session', code: 2, says: 'no live session is on record' },
  'npx tune tape record --symbol BTC --hours 8': noVenue,
  'npx tune tape record --venue hyperliquid --symbol BTC --hours 8': noVenue,
  'npx tune tape record --venue paradex --symbol BTC-USD-PERP --hours 8': noVenue,
  'npx tune tape record --venue hyperliquid --symbol BTC --tick 1 --lot 0.00001 --hours 8': noVenue,
  'npx tune tape record --venue binance --symbol BTCUSDT --tick 0.1 --lot 0.001 --minutes 30': noVenue,
  'npx tune tape record --venue paradex --symbol BTC-USD-PERP --tick 0.1 --lot 0.00001 --hours 1': noVenue,
  'npx tune tape record --venue ccxt:kraken --symbol BTC/USD --tick 0.1 --lot 0.00000001 --hours 1': noVenue,
  'npx tune tape import captures/hyperliquid-BTC-20260102T030405Z/*.jsonl --symbol BTC --tick 1': {
    because: 'it needs a capture, which a venue gives',
    code: 1,
    says: 'captures/hyperliquid-BTC-20260102T030405Z',
  },

  'tune worker --queue redis://10.0.0.5:6379 --tape-store /mnt/tapes': noQueue(
    'tune worker --queue redis://127.0.0.1:9 --tape-store tapes',
  ),
  'tune sweep --queue redis://10.0.0.5:6379 --tape-store /mnt/tapes --param spreadBps=1:4:0.1 --tape tapes/may.parquet --tape tapes/june.parquet':
    noQueue(
      'tune sweep --queue redis://127.0.0.1:9 --tape-store tapes --param spreadBps=1:4:0.1 --tape tapes/mon.parquet --tape tapes/tue.parquet',
    ),

  'npx tune notify test': { because: 'it needs a phone', code: 2, says: 'notify.use is none' },
  'npx tune propose --permutation-check': { because: MODEL, code: 2, says: 'llm.provider is none' },
  'npx tune service install "0 22 * * *" --hours 8': {
    because: 'it changes this machine',
    code: 2,
    says: 'nothing was changed: nobody can be asked here',
  },
  'npx tune schedule "0 22 * * *" --hours 8': untilCtrlC('Ctrl-C ends it'),
  'npx tune logs -f': { ...untilCtrlC('Schedule'), code: 130 },
  'npx tune dashboard': untilCtrlC('Ctrl-C ends the page', 'npx tune dashboard --port 0'),
  'npx tune dashboard --no-open': untilCtrlC('Ctrl-C ends the page', 'npx tune dashboard --no-open --port 0'),
  'npx tune dashboard --port 0': untilCtrlC('Ctrl-C ends the page'),
  'npx tune --workspace ~/btc dashboard': untilCtrlC(
    'Ctrl-C ends the page',
    'npx tune --workspace ~/btc dashboard --port 0',
  ),

  'npx tune import evolution.md --set v4.inventorySkewSteps=4': shortly(
    'npx tune --study written import evolution.md --set v2.inventorySkewSteps=4',
    'a study with versions takes no document',
  ),
  'npx tune verify v1..v8 --hours 50 --tape tapes/monday.parquet': shortly(
    'npx tune --study written verify v1..v2 --hours 1 --tape tapes/monday.parquet',
  ),
};

/** Parts of the project's own commands that would install or test it once more; their scripts have to exist. */
export const OF_THE_PROJECT: RegExp = /^npm (?:ci|test|run ([\w:-]+)(?: .*)?)$/;
