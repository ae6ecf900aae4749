import { describe, expect, it } from 'vitest';
import { strategies } from '../../strategy/catalog.ts';
import { promptFiles } from '../../testing/modelHistory.ts';
import { framings } from './prompt.ts';
import { fill, TemplateError, templatesText } from './templates.ts';

describe('a template', () => {
  it('takes each value once, and never looks at what was inserted', () => {
    expect(fill({ t: 'a {{x}} b {{y}} c {{x}}' }, 't', { x: '{{y}}', y: '$& $1' })).toBe('a {{y}} b $& $1 c {{y}}');
  });

  it.each<[string, string, Record<string, string>, RegExp]>([
    ['is missing', 'other', {}, /prompts\/other.md is missing/],
    ['asks for what nobody fills', 't', {}, /asks for \{\{x\}\}/],
    ['leaves out a value', 't', { x: '', y: '' }, /leaves out \{\{y\}\}/],
    ['has stray braces', 'stray', {}, /braces/],
    ['is of every object', 'toString', {}, /missing/],
  ])('throws when it %s', (_, name, values, message) => {
    const fault = (): string => fill({ t: '{{x}}', stray: '{{ x }}' }, name, values);
    expect(fault).toThrow(TemplateError);
    expect(fault).toThrow(message);
  });

  it('is hashed whatever the order of reading', () => {
    expect(templatesText({ a: '1', b: '2' })).toBe(templatesText({ b: '2', a: '1' }));
    expect(templatesText({ a: '1', b: '2' })).not.toBe(templatesText({ a: '12', b: '' }));
  });
});

describe('the prompt files', () => {
  it('hold every framing and the rules of every strategy', () => {
    const names = Object.keys(promptFiles());
    expect(names).toEqual(expect.arrayContaining(framings.map((framing) => `framings/${framing}`)));
    expect(names).toEqual(expect.arrayContaining(Object.keys(strategies).map((name) => `strategies/${name}`)));
  });
});
