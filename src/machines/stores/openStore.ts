/** The store of tapes that the settings name. */

import { resolve } from 'node:path';
import { QueueError } from '../queueError.ts';
import { Bucket } from './bucket.ts';
import { SharedFolder } from './sharedFolder.ts';
import type { TapeStore } from './tapeStore.ts';

export interface StoreSettings {
  /** A folder, or `s3://bucket/prefix`. */
  readonly place: string;
  /** Empty for Amazon's. */
  readonly endpoint: string;
  readonly region: string;
}

const KEY = 'AWS_ACCESS_KEY_ID';
const SECRET = 'AWS_SECRET_ACCESS_KEY';
const TOKEN = 'AWS_SESSION_TOKEN';

/**
 * @param folder from which the path of a shared folder counts
 * @param secret gives a key by the name of its variable
 * @throws QueueError for a place that is not there, and for missing keys
 */
export function openStore(
  { place, endpoint, region }: StoreSettings,
  folder: string,
  secret: (variable: string) => string | undefined,
): TapeStore {
  if (!place.startsWith('s3://')) return new SharedFolder(resolve(folder, place));
  const [, bucket = '', prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(place) ?? [];
  if (bucket === '') throw new QueueError(`${place} is not s3://bucket or s3://bucket/folder`, 'usage');
  const [accessKeyId, secretAccessKey, sessionToken] = [secret(KEY), secret(SECRET), secret(TOKEN)];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new QueueError(`${place}: ${KEY} and ${SECRET} are needed, in .env or in the environment`, 'usage');
  }
  return new Bucket(
    { bucket, prefix: prefix.replace(/^\/+|\/+$/g, ''), endpoint: endpoint === '' ? undefined : endpoint, region },
    { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  );
}
