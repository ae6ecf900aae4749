/** One record in full, and the words of a language model behind it, for the terminal and as JSON. */

import type { SaidInCall, ShownRecord } from '../app/showRecord.ts';
import { renderSessionPage } from '../report/pages/sessionPage.ts';
import { callLines, callText, requestText, textsOf } from './callText.ts';
import type { Io } from './io.ts';
import { pageFor } from './markdownText.ts';
import { proposalText } from './proposalText.ts';

export function recordText(shown: ShownRecord, io: Pick<Io, 'terminal' | 'width' | 'paint'>): string {
  switch (shown.kind) {
    case 'version':
      return pageFor(shown.page, io);
    case 'proposal':
      return [proposalText(shown.facts, io), ...callLines(shown.calls)].join('\n');
    case 'session':
      return pageFor(renderSessionPage(shown.page), io);
    case 'call':
      return callText(shown.call, shown.texts);
  }
}

export function recordData(shown: ShownRecord): object {
  switch (shown.kind) {
    case 'version':
      return shown.claimed === null ? shown.version : { ...shown.version, claimed: shown.claimed };
    case 'proposal':
      return { ...shown.facts.proposal, calls: shown.calls };
    case 'session':
      return { ...shown.page.of.session, lanes: shown.lanes, trialLanes: shown.trialLanes };
    case 'call':
      return { ...shown.call, ...shown.texts };
  }
}

/** Which texts of a call are shown. */
export interface SaidOptions {
  /** What the model answered. */
  readonly raw?: boolean;
  /** What it was sent. */
  readonly prompt?: boolean;
}

export function saidText(said: readonly SaidInCall[], { raw, prompt }: SaidOptions): string {
  return said
    .flatMap(({ call, texts }) => [
      ...(prompt === true ? [requestText(call, texts)] : []),
      ...(raw === true ? [textsOf(call, texts)] : []),
    ])
    .join('\n\n');
}

export function saidData(said: readonly SaidInCall[], { raw, prompt }: SaidOptions): object {
  return said.map(({ call: { id }, texts: { request, answer, reasoning } }) => ({
    id,
    ...(prompt === true ? { request } : {}),
    ...(raw === true ? { answer, reasoning } : {}),
  }));
}
