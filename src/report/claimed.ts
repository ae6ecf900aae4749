/** What an imported document claims of versions, beside what was measured here. */

import type { Estimate } from '../evaluation/comparison.ts';
import { type ClaimedVersion, claimedOf } from '../study/importedDocument.ts';
import type { Pooled } from '../study/pooled.ts';
import { type Mode, modes } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';
import { pageLink } from './links.ts';
import { list, prose, table } from './markdown.ts';
import type { ReportedStudy } from './reportedStudy.ts';

/** Fewer fills or hours are luck: no verdict is given on them. */
const LEAST_FILLS = 30;
const LEAST_HOURS = 4;

/** A measured profit per 10,000 of volume; the interval is null with too few blocks of volume. */
export interface MeasuredRatio {
  readonly fills: number;
  readonly hours: number;
  readonly profitPer10k: number | null;
  readonly per10kInterval: Estimate | null;
}

/** Rows of the table in a history; a longer document has the rest on the pages of its versions. */
const MOST_ROWS = 40;

const right = 'right' as const;

/** Whether a claimed figure stands, in plain words. A conclusion needs both fill models. */
export function claimVerdict(
  claimed: number | null,
  pessimistic: MeasuredRatio | null,
  optimistic: MeasuredRatio | null,
): string {
  if (claimed === null) return 'no figure is claimed';
  if (pessimistic === null || optimistic === null) return 'not measured yet';
  const { fills, hours } = pessimistic;
  const intervals = [pessimistic, optimistic].flatMap(({ per10kInterval }) => per10kInterval ?? []);
  if (fills < LEAST_FILLS || hours < LEAST_HOURS || intervals.length < 2)
    return `too little to judge: ${counted(fills, 'fill')} in ${hours.toFixed(1)} h`;
  const every = (holds: (interval: Estimate) => boolean): boolean => intervals.every(holds);
  const sign = every(({ high }) => high < 0)
    ? 'a loss'
    : every(({ low }) => low > 0)
      ? 'a profit'
      : 'neither a profit nor a loss is shown';
  const shown = sign.startsWith('a') ? `${sign} under both fill models` : sign;
  if (every(({ high }) => high < claimed)) return `not borne out: less than claimed; ${shown}`;
  if (every(({ low }) => low > claimed)) return `more than claimed; ${shown}`;
  if (every(({ low, high }) => low <= claimed && claimed <= high)) return `the claim is possible; ${shown}`;
  return `open: the fill models differ on the claim; ${shown}`;
}

/** `+0.48 [−1.20, +2.10]`, or what is known of it. */
export function ratioText(
  measured: Pick<MeasuredRatio, 'profitPer10k' | 'per10kInterval'> | null,
  figures: Figures,
): string {
  if (measured === null || measured.profitPer10k === null) return NOT_KNOWN;
  if (measured.per10kInterval !== null) return figures.interval(measured.per10kInterval);
  return `${figures.signed(measured.profitPer10k, 2)} [${NOT_KNOWN}]`;
}

interface Measured {
  readonly mode: Mode;
  readonly pessimistic: Pooled;
  readonly optimistic: Pooled | null;
}

/** In the mode nearest to real money; null before its first session. */
function measuredOf(snapshot: StudySnapshot, version: number): Measured | null {
  for (const mode of modes) {
    const pessimistic = snapshot.pooled(version, mode, 'pessimistic');
    if (pessimistic !== null) return { mode, pessimistic, optimistic: snapshot.pooled(version, mode, 'optimistic') };
  }
  return null;
}

/** For the history: every claimed version in a row. Nothing without a document. */
export function claimedBlocks({ snapshot }: ReportedStudy, figures: Figures): string[] {
  return snapshot.documents.flatMap(({ name, claimed, unread }) => {
    const rows = claimed.slice(-MOST_ROWS).map((one) => {
      const measured = measuredOf(snapshot, one.version);
      const { pessimistic = null, optimistic = null } = measured ?? {};
      const { volume, profit, profitPer10k } = one.figures;
      return [
        pageLink(one.version),
        figures.value(volume),
        figures.money(profit),
        figures.signed(profitPer10k, 2),
        ratioText(pessimistic, figures),
        ratioText(optimistic, figures),
        `${measured === null ? '' : `${measured.mode}: `}${claimVerdict(profitPer10k, pessimistic, optimistic)}`,
      ];
    });
    const per = `per ${figures.tenThousand}`;
    return [
      `## Claimed by ${prose(name)}, unverified`,
      table(
        [
          { title: 'Ver' },
          { title: 'Claimed volume', align: right },
          { title: 'Claimed P&L', align: right },
          { title: `Claimed ${per}`, align: right },
          { title: `Measured ${per}, pessimistic`, align: right },
          { title: 'Optimistic', align: right },
          { title: 'In words' },
        ],
        rows,
      ),
      `Claimed figures come from the document; nothing is known of how its fills were counted. ${claimed.length > MOST_ROWS ? `The newest ${MOST_ROWS} of ${claimed.length} versions; the pages of the others show theirs. ` : ''}${counted(unread.length, 'line')} of it were not read.`,
    ];
  });
}

/** For the page of a version: its claims beside the measurements, and the words of the document. Nothing for a version of the study’s own. */
export function claimedVersionBlocks({ snapshot }: ReportedStudy, version: number, figures: Figures): string[] {
  const claimed = claimedOf(snapshot.documents, version);
  if (claimed === null) return [];
  const measured = measuredOf(snapshot, version);
  const { volume, fills, profit, profitPer10k, forceCloses } = claimed.figures;
  const count = (value: number | null): string => figures.number(value, 0);
  const rows = [
    [
      'claimed',
      NOT_KNOWN,
      figures.value(volume),
      count(fills),
      figures.money(profit),
      figures.signed(profitPer10k, 2),
      count(forceCloses),
    ],
    ...(measured === null ? [] : [measured.pessimistic, measured.optimistic]).flatMap((one) =>
      one === null
        ? []
        : [
            [
              `measured (${one.mode}), ${one.fillModel} fills`,
              figures.number(one.hours, 1),
              figures.value(one.volume),
              count(one.fills),
              figures.money(one.profit),
              ratioText(one, figures),
              count(one.forceCloses),
            ],
          ],
    ),
  ];
  return [
    '## Claimed, unverified',
    table(
      [
        { title: 'Figures' },
        { title: 'Hours', align: right },
        { title: 'Volume', align: right },
        { title: 'Fills', align: right },
        { title: 'P&L', align: right },
        { title: `Per ${figures.tenThousand}`, align: right },
        { title: 'Force closes', align: right },
      ],
      rows,
    ),
    `**In words**: ${claimVerdict(profitPer10k, measured?.pessimistic ?? null, measured?.optimistic ?? null)}.`,
    ...said(claimed),
  ];
}

function said({ insight, analysis, assumed, open }: ClaimedVersion): string[] {
  const words = [...(insight === '' ? [] : [insight]), ...analysis];
  const names = (parameters: readonly string[]): string => parameters.map((name) => `\`${name}\``).join(', ');
  return [
    ...(words.length === 0 ? [] : ['**The document says**:', list(words.map(prose))]),
    ...(open.length === 0 ? [] : [`**Named without a value**, so left as before: ${names(open)}.`]),
    ...(assumed.length === 0 ? [] : [`**Not named by the document**, so at the default: ${names(assumed)}.`]),
  ];
}
