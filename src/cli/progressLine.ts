/** A redrawn line on stderr that shows the progress of a campaign. Off a terminal it is one plain line a session. */

import { createLogUpdate } from 'log-update';
import type { Activity } from '../app/activity.ts';
import { activityWords, lengthWords } from '../app/activityWords.ts';
import type { CampaignEvent } from '../campaign/ports.ts';
import { cutPromptText } from '../proposer/model/endpointContext.ts';
import { type PermutationResult, permutationWarning } from '../proposer/model/permutationCheck.ts';
import { counted, type Figures, terminalFigures } from '../report/figures.ts';
import { changesLine } from '../report/parameterText.ts';
import { clip, wrapped } from '../report/terminalText.ts';
import type { CampaignPlan, MarketSource, ProposalRecord, SessionRecord } from '../study/records.ts';
import { feedName } from '../study/sessions.ts';
import { sourceOf } from '../study/trialSources.ts';
import type { Io } from './io.ts';

/** Widest indentation of a note. */
const INDENT = '  ';

export class ProgressLine {
  readonly #io: Io;
  readonly #plan: CampaignPlan;
  readonly #redraw = createLogUpdate(process.stderr);
  readonly #figures: Figures;
  #nth = 0;
  #drawn = false;
  /** What is said while a person is asked; null at other times. */
  #later: string[] | null = null;

  /** `currency` is the sign or code of the quote currency. */
  constructor(io: Io, plan: CampaignPlan, currency: string) {
    this.#figures = terminalFigures(currency);
    this.#io = io;
    this.#plan = plan;
  }

  show(event: CampaignEvent): void {
    switch (event.type) {
      case 'session-started':
        this.#nth = event.nth;
        break;
      case 'session-sealed':
        this.note(`${this.#title(event.session)}  ${endWords(event.session)}`);
        break;
      case 'proposed':
        if (event.onTrial.length > 0) this.note(`  ${trialWords(event.onTrial)}`);
        else if (event.proposal.status !== 'waiting') this.note(`  ${outcomeWords(event.proposal)}`);
        break;
      case 'chosen':
        this.note(`  p${event.proposal.id} was best of its trials and goes to review`);
        break;
      case 'decided': {
        const what = changesLine(event.proposal.changes, Number.POSITIVE_INFINITY);
        // A person knows why they decided; a rule has to say so.
        const why = event.by.startsWith('policy:') ? ` (${event.by}: ${event.reason})` : '';
        this.note(
          event.version === null
            ? `  p${event.proposal.id} rejected${why}`
            : `  v${event.version} from v${event.proposal.base}: ${what}${why}`,
        );
        break;
      }
      case 'not-decided':
        this.note(`  p${event.proposal.id} was not decided here: ${event.reason}`);
        break;
      case 'proposer-silent':
        this.note(`  the round continues without the ${event.proposer}'s ${event.about}: ${event.reason}`);
        break;
      case 'permutation-check':
        this.note(`  ${permutationWords(event.model, event.found)}`);
        break;
      case 'prompt-cut':
        this.note(`  ${event.model}: ${cutPromptText(event)}`);
        break;
      case 'orders-said':
        this.note(`  ${event.text}`);
        break;
      case 'promoted':
        this.note(`  v${event.version} is the new champion: ${event.reason}`);
        break;
      case 'rolled-back':
        this.note(`  ${event.reason}: back to v${event.to}, which is the champion again as v${event.version}`);
        break;
    }
  }

  /** Redraws the line: what the campaign does, and how long it still takes. It leaves the terminal alone while a person is asked. */
  activity(now: Activity): void {
    if (now.end !== null || now.activity.kind === 'waiting-for-person') this.done();
    else this.#draw(activityLine(now, this.#figures, this.#io.width - 1));
  }

  /** A live market goes on while a person is asked: what is said meanwhile would tear the question apart, and waits. */
  async quietDuring<T>(question: () => Promise<T>): Promise<T> {
    this.done();
    this.#later = [];
    try {
      return await question();
    } finally {
      const said = this.#later;
      this.#later = null;
      for (const text of said) this.note(text);
    }
  }

  /** Prints a line that is not redrawn. */
  note(text: string): void {
    if (this.#later !== null) {
      this.#later.push(text);
      return;
    }
    if (this.#drawn) this.#redraw.clear();
    this.#drawn = false;
    for (const line of wrapped(text.trimStart(), this.#io.width - INDENT.length)) this.#io.say(indentOf(text) + line);
  }

  done(): void {
    if (!this.#drawn) return;
    this.#redraw.clear();
    this.#drawn = false;
  }

  #title(session: SessionRecord): string {
    const market = marketWord(session.source);
    return `session ${this.#nth}/${this.#plan.sessions}  v${session.acting} on ${market}`;
  }

  #draw(line: string): void {
    if (!this.#io.animated || this.#later !== null) return;
    this.#redraw(clip(line, Math.max(20, this.#io.width - 1)));
    this.#drawn = true;
  }
}

const BAR = 20;
/** Cells of the bar where the whole does not fit. */
const SHORT_BAR = 8;

/** `session 3/8  v2 on calm  [####....]  14 fills  +$0.12  5 s left`; what matters least is left out until it fits. */
export function activityLine(now: Activity, figures: Figures, width: number): string {
  const { activity, session, campaign } = now;
  const { kind, share, secondsLeft } = activity;
  const acting = session?.lanes[0];
  const inSession = kind === 'session' && session !== null;
  const what = inSession
    ? `session ${session.nth}/${campaign.planned}  v${session.acting} on ${session.market}`
    : `  ${activityWords(now)}`;
  const bar = (cells: number): string =>
    share === null ? '' : `[${'#'.repeat(Math.round(share * cells)).padEnd(cells, '.')}]`;
  const fills = inSession && acting !== undefined ? counted(acting.fills, 'fill') : '';
  const profit = inSession && acting !== undefined ? figures.money(acting.profit) : '';
  const left = secondsLeft === null ? '' : `${lengthWords(secondsLeft)} left`;
  const whole = campaign.secondsLeft === null ? '' : `campaign ${lengthWords(campaign.secondsLeft)}`;
  const forms = [
    [what, bar(BAR), fills, profit, left, whole],
    [what, bar(BAR), fills, profit, left],
    [what, bar(SHORT_BAR), fills, profit, left],
    [what, bar(SHORT_BAR), profit, left],
    [what, left],
  ].map((parts) => parts.filter((part) => part !== '').join('  '));
  return forms.find((form) => form.length <= width) ?? what;
}

function permutationWords(model: string, found: PermutationResult): string {
  if (found === 'reads') return `${model} answers differently when outcomes are permuted: it seems to read its history`;
  return found === 'does-not-read'
    ? permutationWarning(model)
    : `whether ${model} reads its history is not known: ${found.unknown}`;
}

/** `8 candidates on trial: p1 to p8 (6 surrogate, 2 random)`. */
function trialWords(onTrial: readonly ProposalRecord[]): string {
  const bySource = [...Map.groupBy(onTrial, sourceOf)].map(([source, own]) => `${own.length} ${source}`).join(', ');
  const ids = onTrial.map(({ id }) => id);
  const [first, last] = [Math.min(...ids), Math.max(...ids)];
  const names =
    last - first + 1 === ids.length && first !== last ? `p${first} to p${last}` : ids.map((id) => `p${id}`).join(', ');
  return `${counted(onTrial.length, 'candidate')} on trial: ${names} (${bySource})`;
}

/** What a round proposed that needs no decision. */
function outcomeWords({ id, intent, base, status, hypothesis }: ProposalRecord): string {
  if (status === 'no-change')
    return `${intent === 'replicate' ? `measure v${base} again` : 'no change'}: ${hypothesis}`;
  return `p${id} ${status}: ${hypothesis}`;
}

function indentOf(text: string): string {
  return text.startsWith(INDENT) ? INDENT : '';
}

/** A live session may end for a reason that nobody here gave. */
function endWords({ mode, status, endReason }: SessionRecord): string {
  return mode === 'paper' && endReason !== null ? `${status}: ${endReason}` : status;
}

function marketWord(source: MarketSource): string {
  if (source.type === 'synthetic') return source.family;
  if (source.type === 'feed') return feedName(source);
  return source.capture === undefined ? 'tape' : 'a live market';
}
