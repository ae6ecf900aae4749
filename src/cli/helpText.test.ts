import { expect, test } from 'vitest';
import { exampleText, helpLines } from './helpText.ts';

test('an explanation goes on below where it begins, a sentence as it was indented', () => {
  const text = '  tune kill --all  cancel every order in it\nOrders of other programs are not touched.\n\nshort';
  expect(helpLines(text, 40)).toBe(
    [
      '  tune kill --all  cancel every order in',
      '                   it',
      'Orders of other programs are not',
      'touched.',
      '',
      'short',
    ].join('\n'),
  );
  expect(helpLines(text, Number.POSITIVE_INFINITY)).toBe(text);
});

test('an example that is too long goes on behind a backslash, and no word in quotation marks is cut', () => {
  const command = 'tune learnings add "more only adds fees" --parameter levels --effect worse';
  expect(exampleText(command, 56)).toBe(
    ['Example: tune learnings add "more only adds fees" \\', '         --parameter levels --effect worse'].join('\n'),
  );
  expect(exampleText(command, Number.POSITIVE_INFINITY)).toBe(`Example: ${command}`);
});
