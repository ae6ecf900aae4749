/** Every verb of the program has a documented shape for `--json`, or a stated reason why it has none. */

import { describe, expect, it } from 'vitest';
import { type CompletedVerb, completionTree } from '../../src/cli/completionTree.ts';
import { examples } from '../../src/cli/examples.ts';
import { programOf } from '../../src/cli/program.ts';
import { verbGroups } from '../../src/cli/verbTable.ts';
import { answers, errorAnswer, withoutShape } from '../../src/shapes/answers.ts';
import { schemaFiles } from '../../src/shapes/schemaFiles.ts';
import { aWorkspace, tune } from '../cli/tune.ts';

const program = await programOf('0', verbGroups, 'completion', () => Promise.resolve());
const verbs = completionTree(program).filter(({ path }) => path.length > 0);
const typed = Object.values(answers).flatMap(({ verb, also = [] }) => [verb, ...also]);

/** The verb that is meant: `tape info FILE` is `tape info`. undefined where the program has none. */
function meant(text: string): CompletedVerb | undefined {
  const words = text.split(' ');
  return verbs.findLast(({ path }) => path.every((name, i) => words[i] === name));
}

const withShape = new Set(typed.map((text) => meant(text)?.path.join(' ')));
const isShaped = ({ path }: CompletedVerb): boolean => withShape.has(path.join(' '));
const hasReason = ({ path }: CompletedVerb): boolean => withoutShape[path.join(' ')] !== undefined;

describe('with --json', () => {
  it('every verb has a shape, or a reason why it has none', () => {
    const leaves = verbs.filter((verb) => verb.verbs.length === 0);
    const open = leaves.filter((verb) => !isShaped(verb) && !hasReason(verb));
    expect(open.map(({ path }) => path.join(' '))).toEqual([]);
    expect(leaves.length).toBeGreaterThan(40);
  });

  it('a verb that only names others has none, and asks which is meant', { timeout: 60_000 }, () => {
    const groups = verbs.filter((verb) => verb.verbs.length > 0 && !isShaped(verb));
    for (const { path } of groups) {
      const { code, out } = tune(aWorkspace(), ['--json', ...path]);
      expect(code, path.join(' ')).toBe(2);
      expect(errorAnswer.safeParse(JSON.parse(out)).success, path.join(' ')).toBe(true);
    }
    expect(groups.map(({ path }) => path.join(' ')).toSorted()).toEqual([
      'config',
      'db',
      'fit',
      'notify',
      'service',
      'tape',
    ]);
  });

  it('a reason is given for verbs that are there and have no shape', () => {
    for (const name of Object.keys(withoutShape)) {
      expect(verbs.map(({ path }) => path.join(' '))).toContain(name);
      expect(withShape).not.toContain(name);
    }
  });

  it('a shape names a verb that is there, with flags that it has', () => {
    const wrong = typed.filter((text) => {
      const verb = meant(text);
      const flags = text.match(/(?<=\s)--[a-z-]+/g) ?? [];
      return verb === undefined || flags.some((flag) => verb.flags.every(({ names }) => !names.includes(flag)));
    });
    expect(wrong).toEqual([]);
  });

  it('an example reads a field that the answer has', () => {
    const read = Object.values(examples).flatMap((text) => {
      const [, verb = '', field = ''] = /^tune (.+) --json \| jq \.(\w+)$/.exec(text) ?? [];
      return field === '' ? [] : [{ verb, field }];
    });
    expect(read.map(({ verb }) => verb)).toEqual(['status', 'report']);
    for (const { verb, field } of read) {
      expect(schemaFiles()[`${verb}.json`], verb).toContain(`"${field}": {`);
    }
  });
});
