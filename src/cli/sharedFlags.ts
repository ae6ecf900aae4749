/** Flags that several verbs have. */

import { UsageError } from '../app/errors.ts';
import { NO_REASON } from '../app/recordedWords.ts';
import { feedVenues } from '../market/feedVenue.ts';
import type { SettingFlag } from './context.ts';

/** A flag and its help. */
type Flag = readonly [flag: string, help: string];

/** Of verbs that record a decision. */
export const REASON_FLAG: Flag = ['--reason <text>', `the reason, for the record; without it: "${NO_REASON}"`];

/** Of verbs that run a campaign. */
export const RACE_THREADS_FLAG: Flag = [
  '--threads <count>',
  'threads for races, the main one included; by default as many as there are processors, at most 8',
];

export const ALLOW_SLEEP_FLAG: Flag = [
  '--allow-sleep',
  'let the machine sleep while the campaign runs; otherwise sleep is held off in modes paper and live and under tune schedule',
];

/** Of verbs that try parameters on tapes; repeated with {@link collect}. */
export const TAPES_FLAG: Flag = ['--tape <file>', 'tape to replay; may be repeated, each tape once'];
export const TAPES_THREADS_FLAG: Flag = [
  '--threads <count>',
  'threads to run on, by default as many as there are processors',
];

/** Of verbs that can run lanes on other machines. */
export const QUEUE_FLAG: Flag = [
  '--queue <address>',
  'queue on a Redis or Valkey server, redis://host:port; its workers (tune worker) run the work, on any machine',
];
export const TAPE_STORE_FLAG: Flag = [
  '--tape-store <place>',
  'where workers get tapes: a folder that all machines share, or s3://bucket/folder',
];

export interface QueueOptions {
  readonly queue?: string;
  readonly tapeStore?: string;
}

/** The settings that these flags replace. */
export function queueFlags({ queue, tapeStore }: QueueOptions): readonly SettingFlag[] {
  return [
    ['workers.queue', '--queue', queue],
    ['workers.tape_store', '--tape-store', tapeStore],
  ];
}

/** Of verbs that ask venues. */
export const ALLOW_ENDPOINT_FLAG: Flag = [
  '--allow-endpoint',
  "ask also at an address that is neither the venue's own nor on this machine",
];

export interface TapesOptions {
  readonly tape: readonly string[];
  readonly threads?: string;
}

/** Collects a repeatable option. A required option has no default, because commander would never report it as missing. */
export function collect(value: string, all: readonly string[] = []): readonly string[] {
  return [...all, value];
}

/** The number that `--threads` gives; undefined without the flag. @throws UsageError for anything but a whole number from 1 */
export function threadsFlag(flag: string | undefined): number | undefined {
  if (flag === undefined) return undefined;
  if (!/^[1-9]\d{0,2}$/.test(flag)) throw new UsageError(`--threads ${flag} is not a whole number from 1 to 999`);
  return Number(flag);
}

/** The value of a flag that allows only some words. @throws UsageError for another word */
export function oneOf<Word extends string>(flag: string, text: string, allowed: readonly Word[]): Word {
  const found = allowed.find((word) => word === text);
  if (found === undefined) throw new UsageError(`${flag} ${text} is unknown; one of ${allowed.join(', ')}`);
  return found;
}

/** Flags of verbs that listen to a live market. */
export const VENUE_FLAG: Flag = [
  '--venue <name>',
  `${feedVenues.join(', ')}, or ccxt:<name> through ccxt; instead of venue.name of tune.toml`,
];
export const SYMBOL_FLAG = [
  '--symbol <name>',
  'the market as the venue writes it, e.g. BTC on Hyperliquid, instead of venue.symbol',
] as const;
