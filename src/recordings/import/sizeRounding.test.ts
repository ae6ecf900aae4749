import { describe, expect, it } from 'vitest';
import { recording, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { importRecordings } from '../importRecordings.ts';

const folder = temporaryFolder();
const grid = { symbol: 'X', tickSize: 0.1, lotSize: 0.1 };
const HEADER = 'ts_us,kind,side,price,size';

describe('sizes that are no whole number of lots', () => {
  it('are counted with the largest relative change', async () => {
    // 0.14, 0.26, 0.16 and 0.06 become 0.1, 0.3, 0.2 and 0.1; the last changes most: 0.04 / 0.06.
    const file = recording(folder, 'coarse.csv', [
      HEADER,
      '0,R,,,',
      '0,D,bid,100.0,0.14',
      '0,D,ask,100.1,0.26',
      '1000000,T,buy,100.1,0.16',
      '2000000,D,ask,100.1,0.06',
    ]);
    const { sizes } = (await importRecordings([file], grid)).summary;
    expect(sizes).toMatchObject({ read: 4, rounded: 4 });
    expect(sizes?.largestChange).toBeCloseTo(2 / 3, 9);
  });

  it('are none where every size is, however large, and levels that go do not count', async () => {
    const file = recording(folder, 'fine.csv', [
      HEADER,
      '0,D,bid,100.0,0.3',
      '0,D,ask,100.1,99999999.9',
      '1,D,ask,100.1,0',
    ]);
    expect((await importRecordings([file], grid)).summary.sizes).toEqual({ read: 2, rounded: 0, largestChange: 0 });
  });

  it('that become nothing have changed by all of it', async () => {
    const file = recording(folder, 'nothing.csv', [HEADER, '0,D,bid,100.0,0.3', '0,D,ask,100.1,0.01']);
    expect((await importRecordings([file], grid)).summary.sizes).toEqual({ read: 2, rounded: 1, largestChange: 1 });
  });
});
