/**
 * `npm run bench:signing`: how long the thread that hears a market stands still while orders of Paradex are signed: by ccxt, by the
 * hashes of this program on the same thread, and on a thread of their own. Writes bench/SIGNING.md.
 *
 * --output FILE
 */

import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sign } from '@scure/starknet';
import { paradexSigner } from '../src/gateway/paradex/paradexSigner.ts';
import { type ParadexMessage, paradexHasher } from '../src/gateway/paradex/starkMessage.ts';
import { alignedTable } from './alignedTable.ts';
import { machine } from './machine.ts';
import { spreadOf } from './median.ts';

const { values } = parseArgs({ options: { output: { type: 'string' } } });
/** Keys that are published with the test vectors of a venue's client. */
const KEY = '0x7a7ff6fd3cab02ccdcd4a572563f5976f8976899b03a39773795a3c486d4986';
const ACCOUNT = '0x4638e3041366aa71720be63e32e53e1223316c7f0d56f7aa617542ed1e7512';
const CHAIN_ID = 'PRIVATE_SN_PARACLEAR_MAINNET';
const ROUNDS = 40;
/** Both sides of a quote. */
const ORDERS = 2;

type Order = Extract<ParadexMessage, { readonly kind: 'order' }>;
let time = 1_700_000_000_000;
const orders = (): Order[] =>
  Array.from({ length: ORDERS }, (_, i) => ({
    kind: 'order',
    timestamp: time++,
    market: 'BTC-USD-PERP',
    side: i === 0 ? 'BUY' : 'SELL',
    size: '0.01',
    price: String(60_000 + i),
  }));

interface Measured {
  readonly name: string;
  /** Longest time in which nothing else ran, for each round, ms. */
  readonly still: readonly number[];
  /** From the wish to the signatures of a round, ms. */
  readonly until: readonly number[];
}

async function measured(name: string, signAll: () => Promise<unknown> | unknown): Promise<Measured> {
  // The first builds tables.
  await signAll();
  const [still, until]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    let [lastMs, longestMs, isOver] = [performance.now(), 0, false];
    const look = (): void => {
      const nowMs = performance.now();
      longestMs = Math.max(longestMs, nowMs - lastMs);
      lastMs = nowMs;
      if (!isOver) setImmediate(look);
    };
    look();
    await sleep(5);
    longestMs = 0;
    const fromMs = performance.now();
    await signAll();
    until.push(performance.now() - fromMs);
    look();
    isOver = true;
    still.push(longestMs);
    await sleep(5);
  }
  return { name, still, until };
}

interface CcxtSigner {
  starknetEncodeStructuredData(domain: object, types: object, data: object, account: string): string;
  starknetSign(hash: string, key: string): string;
}
const { default: Paradex } = (await import(new URL('./src/paradex.js', import.meta.resolve('ccxt')).href)) as {
  readonly default: new () => CcxtSigner;
};
const ccxt = new Paradex();
const types = {
  Order: ['timestamp', 'market', 'side', 'orderType', 'size', 'price'].map((name) => ({ name, type: 'felt' })),
};
function byCcxt({ timestamp, market, side, size, price }: Order): string {
  const data = {
    timestamp,
    market,
    side: side === 'BUY' ? '1' : '2',
    orderType: 'LIMIT',
    size: String(Number(size) * 1e8),
    price: String(Number(price) * 1e8),
  };
  const domain = { name: 'Paradex', chainId: CHAIN_ID, version: 1 };
  return ccxt.starknetSign(ccxt.starknetEncodeStructuredData(domain, types, data, ACCOUNT), KEY);
}
const hashOf = paradexHasher(CHAIN_ID, ACCOUNT);
const signer = await paradexSigner({ key: KEY, chainId: CHAIN_ID, account: ACCOUNT });
const results = [
  await measured('ccxt, on this thread', () => orders().map(byCcxt)),
  await measured('this program, on this thread', () =>
    orders().map((order) => sign(hashOf(order).toString(16), KEY.slice(2).padStart(64, '0'))),
  ),
  await measured('this program, on a thread of its own', () => Promise.all(orders().map((one) => signer.sign(one)))),
];
signer.close();

const ms = (value: number): string => `${value.toFixed(1)} ms`;
const last = results.at(-1);
const ownStill = last === undefined ? Number.NaN : spreadOf(last.still).median;
const text = `${[
  '# Signatures of Paradex: how long the market is not heard',
  '',
  `Written by \`npm run bench:signing\`. Both sides of a quote are signed, ${ROUNDS} times. "Stands still" is the longest time of a round in which nothing else could run on the thread that hears the market.`,
  '',
  ...machine(),
  '',
  ...alignedTable(
    ['signed by', 'stands still, median', 'longest', 'against a thread of its own', 'signed after, median'],
    results.map(({ name, still, until }) => [
      name,
      ms(spreadOf(still).median),
      ms(Math.max(...still)),
      `${(spreadOf(still).median / ownStill).toFixed(0)} ×`,
      ms(spreadOf(until).median),
    ]),
  ),
].join('\n')}\n`;
console.log(text);
writeFileSync(values.output ?? fileURLToPath(new URL('SIGNING.md', import.meta.url)), text);
