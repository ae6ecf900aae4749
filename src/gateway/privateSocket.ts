/** A private stream: one WebSocket that is opened anew when it ends, is cut, or is mute. */

import { WebSocket } from 'ws';
import { Backoff } from '../venues/feed/backoff.ts';
import { exactJson } from './exactJson.ts';

export interface PrivatePlan {
  /** Where to connect; asked for anew each time. */
  url(): Promise<string>;
  /** Sent with the request for the connection. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent when it is open; looked at anew each time. */
  readonly subscriptions: readonly string[];
  /** Sent regularly; null for a ping of the WebSocket protocol. */
  readonly ping: string | null;
  /**
   * Takes a message. `connected` once everything is subscribed to; `reopen` where the connection is of no use any more; texts are sent.
   */
  message(message: object): 'connected' | 'reopen' | readonly string[] | undefined;
  /** Whether binary frames are read as text; otherwise they are dropped. */
  readonly readsBinary?: boolean;
  /** Whether it is connected as soon as it is open. */
  readonly isConnectedWhenOpen: boolean;
  /** Looked at with every ping: whether the connection is of no use any more. */
  isSpent(): Promise<boolean>;
}

export interface PrivateTimes {
  readonly pingEveryMs: number;
  /** Longest silence, answers to pings included. */
  readonly quietMs: number;
}

export const usualPrivateTimes: PrivateTimes = { pingEveryMs: 5000, quietMs: 12_000 };

const LONGEST_MESSAGE_BYTES = 64 * 2 ** 20;
/** Close code of a server that restarts. */
const RESTART = 1012;
const LONGEST_CHARS = 4 * 2 ** 20;

/** @returns ends the stream */
export function openPrivately(
  plan: PrivatePlan,
  times: PrivateTimes,
  tell: { connected(): void; lost(reason: string, isMaintenance: boolean): void },
): () => void {
  const backoff = new Backoff(250_000, 10e6, Math.random);
  let isEnded = false;
  let endThis: (reason: string) => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    let socket: WebSocket | undefined;
    let isOver = false;
    let heardMs = performance.now();
    let pings: NodeJS.Timeout | undefined;
    let isConnected = false;
    let openedMs = 0;
    const end = (reason: string, isMaintenance = false): void => {
      if (isOver) return;
      isOver = true;
      clearInterval(pings);
      socket?.terminate();
      if (isEnded) return;
      tell.lost(reason, isMaintenance);
      timer = setTimeout(connect, backoff.nextUs() / 1000);
    };
    endThis = end;
    const connected = (): void => {
      backoff.reset();
      isConnected = true;
      tell.connected();
    };
    try {
      const url = await plan.url();
      if (isOver) return;
      socket = new WebSocket(url, {
        handshakeTimeout: times.quietMs,
        maxPayload: LONGEST_MESSAGE_BYTES,
        perMessageDeflate: false,
        headers: { ...plan.headers },
      });
    } catch (error) {
      end(error instanceof Error ? error.message : String(error));
      return;
    }
    const ws = socket;
    ws.on('error', (error) => end(error.message));
    ws.on('close', (code) => end(`closed with code ${code}`, code === RESTART));
    ws.on('pong', () => {
      heardMs = performance.now();
    });
    ws.on('open', () => {
      heardMs = performance.now();
      openedMs = heardMs;
      for (const text of plan.subscriptions) ws.send(text);
      if (plan.isConnectedWhenOpen) connected();
      pings = setInterval(() => {
        if (performance.now() - heardMs > times.quietMs) return end(`silent for ${times.quietMs / 1000} s`);
        // Answers to the subscriptions may be lost while those to pings are not.
        if (!isConnected && performance.now() - openedMs > times.quietMs) return end('a subscription was not answered');
        if (plan.ping === null) ws.ping();
        else ws.send(plan.ping);
        plan.isSpent().then(
          (isSpent) => isSpent && end('the venue does not know this stream any more'),
          // No answer says nothing about the stream; it is asked again with the next ping.
          () => undefined,
        );
      }, times.pingEveryMs);
    });
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      heardMs = performance.now();
      const isDropped = (isBinary && plan.readsBinary !== true) || data.length > LONGEST_CHARS;
      const message = isDropped ? undefined : objectOf(data.toString());
      if (message === undefined || isOver) return;
      const what = plan.message(message);
      if (what === 'connected') connected();
      else if (what === 'reopen') end('the venue ended this stream');
      else for (const text of what ?? []) ws.send(text);
    });
  };

  connect();
  return () => {
    isEnded = true;
    clearTimeout(timer);
    endThis('ended');
  };
}

function objectOf(text: string): object | undefined {
  try {
    const value = exactJson(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
