/** Opens the queue that the settings name. What speaks to it is loaded here alone: most commands need no queue. */

import type { LoadedConfig } from '../config/load.ts';
import type { Code } from '../machines/code.ts';
import type { QueueLanes } from '../machines/queueLanes.ts';
import type { QueueServer } from '../machines/queueServer.ts';
import type { QueueWorker, WorkDone } from '../machines/queueWorker.ts';
import type { TapeStore } from '../machines/stores/tapeStore.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';

type QueuePorts = Pick<UseCasePorts, 'workspace' | 'notify'>;

/** @throws QueueError where there is no such queue, or its workers run other code */
export async function openQueueLanes(loaded: LoadedConfig, { workspace, notify }: QueuePorts): Promise<QueueLanes> {
  const { workers } = loaded.config;
  const [{ QueueLanes }, { thisCode }] = await Promise.all([
    import('../machines/queueLanes.ts'),
    import('../machines/code.ts'),
  ]);
  const store = await tapeStoreOf(loaded, workspace.folder);
  const server = await serverOf(loaded, notify);
  try {
    return await QueueLanes.open({
      ...{ server, store, notify, folder: workspace.folder },
      code: thisCode(),
      waitMs: workers.waitMs,
    });
  } catch (error) {
    server.close();
    throw error;
  }
}

export interface WorkerRequest {
  /** Units at the same time. */
  readonly threads: number;
  /** Folder for fetched tapes. */
  readonly cacheFolder: string;
  /** Aborted when the worker is to end. */
  readonly stop: AbortSignal;
  /** Called once, when the worker takes units. */
  readonly started: (about: { readonly queue: string; readonly code: Code }) => void;
}

/**
 * Takes units from the queue until it is asked to stop.
 * @throws UsageError without a queue; QueueError where there is none, and where it was gone for too long
 */
export async function workOnQueue(
  loaded: LoadedConfig,
  { threads, cacheFolder, stop, started }: WorkerRequest,
  { workspace, notify }: QueuePorts,
): Promise<WorkDone> {
  const { workers } = loaded.config;
  if (workers.queue === '') {
    throw new UsageError('a worker needs a queue: --queue redis://host:port, or workers.queue of tune.toml');
  }
  const [{ QueueWorker }, { TapeCache }, { thisCode }] = await Promise.all([
    import('../machines/queueWorker.ts'),
    import('../machines/stores/tapeCache.ts'),
    import('../machines/code.ts'),
  ]);
  const store = await tapeStoreOf(loaded, workspace.folder);
  const cache = new TapeCache({ folder: cacheFolder, mostBytes: workers.cacheBytes, store });
  const code = thisCode();
  const server = await serverOf(loaded, notify);
  const lost = Promise.withResolvers<Error>();
  const options = { server, code, threads, leaseMs: workers.leaseMs, cache, say: notify };
  let worker: QueueWorker;
  try {
    worker = await QueueWorker.start(options, lost.resolve);
  } catch (error) {
    server.close();
    throw error;
  }
  started({ queue: server.address.shown, code });
  const error = await Promise.race([lost.promise, aborted(stop)]);
  const done = await worker.stop();
  if (error !== null) throw error;
  return done;
}

async function serverOf(
  { config: { workers }, secret }: LoadedConfig,
  notify: (text: string) => void,
): Promise<QueueServer> {
  const [{ QueueServer }, { exposureOf, PASSWORD_VARIABLE, queueAddress }] = await Promise.all([
    import('../machines/queueServer.ts'),
    import('../machines/queueAddress.ts'),
  ]);
  const address = queueAddress(workers.queue, secret(PASSWORD_VARIABLE));
  const exposure = exposureOf(address);
  if (exposure !== undefined) notify(exposure);
  return QueueServer.connect(address, workers.patienceMs, notify);
}

async function tapeStoreOf({ config: { workers }, secret }: LoadedConfig, folder: string): Promise<TapeStore | null> {
  if (workers.tapeStore === '') return null;
  const { openStore } = await import('../machines/stores/openStore.ts');
  return openStore(
    { place: workers.tapeStore, endpoint: workers.bucketEndpoint, region: workers.bucketRegion },
    folder,
    secret,
  );
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
