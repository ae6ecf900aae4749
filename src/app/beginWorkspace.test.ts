import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Workspace } from '../workspace/workspace.ts';
import { type Beginning, beginWorkspace, capitalFault, startStrategy } from './beginWorkspace.ts';
import { workspaceIn } from './workspaceFolder.ts';

describe('a workspace begins', () => {
  const begin = (workspace: Workspace, strategy: string, preset?: string, more: Partial<Beginning> = {}) =>
    beginWorkspace(workspace, { ...startStrategy(strategy, preset), capital: 1000, venue: null, model: null, ...more });
  const aFolder = (): Workspace => {
    const parent = mkdtempSync(join(tmpdir(), 'tune-begin-'));
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
    return workspaceIn(join(parent, 'none'), true);
  };

  it('with a settings file that is written once', () => {
    const workspace = aFolder();
    expect(() => workspaceIn(workspace.folder, false)).toThrow('does not exist');
    expect(begin(workspace, 'grid')).toMatchObject({ isEnvNew: true, set: {} });
    expect(readFileSync(workspace.tomlFile, 'utf8')).toContain('[study]');
    expect(() => begin(workspace, 'grid')).toThrow('nothing was changed');
    expect(workspaceIn(workspace.folder, false)).toEqual(workspace);
    expect(() => workspaceIn(workspace.tomlFile, true)).toThrow('is not a folder');
  });

  it('with a preset that its strategy has', () => {
    expect(() => startStrategy('regime', 'dynamic')).toThrow('regime has no preset "dynamic"; it has: static');
    expect(() => startStrategy('grid', 'static')).toThrow('grid has no preset "static"; it has none');
    const workspace = aFolder();
    begin(workspace, 'regime', 'static');
    expect(readFileSync(workspace.tomlFile, 'utf8')).toMatch(/^volRegimeEnabled = false$/m);
  });

  it('with an .env that its owner alone can read, and an old one stays', () => {
    const workspace = aFolder();
    const venue = { name: 'binance', symbol: 'BTCUSDT' };
    begin(workspace, 'grid', undefined, { venue, model: { at: 'anthropic', name: 'm' } });
    expect(statSync(workspace.envFile).mode & 0o777).toBe(0o600);
    const env = readFileSync(workspace.envFile, 'utf8');
    expect(env).toContain('# BINANCE_API_KEY=\n# BINANCE_API_SECRET=\n');
    expect(env).toContain('# ANTHROPIC_API_KEY=\n');
    rmSync(workspace.tomlFile);
    writeFileSync(workspace.envFile, 'BINANCE_API_KEY=mine\n');
    expect(begin(workspace, 'grid').isEnvNew).toBe(false);
    expect(readFileSync(workspace.envFile, 'utf8')).toBe('BINANCE_API_KEY=mine\n');
  });

  it('with what was answered, and every other key at its default', () => {
    const workspace = aFolder();
    const venue = { name: 'hyperliquid', symbol: 'BTC' };
    begin(workspace, 'grid', undefined, { capital: 5000, venue, model: { at: 'ollama', name: 'qwen3:8b' } });
    const set = readFileSync(workspace.tomlFile, 'utf8')
      .split('\n')
      .filter((line) => /^[a-z]/i.test(line));
    expect(set).toEqual([
      'capital = 5000',
      'name = "hyperliquid"',
      'symbol = "BTC"',
      'provider = "openai"',
      'base_url = "http://127.0.0.1:11434/v1"',
      'model = "qwen3:8b"',
    ]);
  });

  it('with a capital that the first version can be traded with', () => {
    const grid = startStrategy('grid');
    expect(capitalFault('1000', grid)).toBe(null);
    // Orders of 100 may be 30 % of the capital: 333.33 is too little, 334 is not.
    expect(capitalFault('334', grid)).toBe(null);
    expect(capitalFault('333', grid)).toMatch(/^333 is too little for the first version: one order would be too large/);
    expect(capitalFault('much', grid)).toBe('much is not a number; allowed: a number from 10 to 1000000000');
  });
});
