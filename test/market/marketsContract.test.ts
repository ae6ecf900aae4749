/** All implementations of the Markets port pass its contract. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { writeTape } from '../../src/recordings/tapeFile/writeTape.ts';
import {
  describeMarkets,
  describeRecordedMarkets,
  marketsPlan as plan,
  marketsStudy as study,
} from '../../src/testing/marketsContract.ts';
import { SmallStudy } from '../../src/testing/smallStudy.ts';
import { WorkspaceMarkets } from '../../src/workspace/markets.ts';
import { markets as modelStudyMarkets } from '../models/modelStudy.ts';
import { tuningMarkets } from './scheduledMarkets.ts';

describeMarkets('a workspace', () => ({ markets: inFolder(), study, plan }));
describeMarkets('the benchmark of tuners', () => ({ markets: tuningMarkets('in turn', 1), study, plan }));
describeMarkets('small studies of tests', () => ({ markets: new SmallStudy().ports.markets, study, plan }));
describeMarkets('studies with a model in tests', () => ({ markets: modelStudyMarkets, study, plan }));

describeRecordedMarkets('a workspace', () => {
  const folder = aFolder();
  const record = (name: string, minutes: number): void => {
    writeTape(
      join(folder, name),
      generateMarket({ family: 'thin', seed: name, minutes, instrument: btcUsdPerp, startPrice: 92_000 }),
    );
  };
  // Two minutes at the end of the first are too short for a session.
  record('a.parquet', 8);
  record('b.parquet', 6);
  return {
    markets: inFolder(folder),
    study,
    plan: { ...plan, mode: 'replay', minutes: 3, tapes: ['a.parquet', 'b.parquet'] },
    change: () => writeFileSync(join(folder, 'a.parquet'), 'another tape'),
  };
});

function inFolder(folder: string = aFolder()): WorkspaceMarkets {
  return new WorkspaceMarkets({ folder, compiledFolder: join(folder, 'compiled') }, () => undefined);
}

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'markets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
