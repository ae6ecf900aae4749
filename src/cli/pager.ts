/** Shows a long text in the reader's pager. */

import { spawnSync } from 'node:child_process';

/** Ends by itself where the text fits the screen, shows colours, and leaves the text on the screen. */
const LESS_OPTIONS = 'FRX';

/**
 * Waits until the reader leaves the pager: the command in PAGER, or `less`. Returns whether it was shown: not where PAGER is
 * empty or `cat`, which ask for none, and not where the command cannot be run.
 */
export function showInPager(text: string, env: NodeJS.ProcessEnv = process.env): boolean {
  const command = env.PAGER ?? 'less';
  if (command.trim() === '' || command.trim() === 'cat') return false;
  const { status, error } = spawnSync(command, {
    shell: true,
    input: text,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { ...env, LESS: env.LESS ?? LESS_OPTIONS },
  });
  // A reader who leaves early closes the pipe: the text was shown. The shell answers 126 or 127 for a command that cannot be run.
  return (error === undefined || (error as NodeJS.ErrnoException).code === 'EPIPE') && status !== 126 && status !== 127;
}
