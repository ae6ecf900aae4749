/** What the folder of a study in history/ holds. */

import type { ChartOption } from '../charts/frame.ts';
import type { ChartLink } from '../links.ts';

/** `path` is relative to the folder of the study. */
export interface HistoryPage {
  readonly path: string;
  readonly text: string;
}

export interface HistoryChart extends ChartLink {
  readonly option: ChartOption;
  /** Whether later sessions may change what it shows. */
  readonly changes: boolean;
}
