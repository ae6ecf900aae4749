/** The process that sweepMemory.ts starts: writes a tape of some hours. A process of its own, since a long tape takes gigabytes. */

import { writeLongTape } from './longTape.ts';

const [file, hours] = process.argv.slice(2);
if (file === undefined || hours === undefined) throw new Error('usage: longTapeWriter.ts TAPE.parquet HOURS');
writeLongTape(file, Number(hours));
