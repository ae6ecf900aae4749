/** A thread that holds the private key and signs messages of Paradex, one after the other. */

import { parentPort, workerData } from 'node:worker_threads';
import { getStarkKey, sign } from '@scure/starknet';
import type { FromSigningThread, SigningThreadRequest, ToSigningThread } from './paradexSigner.ts';
import { paradexHasher } from './starkMessage.ts';

const { key, chainId, account } = workerData as SigningThreadRequest;
const hashOf = paradexHasher(chainId, account);
const privateKey = key.slice(2).padStart(64, '0');
const say = (message: FromSigningThread): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ id, message }: ToSigningThread) => {
  try {
    const { r, s } = sign(hashOf(message).toString(16), privateKey);
    say({ type: 'signed', id, signature: `["${r}","${s}"]` });
  } catch (error) {
    say({ type: 'failed', id, text: error instanceof Error ? error.message : String(error) });
  }
});
// The first use of the curve builds tables, which no order should wait for.
say({ type: 'ready', publicKey: getStarkKey(privateKey) });
