/** A bucket of an S3-compatible service as the store of tapes. The service checks the hash of what is put there. */

import { createWriteStream, openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { QueueError } from '../queueError.ts';
import { type TapeStore, tapeName } from './tapeStore.ts';

/** Tries after the first for answers 429 and 5xx, at growing distances up to about a second. */
const RETRIES = 4;

export interface BucketPlace {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** Address of the service; undefined for Amazon's. */
  readonly endpoint: string | undefined;
  readonly region: string;
}

export interface BucketKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export class Bucket implements TapeStore {
  readonly shown: string;
  readonly #client: AwsClient;
  readonly #address: string;

  constructor({ bucket, prefix, endpoint, region }: BucketPlace, keys: BucketKeys) {
    const folder = prefix === '' ? bucket : `${bucket}/${prefix}`;
    this.shown = `s3://${folder}`;
    this.#address = `${(endpoint ?? `https://s3.${region}.amazonaws.com`).replace(/\/+$/, '')}/${folder}`;
    this.#client = new AwsClient({ ...keys, service: 's3', region, retries: RETRIES });
  }

  async has(sha256: string): Promise<boolean> {
    const { status } = await this.#ask(sha256, { method: 'HEAD' });
    return status !== 404;
  }

  async fetch(sha256: string, into: string, stop: AbortSignal): Promise<boolean> {
    const { status, body } = await this.#ask(sha256, { method: 'GET', signal: stop });
    if (status === 404) return false;
    if (body === null) throw new QueueError(`${this.#nameOf(sha256)}: the service sent nothing`);
    try {
      await pipeline(Readable.fromWeb(body as ReadableStream), createWriteStream(into, { flags: 'wx' }), {
        signal: stop,
      });
    } catch (error) {
      if (stop.aborted) throw error;
      throw new QueueError(`${this.#nameOf(sha256)}: the transfer broke off: ${reasonOf(error)}`);
    }
    return true;
  }

  async share(sha256: string, file: string): Promise<void> {
    const body = await openAsBlob(file);
    // Signed with the hash of the content, so that the service refuses other bytes.
    const { status } = await this.#ask(sha256, { method: 'PUT', body, headers: { 'x-amz-content-sha256': sha256 } });
    if (status === 404) throw new QueueError(`${this.shown}: there is no such bucket`);
  }

  /** @returns an answer that is good or 404. @throws QueueError that names what the service said, never a key */
  async #ask(
    sha256: string,
    request: { method: string; body?: Blob; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<Response> {
    let response: Response;
    try {
      response = await this.#client.fetch(`${this.#address}/${tapeName(sha256)}`, request);
    } catch (error) {
      if (request.signal?.aborted === true) throw error;
      throw new QueueError(`${this.#nameOf(sha256)}: the service does not answer: ${reasonOf(error)}`);
    }
    if (response.ok || response.status === 404) return response;
    const said = /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(await response.text())?.[1];
    const why = said === undefined ? '' : ` (${said})`;
    const remedy =
      response.status === 403 ? '; check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do' : '';
    throw new QueueError(`${this.#nameOf(sha256)}: the service answered ${response.status}${why}${remedy}`);
  }

  #nameOf(sha256: string): string {
    return `${this.shown}/${tapeName(sha256)}`;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? cause.message : error.message;
}
