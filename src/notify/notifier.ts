/**
 * Sends what happens to a person: at most one message a minute, what happens meanwhile is gathered into the next. Nothing waits for
 * it but the end of the program, and that for a bounded time.
 */

import type { Channel, Message } from './channel.ts';
import { send } from './send.ts';

export interface NotifierPorts {
  readonly clock: NotifyClock;
  /** Takes a sentence about a message that was not sent. */
  readonly say: (text: string) => void;
}

export interface NotifyClock {
  /** Milliseconds since 1970 UTC. */
  wallMs(): number;
  /** Resolves after `ms`, or as soon as `stop` is aborted. */
  sleep(ms: number, stop: AbortSignal): Promise<void>;
}

/** Between the beginnings of two messages. */
const PACE_MS = 60_000;
/** Things that happen at once are gathered. */
const GATHER_MS = 2_000;
/** Lines that a message has at most. */
const MOST_LINES = 20;
/** After so many failures in a row the user is told. */
const TOLD_AFTER = 6;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;
/** A service may ask for a longer wait than a timer can count. */
const LONGEST_ASKED_MS = 24 * 3_600_000;

interface Told {
  readonly line: string;
  readonly link: string | null;
}

export class Notifier {
  readonly #channel: Channel;
  readonly #title: string;
  readonly #ports: NotifierPorts;
  readonly #stop = new AbortController();
  #told: Told[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;
  #work: Promise<void> | undefined;
  #refused = false;

  constructor(channel: Channel, title: string, ports: NotifierPorts) {
    this.#channel = channel;
    this.#title = title;
    this.#ports = ports;
  }

  /** Returns at once, and never throws. @param link a page to open with it */
  tell(line: string, link: string | null = null): void {
    if (this.#refused) return;
    this.#told.push({ line, link });
    this.#work ??= this.#sendAll();
  }

  /** Waits for what is still to be sent, at most so long. What is left then is dropped, and the user is told. */
  async close(atMostMs: number): Promise<void> {
    if (this.#work === undefined) return;
    const { clock, say } = this.#ports;
    if (this.#lastMs + PACE_MS - clock.wallMs() > GATHER_MS && atMostMs > PACE_MS)
      say('The last message is sent within a minute; Ctrl-C ends the program without it.');
    const sent = new AbortController();
    await Promise.race([this.#work, clock.sleep(atMostMs, sent.signal)]);
    sent.abort();
    this.#stop.abort();
    await this.#work;
    if (this.#told.length > 0)
      say(
        `The last message was not sent by ${this.#channel.name}, since the time for it was over: ${this.#told.at(-1)?.line}`,
      );
  }

  async #sendAll(): Promise<void> {
    const { clock } = this.#ports;
    const stop = this.#stop.signal;
    while (this.#told.length > 0 && !stop.aborted) {
      // A clock that was set back makes no wait longer.
      const paceMs = Math.min(PACE_MS, this.#lastMs + PACE_MS - clock.wallMs());
      await clock.sleep(Math.max(GATHER_MS, paceMs), stop);
      if (!stop.aborted) await this.#sendOne();
    }
    this.#work = undefined;
  }

  /** Tries until the service takes the message or refuses it. What happens between two tries goes with the next. */
  async #sendOne(): Promise<void> {
    const { clock, say } = this.#ports;
    const stop = this.#stop.signal;
    for (let failures = 0; ; ) {
      const count = this.#told.length;
      this.#lastMs = clock.wallMs();
      const sent = await send(this.#channel, this.#message(), this.#lastMs, stop);
      if (sent.kind === 'sent') {
        this.#told.splice(0, count);
        return;
      }
      if (stop.aborted) return;
      if (sent.kind === 'refused') {
        this.#refused = true;
        this.#told = [];
        say(`Messages are not sent any more: ${sent.why}. Try it with: tune notify test`);
        return;
      }
      failures++;
      if (failures === TOLD_AFTER) say(`A message could not be sent yet and is tried again: ${sent.why}.`);
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      await clock.sleep(Math.max(pause, Math.min(sent.afterMs ?? 0, LONGEST_ASKED_MS)), stop);
      if (stop.aborted) return;
    }
  }

  #message(): Message {
    const more = this.#told.length - MOST_LINES;
    const lines = this.#told.slice(-MOST_LINES).map(({ line }) => line);
    const link = this.#told.findLast((one) => one.link !== null)?.link ?? null;
    return { title: this.#title, lines: more > 0 ? [`… ${more} earlier`, ...lines] : lines, link };
  }
}
