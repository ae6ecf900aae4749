/** What could have happened to the acting version's account, and how much each factor of it contributes. */

import type { Factor, LaneFigures } from '../session/result.ts';
import type { OutcomeFigures } from '../study/records.ts';
import type { Figures } from './figures.ts';
import { table } from './markdown.ts';

const names: Readonly<Record<Factor, string>> = {
  queue: 'queue position',
  crossing: 'quotes that cross',
  sweep: 'share of a sweep',
  latency: 'latency',
  postOnly: 'post-only orders that would cross',
};

const right = 'right' as const;

/** Both ends, between them what each factor changes alone, and what all change together beyond the sum of that. */
export function outcomesTable({ pessimistic, optimistic, alone }: OutcomeFigures, figures: Figures): string {
  const changes = (Object.keys(names) as Factor[]).map((factor): [string, LaneFigures] => [
    names[factor],
    minus(alone[factor], pessimistic),
  ]);
  const sum = changes.reduce((all, [, change]) => minus(all, minus(nothing, change)), nothing);
  const together = minus(minus(optimistic, pessimistic), sum);
  const end = (name: string, { profit, volume, fills }: LaneFigures): string[] => [
    `**${name}**`,
    figures.money(profit),
    figures.value(volume),
    String(fills),
  ];
  const change = (name: string, { profit, volume, fills }: LaneFigures): string[] => [
    name,
    figures.money(profit),
    figures.money(volume),
    figures.signed(fills, 0),
  ];
  return table(
    [{ title: '' }, ...['P&L', 'Volume', 'Fills'].map((title) => ({ title, align: right }))],
    [
      end('pessimistic', pessimistic),
      ...changes.map(([name, figuresOfIt]) => change(`${name} alone`, figuresOfIt)),
      change('together, beyond their sum', together),
      end('optimistic', optimistic),
    ],
  );
}

const nothing: LaneFigures = { profit: 0, volume: 0, fills: 0 };

function minus(a: LaneFigures, b: LaneFigures): LaneFigures {
  return { profit: a.profit - b.profit, volume: a.volume - b.volume, fills: a.fills - b.fills };
}
