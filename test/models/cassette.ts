/**
 * Recorded answers, played back to the same questions. A question that has changed by one byte has no answer, and its test
 * fails with the first line that differs, so a change of a prompt is always noticed.
 *
 * The recordings come from the scripted server, not from a model. They show that questions stay the same, not that a model
 * answers them well. `RECORD_CASSETTES=1 npx vitest run test/models/cassette.test.ts` records anew, `npx biome check --write` formats it.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ModelAsk, ModelReply, TextReply } from './modelReply.ts';
import { sha256 } from './modelStudy.ts';

export interface Recorded {
  /** SHA-256 of the request's body, hex. */
  readonly sha256: string;
  /** The body, split at the line breaks of its texts. */
  readonly question: readonly string[];
  readonly answer: TextReply;
}

/** Questions share many lines, so the file holds each line once. */
interface OnFile {
  readonly recordedFrom: string;
  readonly lines: readonly string[];
  readonly answers: readonly (Omit<Recorded, 'question'> & { readonly question: readonly number[] })[];
}

/** No answer was recorded to a question. */
export class CassetteMiss extends Error {
  override name = 'CassetteMiss';
}

const FOLDER = new URL('cassettes/', import.meta.url);
const SOURCE = 'the scripted server of test/models, not a model';

export interface Cassette {
  readonly reply: (ask: ModelAsk) => ModelReply;
  /** Writes what was recorded; nothing when playing back. */
  save(): void;
}

/**
 * Plays `cassettes/<name>.json` back, or records it from `source` when RECORD_CASSETTES is 1.
 * @throws Error when there is no such recording; the replies throw {@link CassetteMiss}
 */
export function cassette(name: string, source: (ask: ModelAsk) => TextReply): Cassette {
  const file = new URL(`${name}.json`, FOLDER);
  if (process.env.RECORD_CASSETTES === '1') return recorder(file, source);
  if (!existsSync(file)) throw new Error(`there is no recording ${name}: record it with RECORD_CASSETTES=1`);
  const { lines, answers } = JSON.parse(readFileSync(file, 'utf8')) as OnFile;
  const recorded = answers.map((one) => ({ ...one, question: one.question.map((line) => lines[line] ?? '') }));
  return { reply: playing(name, recorded), save: () => undefined };
}

/** Answers by hash. A miss names the first line that differs from the recorded question with the longest common beginning. */
export function playing(name: string, answers: readonly Recorded[]): (ask: ModelAsk) => TextReply {
  const known = new Map(answers.map((recorded) => [recorded.sha256, recorded.answer]));
  return ({ raw, nth }) => {
    const hash = sha256(raw);
    const answer = known.get(hash);
    if (answer !== undefined) return answer;
    throw new CassetteMiss(
      `cassette ${name} has no answer to question ${nth}, ${hash}.\n${firstDifference(bodyLines(raw), answers)}\nIf the question was to change, record it with RECORD_CASSETTES=1.`,
    );
  };
}

/** The body as lines. */
export function bodyLines(raw: string): string[] {
  return raw.split('\\n');
}

function firstDifference(question: readonly string[], answers: readonly Recorded[]): string {
  const places = answers.map((recorded) => {
    const place = question.findIndex((line, i) => line !== recorded.question[i]);
    return { place: place === -1 ? question.length : place, recorded: recorded.question };
  });
  const [nearest] = places.toSorted((a, b) => b.place - a.place);
  if (nearest === undefined) return 'Nothing is recorded.';
  const { place, recorded } = nearest;
  const [was = '(the end)', is = '(the end)'] = [recorded[place], question[place]];
  const from = Math.max(0, [...was].findIndex((character, i) => character !== is[i]) - 40);
  const shown = (line: string): string => line.slice(from, from + 160);
  return `Line ${place + 1} was: ${shown(was)}\nLine ${place + 1} is:  ${shown(is)}`;
}

function recorder(file: URL, source: (ask: ModelAsk) => TextReply): Cassette {
  const answers: Recorded[] = [];
  return {
    reply: (ask) => {
      const answer = source(ask);
      answers.push({ sha256: sha256(ask.raw), question: bodyLines(ask.raw), answer });
      return answer;
    },
    save: () => {
      mkdirSync(FOLDER, { recursive: true });
      const lines = [...new Set(answers.flatMap(({ question }) => question))];
      const places = new Map(lines.map((line, i) => [line, i]));
      const onFile: OnFile = {
        recordedFrom: SOURCE,
        lines,
        answers: answers.map((one) => ({ ...one, question: one.question.map((line) => places.get(line) ?? -1) })),
      };
      writeFileSync(file, `${JSON.stringify(onFile)}\n`);
    },
  };
}
