/** docs/refusals.md: every code by which something is refused, denied or halted, from its declaration. */

import { EXIT, errorKinds, exitMeanings } from '../../src/cli/exitCodes.ts';
import { guardrailRules } from '../../src/guardrails/rules.ts';
import { blocks } from '../../src/orders/blocks.ts';
import { orderDenials } from '../../src/orders/denials.ts';
import { rejections } from '../../src/orders/gateway.ts';
import { halts, reductions } from '../../src/orders/stateCodes.ts';
import { orderWarnings } from '../../src/orders/warnings.ts';
import { denials } from '../../src/risk/limits.ts';
import { riskEvents } from '../../src/risk/riskEvents.ts';
import { strategies } from '../../src/strategy/catalog.ts';

type Sentences = Readonly<Record<string, string>>;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n').replaceAll('$', '\\$');
}

function sentences(codes: Sentences): string {
  return table(
    ['code', 'why'],
    Object.entries(codes).map(([code, text]) => [`\`${code}\``, text]),
  );
}

function guardrails(): string {
  return table(
    ['rule', 'refuses', 'warns of'],
    Object.entries(guardrailRules).map(([rule, { refuses = '', warns = '' }]) => [`\`${rule}\``, refuses, warns]),
  );
}

function exitCodes(): string {
  const names = Object.keys(EXIT) as (keyof typeof EXIT)[];
  return table(
    ['code', 'meaning'],
    names.map((name) => [String(EXIT[name]), exitMeanings[name]]),
  );
}

function kinds(): string {
  return table(
    ['kind', 'exit code', 'meaning'],
    Object.entries(errorKinds).map(([kind, { exit, meaning }]) => [`\`${kind}\``, String(EXIT[exit]), meaning]),
  );
}

function strategyReasons(): string {
  return Object.values(strategies)
    .filter(({ reasons }) => Object.keys(reasons ?? {}).length > 0)
    .map(({ name, reasons = {} }) => `### ${name}\n\n${sentences(reasons)}`)
    .join('\n\n');
}

export function refusalsPage(): string {
  return `# Codes: refused, denied, halted

Every code that a record, a page or \`--json\` can name, as the code declares it;
\`npm run docs:refusals\` writes this page. What the limits are, and when they are checked, is on the
page about [safety](safety.md).

## Exit codes

${exitCodes()}

## Errors with \`--json\`

${kinds()}

## Guardrails

Of a proposal or a person's change. The [rules](safety.md#guardrails) that a person may break only
warn.

${guardrails()}

## Denied orders of a lane

Of the [risk gate](safety.md#the-risk-gate), in every mode. They are counted for each lane.

${sentences(denials)}

## Events of a lane

What the risk gate does beside; they are in the session's record.

${sentences(riskEvents)}

## Denied live orders

Of the [order manager](safety.md#controls-of-live-orders), just before an order leaves for a venue.

${sentences(orderDenials)}

## Live orders: HALTED

Everything is cancelled, and nothing leaves until a person [arms](live.md) it. Exit code 5.

${sentences(halts)}

## Live orders: REDUCING

Only orders that shrink the position leave, until the reason has gone.

${sentences(reductions)}

## Live orders: no quotes for now

These pass by themselves.

${sentences(blocks)}

## Live orders: warnings

${sentences(orderWarnings)}

## Live orders: rejected by the venue

${sentences(rejections)}

## Why a strategy holds back

Counted for each lane; no limit is at work here.

${strategyReasons()}
`;
}
