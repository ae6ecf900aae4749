import { describe, expect, it } from 'vitest';
import { NO_REDIS, redisServer } from '../testing/redisServer.ts';
import { exposureOf, queueAddress } from './queueAddress.ts';
import { QueueServer } from './queueServer.ts';

describe('the address of a queue', () => {
  it('names host, port, database and user', () => {
    expect(queueAddress('redis://10.0.0.5', undefined)).toMatchObject({
      host: '10.0.0.5',
      port: 6379,
      database: 0,
      tls: false,
    });
    expect(queueAddress('rediss://me@queue.example:7000/3', 'secret')).toMatchObject({
      ...{ host: 'queue.example', port: 7000, database: 3, user: 'me', password: 'secret', tls: true },
      shown: 'rediss://queue.example:7000/3',
    });
    expect(queueAddress('redis://[::1]:7000', undefined)).toMatchObject({ host: '::1', port: 7000 });
  });

  it.each([
    ['redis://:hunter2@10.0.0.5', 'holds a password'],
    ['redis://me:hunter2@10.0.0.5:1/0', 'put it into .env or the environment as QUEUE_PASSWORD'],
    ['http://hunter2', 'is not redis://host:port'],
    ['hunter2', 'is not redis://host:port'],
    ['redis://10.0.0.5/first', 'only the number of a database'],
  ])('that is wrong is refused, and a password in it is not shown: %s', (text, problem) => {
    const parse = (): unknown => queueAddress(text, undefined);
    expect(parse).toThrow(problem);
    expect(parse).not.toThrow('hunter2');
  });

  it.each([
    ['redis://127.0.0.1:7000', undefined, undefined],
    ['redis://localhost', undefined, undefined],
    ['redis://[::1]', undefined, undefined],
    ['rediss://10.0.0.5', 'secret', undefined],
    ['redis://10.0.0.5', undefined, 'without TLS (rediss://) and without a password'],
    ['redis://10.0.0.5', 'secret', 'without TLS (rediss://).'],
    ['rediss://10.0.0.5', undefined, 'without a password'],
  ])('%s with password %s warns of what others could reach', (text, password, warning) => {
    const exposure = exposureOf(queueAddress(text, password));
    if (warning === undefined) expect(exposure).toBeUndefined();
    else expect(exposure).toMatch(/^WARNING: the queue at rediss?:\/\/10\.0\.0\.5:6379 is reached over a network/);
    if (warning !== undefined) expect(exposure).toContain(warning);
  });
});

describe.skipIf(NO_REDIS !== null)('the first contact with a queue', () => {
  const connect = (address: string, password?: string): Promise<QueueServer> =>
    QueueServer.connect(queueAddress(address, password), 1_000, () => undefined);

  it('says that no server is there', async () => {
    await expect(connect('redis://127.0.0.1:1')).rejects.toThrow(
      'redis://127.0.0.1:1: no server answers there. Start one',
    );
  });

  it('wants the right password, and shows none', async () => {
    const server = await redisServer('the-right-one');
    try {
      await expect(connect(server.address)).rejects.toThrow('the server wants a password: set QUEUE_PASSWORD in .env');
      const wrong = await connect(server.address, 'the-wrong-one').catch((error: unknown) => error);
      expect(String(wrong)).toContain('the server refused user or password (QUEUE_PASSWORD)');
      expect(String(wrong)).not.toContain('the-wrong-one');
      const right = await connect(server.address, 'the-right-one');
      right.close();
    } finally {
      await server.close();
    }
  });
});
