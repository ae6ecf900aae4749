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

/** What S3 says to keys that are right and may not do what they ask for; for wrong keys it says something else. */
const DENIED = 'AccessDenied';

type Answer =
  | { readonly kind: 'good'; readonly response: Response }
  | { readonly kind: 'missing' }
  /** Status 403; an answer to HEAD says nothing of the reason. */
  | { readonly kind: 'denied'; readonly said: string | undefined };

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

  /**
   * Keys that may not list a bucket get 403 for what is not there, and some may read a tape but not ask about it. So after 403 its
   * first byte is read; where that is denied too, the tape counts as not there, and is put there if the keys may.
   */
  async has(sha256: string): Promise<boolean> {
    const head = await this.#ask(sha256, { method: 'HEAD' });
    if (head.kind !== 'denied') return head.kind === 'good';
    const first = await this.#ask(sha256, { method: 'GET', headers: { range: 'bytes=0-0' } });
    if (first.kind === 'good') await first.response.body?.cancel();
    else if (first.kind === 'denied' && first.said !== DENIED) throw this.#refused(sha256, first);
    return first.kind === 'good';
  }

  async fetch(sha256: string, into: string, stop: AbortSignal): Promise<boolean> {
    const answer = await this.#ask(sha256, { method: 'GET', signal: stop });
    if (answer.kind === 'missing') return false;
    if (answer.kind === 'denied') {
      throw this.#refused(
        sha256,
        answer,
        'either these keys may not read tapes there (s3:GetObject), or the tape is not there and they may not list the bucket (s3:ListBucket), without which the service does not say so',
      );
    }
    const { body } = answer.response;
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
    const answer = await this.#ask(sha256, { method: 'PUT', body, headers: { 'x-amz-content-sha256': sha256 } });
    if (answer.kind === 'missing') throw new QueueError(`${this.shown}: there is no such bucket`);
    if (answer.kind === 'denied') {
      throw this.#refused(
        sha256,
        answer,
        'these keys may not put tapes there (s3:PutObject); the program that starts the work has to, where it does not find its tape there',
      );
    }
  }

  /** @throws QueueError for any other answer; it names what the service said, never a key */
  async #ask(
    sha256: string,
    request: { method: string; body?: Blob; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<Answer> {
    let response: Response;
    try {
      response = await this.#client.fetch(`${this.#address}/${tapeName(sha256)}`, request);
    } catch (error) {
      if (request.signal?.aborted === true) throw error;
      throw new QueueError(`${this.#nameOf(sha256)}: the service does not answer: ${reasonOf(error)}`);
    }
    if (response.ok) return { kind: 'good', response };
    const said = /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(await response.text())?.[1];
    if (response.status === 404) return { kind: 'missing' };
    if (response.status === 403) return { kind: 'denied', said };
    throw new QueueError(`${this.#nameOf(sha256)}: the service answered ${response.status}${inBrackets(said)}`);
  }

  /** @param lacking what the keys may not do, where they are the right ones */
  #refused(sha256: string, { said }: { readonly said: string | undefined }, lacking?: string): QueueError {
    const remedy =
      said === DENIED && lacking !== undefined
        ? lacking
        : 'check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do';
    return new QueueError(`${this.#nameOf(sha256)}: the service answered 403${inBrackets(said)}; ${remedy}`);
  }

  #nameOf(sha256: string): string {
    return `${this.shown}/${tapeName(sha256)}`;
  }
}

function inBrackets(said: string | undefined): string {
  return said === undefined ? '' : ` (${said})`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? cause.message : error.message;
}
