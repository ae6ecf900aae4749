/** What of a campaign a person is told on their phone. */

import type { CampaignEnd, CampaignEvent } from '../campaign/ports.ts';
import { currencyOf } from '../market/money.ts';
import { Notifier, type NotifyClock } from '../notify/notifier.ts';
import { counted, terminalFigures } from '../report/figures.ts';
import type { StudyReader } from '../study/journal.ts';
import type { CampaignRecord, ProposalRecord, SessionRecord } from '../study/records.ts';
import { notifyChannel } from './notifyChannel.ts';
import type { UseCasePorts } from './ports.ts';

/** Follows campaigns, one after another. It never throws, and nothing waits for it but its end. */
export interface CampaignNotices {
  begin(campaign: CampaignRecord, journal: StudyReader): void;
  take(event: CampaignEvent): void;
  /** @param end null after an error */
  end(end: CampaignEnd | null): void;
  /** Waits for what is still to be sent, for a bounded time. */
  close(): Promise<void>;
}

/** What waits at the end is sent after the pause between two messages; a user who stopped the program does not wait so long. */
const END_MS = 65_000;
const STOPPED_MS = 3_000;

/** How often the clock is looked at, and from which gap between two looks on the machine slept. */
const LOOK_MS = 15_000;
const ASLEEP_MS = 120_000;

const SILENT: CampaignNotices = {
  begin: () => undefined,
  take: () => undefined,
  end: () => undefined,
  close: () => Promise.resolve(),
};

/** Silent where no service is set. Where one is set and cannot be used, the user is told so once, and the campaign runs all the same. */
export function campaignNotices(ports: UseCasePorts, clock: NotifyClock = REAL_CLOCK): CampaignNotices {
  const loaded = ports.settings();
  const channel = notifyChannel(loaded);
  if (channel === null) return SILENT;
  if (typeof channel === 'string') {
    ports.notify(`Messages are not sent: ${channel}.`);
    return SILENT;
  }
  const { study, notify } = loaded.config;
  const notifier = new Notifier(channel, `tune: ${study.name}`, { clock, say: ports.notify });
  return new Notices(notifier, notify.dashboardUrl === '' ? null : notify.dashboardUrl, clock);
}

const REAL_CLOCK: NotifyClock = {
  wallMs: () => Date.now(),
  sleep: (ms, stop) =>
    new Promise((resolve) => {
      if (stop.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        stop.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      stop.addEventListener('abort', done, { once: true });
    }),
};

class Notices implements CampaignNotices {
  readonly #notifier: Notifier;
  readonly #dashboard: string | null;
  readonly #clock: NotifyClock;
  #campaign: CampaignRecord | null = null;
  #journal: StudyReader | null = null;
  #stopped = false;
  #looks: NodeJS.Timeout | undefined;

  constructor(notifier: Notifier, dashboard: string | null, clock: NotifyClock) {
    this.#notifier = notifier;
    this.#dashboard = dashboard;
    this.#clock = clock;
  }

  begin(campaign: CampaignRecord, journal: StudyReader): void {
    this.#campaign = campaign;
    this.#journal = journal;
    let before = this.#clock.wallMs();
    this.#looks = setInterval(() => {
      const now = this.#clock.wallMs();
      if (Math.abs(now - before) > ASLEEP_MS)
        this.#notifier.tell(
          `The machine slept for about ${Math.round(Math.abs(now - before) / 60_000)} min, or its clock was set.`,
        );
      before = now;
    }, LOOK_MS);
    this.#looks.unref();
  }

  take(event: CampaignEvent): void {
    switch (event.type) {
      case 'session-sealed':
        for (const line of this.#sealed(event.session)) this.#notifier.tell(line);
        break;
      case 'chosen':
        this.#waits(event.proposal);
        break;
      case 'proposed':
        if (event.proposal.status === 'waiting') this.#waits(event.proposal);
        break;
      case 'rolled-back':
        this.#notifier.tell(`Rolled back to v${event.to}, now v${event.version}: ${event.reason}.`);
        break;
    }
  }

  end(end: CampaignEnd | null): void {
    clearInterval(this.#looks);
    this.#stopped = end?.kind === 'interrupted';
    this.#notifier.tell(this.#ended(end), this.#waiting() === null ? null : this.#reviewLink());
  }

  close(): Promise<void> {
    return this.#notifier.close(this.#stopped ? STOPPED_MS : END_MS);
  }

  /** Under `auto` code decides at once: only what waits at the end is for a person. */
  #waits({ id }: ProposalRecord): void {
    if (this.#campaign?.plan.approval === 'auto') return;
    this.#notifier.tell(`p${id} waits for your decision: tune review p${id}`, this.#reviewLink());
  }

  #sealed({ id, number, acting, status, endReason, facts }: SessionRecord): string[] {
    const lanes = this.#journal?.lanes(id).filter((lane) => lane.version === acting) ?? [];
    // Of orders at a venue what they came to counts, and not what their simulated twin did.
    const atVenue = facts?.live;
    const lane = atVenue ?? lanes.find(({ fillModel }) => fillModel === 'pessimistic');
    const how = atVenue === undefined ? 'simulated, pessimistic fills' : 'at the venue';
    const result =
      lane === undefined
        ? ''
        : `, ${this.#money(lane.metrics.profit)} in ${counted(lane.metrics.fills, 'fill')} (${how})`;
    const why = endReason === null ? '' : `: ${endReason}`;
    const halts = lane?.riskEvents.filter(({ code }) => code.endsWith('-halt') || code === 'reject-streak') ?? [];
    return [
      `Session ${number} of v${acting} ${status}${result}${why}.`,
      ...halts.map(({ message }) => `Halt of v${acting} in session ${number}: ${message}.`),
    ];
  }

  #money(amount: number): string {
    const study = this.#journal?.study;
    return study === undefined ? '' : terminalFigures(currencyOf(study.instrument)).money(amount);
  }

  #ended(end: CampaignEnd | null): string {
    const waiting = this.#waiting();
    const then = waiting === null ? '' : ` p${waiting} waits for your decision: tune review p${waiting}`;
    if (end === null) return `The campaign ended with an error; tune status says what is on record.${then}`;
    if (end.kind === 'halted') return `Halt: the campaign ended, because ${end.halt.text}.${then}`;
    if (end.kind === 'feed-away') return `The campaign ended: ${end.missing}.${then}`;
    const words = {
      finished: 'The campaign is finished.',
      'tapes-used-up': 'The campaign is finished: the tapes are used up.',
      waiting: 'The campaign stopped for your decision.',
      interrupted: 'The campaign was stopped.',
    }[end.kind];
    return words + then;
  }

  #waiting(): number | null {
    return this.#journal?.proposals().find(({ status }) => status === 'waiting')?.id ?? null;
  }

  #reviewLink(): string | null {
    return this.#dashboard === null ? null : `${this.#dashboard.replace(/\/+$/, '')}/review`;
  }
}
