/**
 * A small S3 service on loopback for tests: objects in memory, each request's signature (Signature Version 4) and the hash of
 * what is put there checked. Written from Amazon's description of the signature, apart from the client that it checks.
 */

import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestBucketKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface BucketServer {
  /** Address of the service. */
  readonly endpoint: string;
  /** By path, e.g. `/bucket/name`. */
  readonly objects: Map<string, Buffer>;
  /** Methods and paths of the requests that were answered with something else than a refusal. */
  readonly served: string[];
  /** What the user may do. As at S3, what is not there is denied to who may not list the bucket. */
  readonly rights: { list: boolean; read: boolean; ask: boolean; write: boolean };
  /** Answers the next requests with these codes instead, one each. */
  readonly failNext: number[];
  close(): Promise<void>;
}

const REGION = 'test-1';

/** @param keys of the one user */
export async function bucketServer(keys: TestBucketKeys): Promise<BucketServer> {
  const objects = new Map<string, Buffer>();
  const served: string[] = [];
  const failNext: number[] = [];
  const rights = { list: true, read: true, ask: true, write: true };
  const server = createServer((request, response) => {
    const refuse = (status: number, code: string): void => {
      response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
    };
    const answer = async (): Promise<void> => {
      const body = await bodyOf(request);
      const failure = failNext.shift();
      if (failure !== undefined) return refuse(failure, 'SlowDown');
      const fault = faultOf(request, body, keys);
      if (fault !== undefined) return refuse(403, fault);
      const path = request.url ?? '';
      const { method } = request;
      const may = method === 'PUT' ? rights.write : rights.read && (method === 'GET' || rights.ask);
      if (!may) return refuse(403, 'AccessDenied');
      served.push(`${request.method} ${path}`);
      if (request.method === 'PUT') {
        objects.set(path, body);
        response.writeHead(200).end();
        return;
      }
      const object = objects.get(path);
      if (object === undefined) return rights.list ? refuse(404, 'NoSuchKey') : refuse(403, 'AccessDenied');
      if (request.headers.range === 'bytes=0-0') {
        response.writeHead(206, { 'content-length': 1 }).end(object.subarray(0, 1));
        return;
      }
      response.writeHead(200, { 'content-length': object.length }).end(request.method === 'HEAD' ? undefined : object);
    };
    void answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    served,
    rights,
    failNext,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** What is wrong with the signature of a request, as S3 names it; undefined where nothing is. */
function faultOf(request: IncomingMessage, body: Buffer, keys: TestBucketKeys): string | undefined {
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const [, id, day = '', region = '', names = '', signature] = form.exec(request.headers.authorization ?? '') ?? [];
  if (signature === undefined) return 'MissingSecurityHeader';
  if (id !== keys.accessKeyId) return 'InvalidAccessKeyId';
  if (region !== REGION) return 'AuthorizationHeaderMalformed';
  const claimed = String(request.headers['x-amz-content-sha256']);
  if (claimed !== 'UNSIGNED-PAYLOAD' && claimed !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  if (!names.split(';').includes('host')) return 'SignatureDoesNotMatch';
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const canonical = [request.method, request.url, '', headers.join(''), names, claimed].join('\n');
  const time = String(request.headers['x-amz-date']);
  const toSign = ['AWS4-HMAC-SHA256', time, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`);
  return hmac(key, toSign).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
