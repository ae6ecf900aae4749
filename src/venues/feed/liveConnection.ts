import type { FeedPorts, FeedSocket } from './ports.ts';
import type { BinarySign, Channel, Connection } from './venueFeed.ts';

/** How long a connection may take to open, and a subscription to be answered. */
const ANSWER_US = 10e6;
/** A silence that no snapshot explains is a fault after this many times the longest one. */
const UNEXPLAINED = 4;
/** Heartbeats stand for the messages of a channel for so long. Then it has to show by a new subscription that it is not forgotten. */
const HEARTBEATS_ALONE_US = 60e6;

/** What a connection has to say about itself. */
export interface ConnectionEvents {
  text(text: string): void;
  binary(data: Uint8Array): void;
  /** It is of no use any more. */
  failed(reason: string): void;
}

interface ChannelState {
  readonly channel: Channel;
  /** When it was last heard, or subscribed to. */
  lastUs: number;
  /** The same, with heartbeats: they count once its subscription was answered. */
  aliveUs: number;
  isAnswered: boolean;
  /** When it was asked for again because it was silent. */
  askedUs: number | undefined;
}

/** One connection while it lasts: subscribes when it is open, and watches how old the newest message of each channel is. */
export class LiveConnection {
  readonly plan: Connection;
  readonly #clock: FeedPorts['clock'];
  readonly #socket: FeedSocket;
  readonly #channels: readonly ChannelState[];
  readonly #startedUs: number;
  #isOpen = false;
  #pingedUs: number;
  #isOver = false;

  constructor(
    plan: Connection,
    { clock, openSocket }: Pick<FeedPorts, 'clock' | 'openSocket'>,
    events: ConnectionEvents,
  ) {
    this.plan = plan;
    this.#clock = clock;
    this.#startedUs = clock.nowUs();
    this.#pingedUs = this.#startedUs;
    this.#channels = plan.channels.map((channel) => ({
      channel,
      lastUs: this.#startedUs,
      aliveUs: this.#startedUs,
      isAnswered: false,
      askedUs: undefined,
    }));
    const whileOn = (run: () => void): void => {
      if (!this.#isOver) run();
    };
    this.#socket = (plan.open?.socket ?? openSocket)(plan.url, {
      opened: () => whileOn(() => this.#subscribe()),
      text: (text) => whileOn(() => events.text(text)),
      binary: (data) => whileOn(() => events.binary(data)),
      closed: (reason) => whileOn(() => events.failed(`${plan.name}: ${reason}`)),
    });
  }

  /** A message was received; returns its channel. */
  heard(message: object): string | undefined {
    return this.#isAlive(this.plan.channelOf(message));
  }

  /** A binary message was received; returns its channel. */
  heardBinary({ channel, isHeartbeat }: BinarySign): string | undefined {
    if (isHeartbeat) {
      for (const state of this.#channels) if (state.isAnswered) state.aliveUs = this.#clock.nowUs();
    }
    return this.#isAlive(channel);
  }

  /** Has the venue answer a subscription as if it were the first. */
  resubscribe(channel: string): void {
    if (!this.#isOpen) return;
    if (this.plan.unsubscribe !== null) this.#socket.send(this.plan.unsubscribe(channel));
    this.#socket.send(this.plan.subscribe(channel));
  }

  #isAlive(name: string | undefined): string | undefined {
    const state = this.#channels.find(({ channel }) => channel.name === name);
    if (state !== undefined) {
      state.lastUs = this.#clock.nowUs();
      state.aliveUs = state.lastUs;
      state.isAnswered = true;
      state.askedUs = undefined;
    }
    return name;
  }

  /** Age of the newest message of each channel, µs. */
  ages(): Record<string, number> {
    const nowUs = this.#clock.nowUs();
    return Object.fromEntries(this.#channels.map(({ channel, lastUs }) => [channel.name, nowUs - lastUs]));
  }

  /**
   * Looks at the ages. Asks for a silent channel again where that tells whether it is alive.
   * @returns why the connection is of no use, or the channel whose silence a snapshot has to explain
   */
  check(): { readonly failed: string } | { readonly compare: string } | undefined {
    const nowUs = this.#clock.nowUs();
    if (!this.#isOpen) {
      return nowUs - this.#startedUs > (this.plan.open?.withinUs ?? ANSWER_US)
        ? { failed: `${this.plan.name}: it does not open` }
        : undefined;
    }
    this.#ping(nowUs);
    for (const state of this.#channels) {
      const { channel, lastUs, aliveUs, askedUs } = state;
      // A subscription that was never answered need not wait until its market has been quiet for long.
      const isUnanswered = channel.onSilence === 'resubscribe' && !state.isAnswered;
      const quietUs = isUnanswered ? Math.min(channel.quietUs, ANSWER_US) : channel.quietUs;
      if (nowUs - aliveUs <= quietUs && nowUs - lastUs <= Math.max(quietUs, HEARTBEATS_ALONE_US)) continue;
      const silent = `no ${channel.name} for ${((nowUs - lastUs) / 1e6).toFixed(1)} s`;
      if (channel.onSilence === 'reconnect') return { failed: silent };
      if (channel.onSilence === 'compare') {
        const isExplicable = nowUs - lastUs <= UNEXPLAINED * channel.quietUs;
        return isExplicable ? { compare: channel.name } : { failed: `${silent}, and no snapshot that explains it` };
      }
      if (askedUs !== undefined) {
        if (nowUs - askedUs > ANSWER_US) return { failed: `${silent}, and no answer to a new subscription` };
        continue;
      }
      state.askedUs = nowUs;
      this.resubscribe(channel.name);
    }
    return undefined;
  }

  /** The silence of a channel is explained: its market stands still. */
  excuse(name: string): void {
    this.#isAlive(name);
  }

  cut(): void {
    this.#isOver = true;
    this.#socket.cut();
  }

  #subscribe(): void {
    this.#isOpen = true;
    for (const state of this.#channels) {
      state.lastUs = this.#clock.nowUs();
      state.aliveUs = state.lastUs;
      this.#socket.send(this.plan.subscribe(state.channel.name));
    }
  }

  #ping(nowUs: number): void {
    const { ping } = this.plan;
    if (ping === null || nowUs - this.#pingedUs < ping.everyUs) return;
    this.#pingedUs = nowUs;
    this.#socket.send(ping.text);
  }
}
