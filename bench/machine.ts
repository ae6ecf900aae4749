/** A description of the machine. */

import { cpus, loadavg, totalmem } from 'node:os';
import { gccVersion } from './cEngine.ts';

/** Lines of Markdown. Throws a MissingCompilerError without gcc. */
export function machine(): string[] {
  const processors = cpus();
  return [
    `- ${processors[0]?.model ?? 'unknown processor'}, ${processors.length} cores, ${(totalmem() / 2 ** 30).toFixed(1)} GB`,
    `- Node ${process.version} (V8 ${process.versions.v8}), ${process.platform} ${process.arch}`,
    `- ${gccVersion()}`,
    `- load average when it began: ${loadavg()
      .map((load) => load.toFixed(2))
      .join(', ')}`,
  ];
}
