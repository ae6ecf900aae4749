import { expect, it } from 'vitest';
import { refuseOverlap } from './distinctTapes.ts';

const MIDNIGHT_US = Date.UTC(2026, 0, 6) * 1000;
const DAY_US = 24 * 3600e6;

it('takes days that share the moments around midnight', () => {
  const first = { file: 'mon.parquet', startUs: MIDNIGHT_US - DAY_US, endUs: MIDNIGHT_US + 20_000 };
  const second = { file: 'tue.parquet', startUs: MIDNIGHT_US - 30_000, endUs: MIDNIGHT_US + DAY_US };
  expect(() => refuseOverlap([second, first])).not.toThrow();
});

it('refuses days that share a minute, and says which', () => {
  const first = { file: 'mon.parquet', startUs: MIDNIGHT_US - DAY_US, endUs: MIDNIGHT_US + 30e6 };
  const second = { file: 'tue.parquet', startUs: MIDNIGHT_US - 30e6, endUs: MIDNIGHT_US + DAY_US };
  expect(() => refuseOverlap([second, first])).toThrow(
    'tue.parquet and mon.parquet are of the same market and hold the same time, 2026-01-05T23:59 to 2026-01-06T00:00 UTC',
  );
});

it('refuses a short tape that lies within a long one, also where others begin between them', () => {
  const at = (file: string, fromMinutes: number, minutes: number) => ({
    file,
    startUs: MIDNIGHT_US + fromMinutes * 60e6,
    endUs: MIDNIGHT_US + (fromMinutes + minutes) * 60e6,
  });
  expect(() => refuseOverlap([at('long', 0, 600), at('short', 300, 5)])).toThrow('short and long');
  expect(() => refuseOverlap([at('long', 0, 600), at('next', 600, 5)])).not.toThrow();
});
