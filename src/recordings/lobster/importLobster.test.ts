import { describe, expect, it } from 'vitest';
import { ASK, BID, RESET, TRADE } from '../../market/tape.ts';
import { caseFile, hasCases } from '../../testing/recordings/cases.ts';
import { depthRow, type Row, recording, rowsOf, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { detectFormat } from '../detectFormat.ts';
import { importRecordings } from '../importRecordings.ts';

const folder = temporaryFolder();
const GRID = { symbol: 'AAPL', tickSize: 0.01, lotSize: 1 };
const MESSAGES = 'AAPL_2012-06-21_34200000_57600000_message_1.csv';
const ORDERBOOK = 'AAPL_2012-06-21_34200000_57600000_orderbook_1.csv';
// 2012-06-21 is in summer time: New York's midnight is at 04:00 UTC.
const MIDNIGHT_US = Date.UTC(2012, 5, 21, 4) * 1000;
const at = (seconds: number): number => MIDNIGHT_US + Math.floor(seconds * 1e6);
const tradeRow = (seconds: number, side: number, priceTicks: number, size: number): Row => ({
  timeUs: at(seconds),
  kind: TRADE,
  side,
  priceTicks,
  size,
});
const reset = (seconds: number): Row => ({ timeUs: at(seconds), kind: RESET, side: BID, priceTicks: 0, size: 0 });
const importing = (messages: readonly string[], orderbook?: readonly string[]): ReturnType<typeof importRecordings> => {
  const files = [recording(folder, MESSAGES, messages)];
  if (orderbook !== undefined) files.unshift(recording(folder, ORDERBOOK, orderbook));
  return importRecordings(files, GRID);
};

const opening = ['34200.004241176,1,11,200,5853300,1', '34200.025551909,1,12,100,5854000,-1'];
const openingRows = [depthRow(at(34200.004241), BID, 58533, 200), depthRow(at(34200.025551), ASK, 58540, 100)];

describe('LOBSTER messages', () => {
  it('levels are the sum of their orders; an execution is a trade against its side, before its level changes', async () => {
    const { tape, summary } = await importing([
      ...opening,
      '34201,1,13,50,5853300,1',
      '34202,2,11,20,5853300,1',
      '34203,4,11,100,5853300,1',
      '34204,3,11,80,5853300,1',
      '34205,5,0,40,5853600,-1',
      '34206,4,12,100,5854000,-1',
      '34207,6,-1,900,5853300,-1',
    ]);
    expect(rowsOf(tape)).toEqual([
      ...openingRows,
      depthRow(at(34201), BID, 58533, 250),
      depthRow(at(34202), BID, 58533, 230),
      tradeRow(34203, BID, 58533, 100),
      depthRow(at(34203), BID, 58533, 130),
      depthRow(at(34204), BID, 58533, 50),
      tradeRow(34205, ASK, 58536, 40),
      tradeRow(34206, ASK, 58540, 100),
      depthRow(at(34206), ASK, 58540, 0),
    ]);
    expect(summary.dropped).toEqual({ 'level changes of hidden executions': 1, 'cross trades': 1 });
  });

  it('orders from before the file trade, but change no level', async () => {
    const { tape, summary } = await importing([...opening, '34201,4,7,30,5853300,1', '34202,3,8,30,5853200,1']);
    expect(rowsOf(tape)).toEqual([...openingRows, tradeRow(34201, BID, 58533, 30)]);
    expect(summary.dropped).toEqual({ 'changes of orders from before the file': 2 });
  });

  it('a halt resets the book, which is back when trading resumes', async () => {
    const { tape, summary } = await importing([
      ...opening,
      '34300,7,0,0,-1,-1',
      '34310,1,14,70,5853400,1',
      '34320,7,0,0,0,-1',
      '34330,7,0,0,1,-1',
      '34340,3,14,70,5853400,1',
    ]);
    expect(rowsOf(tape)).toEqual([
      ...openingRows,
      reset(34300),
      depthRow(at(34330), BID, 58533, 200),
      depthRow(at(34330), BID, 58534, 70),
      depthRow(at(34330), ASK, 58540, 100),
      depthRow(at(34340), BID, 58534, 0),
    ]);
    expect(summary.resets).toEqual([{ timeUs: at(34300), reason: 'halt' }]);
  });

  it.each([
    ['a second submission', '34201,1,11,5,5853300,1', 'submitted twice'],
    ['more than the order has', '34201,4,11,201,5853300,1', 'not of that side, price and size'],
    ['another price', '34201,3,11,200,5853200,1', 'not of that side, price and size'],
    ['time running back', '34199,1,15,5,5853300,1', 'before that of an earlier line'],
    ['type 9', '34201,9,15,5,5853300,1', "type '9'"],
    ['no direction', '34201,1,15,5,5853300,0', 'direction'],
    ['a price off the grid', '34201,1,15,5,5853350,1', 'not a multiple of the tick'],
    ['no shares', '34201,1,15,0,5853300,1', 'number of shares'],
    ['an unknown halt', '34201,7,0,0,5,-1', 'not one of -1, 0, 1'],
  ])('%s is malformed and changes nothing', async (_name, line, reason) => {
    const { tape, summary } = await importing([...opening, line]);
    expect(rowsOf(tape)).toEqual(openingRows);
    expect(summary.firstMalformed).toMatchObject([{ line: 3, reason: expect.stringContaining(reason) }]);
  });
});

describe('LOBSTER messages with their orderbook file', () => {
  const messages = [
    ...opening,
    '34201,4,7,30,5853300,1',
    '34202,7,0,0,-1,-1',
    '34203,7,0,0,1,-1',
    '34204,1,9,5,5853500,1',
  ];
  const orderbook = [
    '5853900,10,5853300,230',
    '5853900,10,5853300,230',
    '5853900,10,5853300,200',
    '5853900,10,5853300,200',
    '5853900,10,5853300,200',
    '9999999999,0,5853500,5',
  ];

  it('levels are those of the orderbook file, orders from before the file included', async () => {
    const { tape } = await importing(messages, orderbook);
    expect(rowsOf(tape)).toEqual([
      depthRow(at(34200.004241), BID, 58533, 230),
      depthRow(at(34200.004241), ASK, 58539, 10),
      tradeRow(34201, BID, 58533, 30),
      depthRow(at(34201), BID, 58533, 200),
      reset(34202),
      depthRow(at(34203), BID, 58533, 200),
      depthRow(at(34203), ASK, 58539, 10),
      depthRow(at(34204), ASK, 58539, 0),
      depthRow(at(34204), BID, 58535, 5),
    ]);
  });

  it('files of different length or day do not belong together', async () => {
    await expect(importing(messages, [...orderbook, '5853900,10,5853300,230'])).rejects.toThrow(
      'do not belong together',
    );
    expect((await importing(messages, orderbook.slice(0, -1))).summary.firstMalformed).toMatchObject([
      { reason: expect.stringContaining('no line in the orderbook file') },
    ]);
    const other = recording(folder, ORDERBOOK.replace('06-21', '06-22'), orderbook);
    await expect(importRecordings([`${folder}/${MESSAGES}`, other], GRID)).rejects.toThrow('another day');
  });

  it('is detected by its content, but needs the day of its name and its messages', async () => {
    const nameless = recording(folder, 'lobster.csv', messages);
    const orderbookFile = recording(folder, ORDERBOOK, orderbook);
    expect(await detectFormat(nameless)).toBe('lobster-messages');
    expect(await detectFormat(orderbookFile)).toBe('lobster-orderbook');
    await expect(importRecordings([nameless], GRID)).rejects.toThrow('the name must hold the day');
    await expect(importRecordings([orderbookFile], GRID)).rejects.toThrow('Name its message file');
  });
});

describe('LOBSTER files of later years', () => {
  const [bid, ask] = ['34200.1,1,11,200,5853300,1', '34200.2,1,12,100,5854000,-1'];
  const day = (year: string, lines: readonly string[]): ReturnType<typeof importRecordings> =>
    importRecordings([recording(folder, MESSAGES.replace('2012', year), lines)], GRID);
  const sidesOf = ({ tape }: Awaited<ReturnType<typeof day>>): number[] =>
    rowsOf(tape)
      .filter(({ kind }) => kind === TRADE)
      .map(({ side }) => side);

  it('name the market participant in a seventh column, and auctions have no order', async () => {
    const lines = [bid, ask, '34201,4,11,50,5853300,1', '34202,6,-1,900,5853350,-1'];
    const plain = await day('2012', lines);
    const file = recording(
      folder,
      MESSAGES,
      lines.map((line, i) => `${line},${i === 0 ? 'UBSS' : 'null'}`),
    );
    expect(await detectFormat(file)).toBe('lobster-messages');
    const { tape, summary } = await importRecordings([file], GRID);
    expect(rowsOf(tape)).toEqual(rowsOf(plain.tape));
    expect(summary).toMatchObject({ malformed: 0, dropped: { 'cross trades': 1 } });
  });

  it('hold executions of hidden orders between the ticks, which are left out by name', async () => {
    const { summary } = await day('2021', [bid, ask, '34201,5,0,40,5853650,1', '34202,1,15,5,5853350,1']);
    expect(summary).toMatchObject({ dropped: { 'hidden executions between the ticks': 1 }, malformed: 1 });
  });

  it('write one direction for all hidden executions: the quotes before them tell the side', async () => {
    const hidden = [
      '34201,5,0,40,5854000,1', // at the ask
      '34202,5,0,40,5853300,1', // at the bid
      '34203,5,0,40,5853600,1', // between them, above the last trade
      '34204,4,12,10,5854000,-1', // visible, at the ask
      '34205,5,0,40,5853700,1', // between them, below the last trade
    ];
    const result = await day('2021', [bid, ask, ...hidden]);
    expect(sidesOf(result)).toEqual([ASK, BID, ASK, ASK, BID]);
    expect(result.summary.notes).toEqual([expect.stringContaining('4 are sided by the quotes before them')]);
    // Where no quote is known, nobody can tell.
    const alone = await day('2021', [bid, ...hidden.slice(0, 2)]);
    expect(alone.summary).toMatchObject({ trades: 0, dropped: { 'trades of unknown side': 2 } });
  });

  it('are believed where both directions occur, and before July 2014 where there are few', async () => {
    const both = ['34201,5,0,40,5853600,1', '34202,5,0,40,5853600,-1'];
    expect(sidesOf(await day('2021', [bid, ask, ...both]))).toEqual([BID, ASK]);
    expect(sidesOf(await day('2012', [bid, ask, both[1] as string]))).toEqual([ASK]);
    // Twenty of one direction are no chance, whatever the day.
    const many = Array.from({ length: 20 }, (_, i) => `${34201 + i},5,0,40,5854000,1`);
    expect(new Set(sidesOf(await day('2012', [bid, ask, ...many])))).toEqual(new Set([ASK]));
  });

  it.skipIf(!hasCases)('recorded in 2021, with seven columns', async () => {
    const file = caseFile('recordings-14-lobster-seven-columns', 'AMZN_2021-04-12_34200000_57600000_message_10.csv');
    const { summary } = await importRecordings([file], { ...GRID, symbol: 'AMZN' });
    expect(summary).toMatchObject({ lines: 250, malformed: 0 });
    expect(summary.dropped['cross trades']).toBe(1);
  });

  it.skipIf(!hasCases)('recorded in 2021, with eleven hidden executions at half cents', async () => {
    const file = caseFile(
      'recordings-15-lobster-sub-penny-hidden-trades',
      'AMZN_2021-04-12_34200000_57600000_message_10.csv.gz',
    );
    const { summary } = await importRecordings([file], { ...GRID, symbol: 'AMZN' });
    expect(summary).toMatchObject({ lines: 1448, malformed: 0 });
    expect(summary.dropped['hidden executions between the ticks']).toBe(11);
    // Of 273 visible and 187 hidden executions (awk on the second column) 11 are between the ticks and 2 of unknown side.
    expect(summary.trades).toBe(273 + 187 - 11 - 2);
  });
});
