/** The log of the service: one JSON record a line, in files that are rotated by size. No record holds a secret. */

import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';

/** The newest records; older ones are in `schedule.log.1`, `schedule.log.2` and so on. */
export const LOG_FILE = 'schedule.log';
/** Files beside the newest. */
export const KEPT_FILES = 4;

export type LogLevel = 'info' | 'warn' | 'error';

export interface ServiceLog {
  write(level: LogLevel, text: string): void;
  /** Resolves when all that was written is on disk. */
  close(): Promise<void>;
}

export interface LogOptions {
  readonly folder: string;
  /** Values that are replaced by `[secret]`; asked for at each record, because files with keys may change. */
  readonly secrets: () => readonly string[];
  /** Called once, when the log can no longer be written; the service continues without it. */
  readonly onFault: (message: string) => void;
  /** Of one file, e.g. `5M`. */
  readonly size?: `${number}${'K' | 'M'}`;
}

/** The files can be read by their owner alone. @throws an error of the file system where the folder cannot be made */
export function openServiceLog({ folder, secrets, onFault, size = '5M' }: LogOptions): ServiceLog {
  mkdirSync(folder, { recursive: true });
  const stream = createStream(LOG_FILE, { path: folder, size, rotate: KEPT_FILES, mode: 0o600 });
  let failed = false;
  stream.on('error', (error: Error) => {
    if (!failed) onFault(error.message);
    failed = true;
  });
  const logger = pino(
    { timestamp: pino.stdTimeFunctions.isoTime, base: { pid: process.pid }, formatters: { level } },
    stream,
  );
  return {
    write: (at, text) => {
      if (!failed) logger[at](withoutSecrets(text, secrets()));
    },
    close: () => (failed ? Promise.resolve() : ended(stream)),
  };
}

/** The name of a level in place of pino's number. */
function level(label: string): { level: string } {
  return { level: label };
}

/** The text with each secret replaced. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '[secret]'), text);
}

function ended(stream: RotatingFileStream): Promise<void> {
  return new Promise((done) => {
    stream.once('error', () => done());
    stream.end(done);
  });
}
