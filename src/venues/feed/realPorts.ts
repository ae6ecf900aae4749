/** Time, sockets and requests of the real world. */

import { WebSocket } from 'ws';
import { secondsToWait, textOf } from '../httpAnswer.ts';
import type { FeedClock, FeedPorts, FetchText, OpenSocket } from './ports.ts';

const HANDSHAKE_MS = 10_000;
/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const REQUEST_MS = 10_000;
/** A connection that sends a longer message is ended before the message fills the memory. */
const LONGEST_MESSAGE_BYTES = 64 * 2 ** 20;
const LONGEST_ANSWER_BYTES = 16_000_000;

export function realPorts(): FeedPorts {
  return { clock: monotonicClock(), random: Math.random, openSocket, fetchText };
}

/** The two clocks are read one after the other this often: the program may be held up between two readings. */
const ANCHOR_TRIES = 20;

/** The machine's time when it is made, and monotonic from then on. */
function monotonicClock(): FeedClock {
  const aheadMs = wallAheadMs();
  return {
    nowUs: () => (aheadMs + performance.now()) * 1000,
    after: (us, run) => {
      const timer = setTimeout(run, Math.min(us / 1000, LONGEST_TIMER_MS));
      return () => clearTimeout(timer);
    },
  };
}

/** The machine's time minus the time that passed, ms: of all tries that between whose readings the least time passed. */
function wallAheadMs(): number {
  let best = { tookMs: Number.POSITIVE_INFINITY, aheadMs: 0 };
  for (let i = 0; i < ANCHOR_TRIES; i++) {
    const beforeMs = performance.now();
    const wallMs = Date.now();
    const tookMs = performance.now() - beforeMs;
    if (tookMs < best.tookMs) best = { tookMs, aheadMs: wallMs - beforeMs - tookMs / 2 };
  }
  return best.aheadMs;
}

export const openSocket: OpenSocket = (url, events) => {
  const socket = new WebSocket(url, {
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: LONGEST_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  let problem = '';
  socket.on('open', () => events.opened());
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) events.binary(data);
    else events.text(data.toString());
  });
  // An error is followed by the close.
  socket.on('error', (error) => {
    problem = error.message;
  });
  socket.on('close', (code, reason) => {
    const words = reason.length === 0 ? '' : ` (${reason.toString().slice(0, 120)})`;
    events.closed(problem === '' ? `closed with code ${code}${words}` : problem);
  });
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    cut: () => socket.terminate(),
  };
};

const fetchText: FetchText = async (url) => {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(REQUEST_MS) });
  return {
    status: response.status,
    text: await textOf(response, LONGEST_ANSWER_BYTES),
    retryAfterUs: (secondsToWait(response) ?? 0) * 1e6,
  };
};
