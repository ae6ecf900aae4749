/** `tune init` at a terminal and without one. */

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atTerminal, hasTerminal } from './atTerminal.ts';
import { aWorkspace, tune } from './tune.ts';

const ENTER = '\r';
const DOWN = 'j';
const CTRL_C = '\u0003';

function settingsIn(folder: string): string[] {
  return readFileSync(join(folder, 'tune.toml'), 'utf8')
    .split('\n')
    .filter((line) => /^[a-z]/i.test(line));
}

describe.skipIf(!hasTerminal)('tune init at a terminal', () => {
  it.each([60, 100])('asks for capital, venue and model, at %d columns', async (columns) => {
    const folder = aWorkspace();
    const screen = atTerminal(folder, 'init', {}, { columns });
    await screen.answer('Capital?', `100${ENTER}`);
    await screen.answer('too little', `0${ENTER}`);
    await screen.answer('A live market', `${DOWN}${DOWN}${ENTER}`);
    await screen.answer('Which market of binance', ENTER);
    await screen.answer('A language model', `${DOWN}${ENTER}`);
    await screen.answer('Name of the model', ENTER);
    expect(await screen.ended, screen.shown).toBe(0);
    expect(settingsIn(folder)).toEqual([
      'name = "binance"',
      'symbol = "BTCUSDT"',
      'provider = "openai"',
      'base_url = "http://127.0.0.1:11434/v1"',
      'model = "qwen3:8b"',
    ]);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(screen.shown).toContain('Next: tune doctor');
    expect(tune(folder, ['config', 'show']).code).toBe(0);
  });

  it('asks only what no flag says', async () => {
    const folder = aWorkspace();
    const screen = atTerminal(folder, 'init --capital 5000 --venue none');
    await screen.answer('A language model', ENTER);
    expect(await screen.ended, screen.shown).toBe(0);
    expect(screen.shown).not.toContain('Capital?');
    expect(settingsIn(folder)).toEqual(['capital = 5000']);
  });

  it('writes nothing when it is broken off', async () => {
    const folder = aWorkspace();
    const screen = atTerminal(folder, 'init');
    await screen.answer('Capital?', ENTER);
    await screen.answer('A live market', CTRL_C);
    expect(await screen.ended).toBe(130);
    expect(screen.shown).toContain('Nothing was written.');
    expect(existsSync(join(folder, 'tune.toml'))).toBe(false);
    expect(existsSync(join(folder, '.env'))).toBe(false);
  });

  it('with --yes asks nothing', async () => {
    const folder = aWorkspace();
    const screen = atTerminal(folder, 'init --yes');
    expect(await screen.ended, screen.shown).toBe(0);
    expect(settingsIn(folder)).toEqual([]);
  });

  it('asks nothing where a tune.toml is', async () => {
    const folder = aWorkspace();
    writeFileSync(join(folder, 'tune.toml'), '# mine\n');
    const screen = atTerminal(folder, 'init');
    expect(await screen.ended).toBe(2);
    expect(screen.shown).not.toContain('Capital?');
    expect(readFileSync(join(folder, 'tune.toml'), 'utf8')).toBe('# mine\n');
  });
});

describe('tune init without a terminal', () => {
  it('takes the flags, and defaults for the rest', () => {
    const folder = aWorkspace();
    const flags = ['--capital', '2000', '--venue', 'ccxt:kraken', '--symbol', 'BTC/USD', '--model', 'anthropic:m'];
    const { code, out } = tune(folder, ['init', '--json', ...flags]);
    expect([code, JSON.parse(out)]).toEqual([
      0,
      {
        written: join(folder, 'tune.toml'),
        env: join(folder, '.env'),
        set: {
          'study.capital': 2000,
          'venue.name': 'ccxt:kraken',
          'venue.symbol': 'BTC/USD',
          'llm.provider': 'anthropic',
          'llm.model': 'm',
        },
      },
    ]);
    expect(tune(folder, ['config', 'show']).code).toBe(0);
  });

  it.each([
    [['--capital', '5'], '--capital: 5 is out of range'],
    [['--capital', '100'], '--capital: 100 is too little for the first version'],
    [['--venue', 'nasdaq'], '--venue: nasdaq is not allowed'],
    [['--venue', 'ccxt:kraken'], '--venue ccxt:kraken needs --symbol'],
    [['--symbol', 'BTC'], '--symbol needs the --venue'],
    [['--model', 'gpt'], '--model gpt: one of none, ollama:<name>, anthropic:<name>'],
  ])('%s is refused', (flags, message) => {
    const folder = aWorkspace();
    const { code, err } = tune(folder, ['init', ...flags]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(existsSync(join(folder, 'tune.toml'))).toBe(false);
  });
});
