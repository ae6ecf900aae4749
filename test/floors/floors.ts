/** The table of floors (lint/floors.json): which room may import what, checked against the imports of a file. */

import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';

/**
 * A row of the table. A room may import only rooms of rows above its own.
 * `pure` rooms have no effects, `edge` rooms may have them, `test` rooms are not part of the product.
 */
export interface Floor {
  readonly room: string;
  readonly kind: 'pure' | 'edge' | 'test';
  readonly holds: string;
  /** Rooms, or single files as `room/file.ts`. */
  readonly rooms: readonly string[] | typeof ALL_ABOVE;
  readonly packages: readonly string[];
}

export interface Import {
  readonly line: number;
  /** Null for a dynamic import whose target is computed. */
  readonly specifier: string | null;
}

const ALL_ABOVE = 'all above';

export const REPOSITORY: string = join(import.meta.dirname, '../..');

export function readFloors(): Floor[] {
  const rows = JSON.parse(readFileSync(join(REPOSITORY, 'lint/floors.json'), 'utf8')) as Record<
    string,
    Omit<Floor, 'room'>
  >;
  return Object.entries(rows).map(([room, row]) => ({ room, ...row }));
}

/** Rows that allow a room of a later row, which could make a cycle of rooms. */
export function problemsOfTable(floors: readonly Floor[]): string[] {
  return floors.flatMap(({ room, rooms }, row) => {
    const above = new Set(floors.slice(0, row).map((floor) => floor.room));
    return (rooms === ALL_ABOVE ? [] : rooms)
      .filter((allowed) => !above.has(allowed.split('/')[0] ?? ''))
      .map((allowed) => `${room} may import ${allowed}, which is no row above it.`);
  });
}

/** @param file path from the repository, with `/` */
export function roomOf(file: string): string {
  const [top, second] = file.split('/');
  if (file.endsWith('.test.ts')) return 'test';
  return (top === 'src' ? second : top) ?? '';
}

const IMPORTS = new RegExp(
  [
    /^[ \t]*(?:import|export)\b[^;'"`]*?\bfrom\s*['"](?<from>[^'"\n]+)['"]/,
    /^[ \t]*import\s*['"](?<bare>[^'"\n]+)['"]/,
    // A file below a package is named by its URL where the package exports it under no name.
    /\bimport\(\s*(?:['"](?<dynamic>[^'"\n]+)['"]|new URL\([^()]*\bimport\.meta\.resolve\(['"](?<below>[^'"\n]+)['"]\))?/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gm',
);

/** All imports and re-exports of a source text, dynamic ones and imports of types included. */
export function importsOf(source: string): Import[] {
  return [...source.matchAll(IMPORTS)].map((match) => ({
    line: source.slice(0, match.index + match[0].length).split('\n').length,
    specifier: match.groups?.from ?? match.groups?.bare ?? match.groups?.dynamic ?? match.groups?.below ?? null,
  }));
}

/** Imports of a file that the table forbids, one sentence for each. */
export function violationsOf(file: string, source: string, floors: readonly Floor[]): string[] {
  const room = roomOf(file);
  const floor = floors.find((one) => one.room === room);
  if (floor === undefined) return [`${file}: ${room} is no room of lint/floors.json.`];
  return importsOf(source).flatMap(({ line, specifier }) => {
    const complaint = complaintAbout(file, specifier, floor, floors);
    return complaint === null ? [] : [`${file}:${line}: ${complaint}`];
  });
}

function complaintAbout(file: string, specifier: string | null, floor: Floor, floors: readonly Floor[]): string | null {
  const { room, kind } = floor;
  if (specifier === null) {
    return kind === 'test' ? null : 'The target of this import is computed, so it cannot be checked. Name it.';
  }
  if (specifier.startsWith('.')) return complaintAboutRoom(posix.join(file, '..', specifier), floor, floors);
  if (isBuiltin(specifier)) {
    return kind === 'pure' ? `${room} is pure and imports no Node module: ${specifier}.` : null;
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return floor.packages.includes(name) ? null : `${room} may not import the package ${name}.`;
}

function complaintAboutRoom(target: string, floor: Floor, floors: readonly Floor[]): string | null {
  const to = roomOf(target);
  if (to === floor.room) return null;
  const kind = floors.find((one) => one.room === to)?.kind;
  if (kind === undefined) return `${target} is in no room of lint/floors.json.`;
  if (kind === 'test' && floor.kind !== 'test') return `Code of the product never imports ${to}, which is for tests.`;
  const allowed = allowedOf(floor, floors);
  if (allowed.some((one) => one === to || `src/${one}` === target)) return null;
  return `${floor.room} may not import ${to}. It may import: ${allowed.join(', ') || 'no other room'}.`;
}

function allowedOf({ room, rooms }: Floor, floors: readonly Floor[]): readonly string[] {
  if (rooms !== ALL_ABOVE) return rooms;
  const names = floors.map((floor) => floor.room);
  return names.slice(0, names.indexOf(room));
}

/**
 * What rows of the table allow by name and no file uses, one sentence for each.
 * @param files source texts by path; tests beside the code do not count as files of their room
 */
export function unusedPermissions(files: ReadonlyMap<string, string>, floors: readonly Floor[]): string[] {
  return floors.flatMap((floor) => {
    if (floor.rooms === ALL_ABOVE || floor.kind === 'test') return [];
    const used = new Set<string>();
    for (const [file, source] of files) {
      if (roomOf(file) !== floor.room) continue;
      for (const { specifier } of importsOf(source)) {
        if (specifier === null || !specifier.startsWith('.')) continue;
        const target = posix.join(file, '..', specifier);
        used.add(roomOf(target)).add(target.slice('src/'.length));
      }
    }
    const unused = floor.rooms.filter((room) => !used.has(room));
    return unused.map((room) => `${floor.room} may import ${room} and does not: take it out of lint/floors.json.`);
  });
}

/** The table as Markdown. */
export function markdownOf(floors: readonly Floor[]): string {
  const rows = floors.map(({ room, kind, holds, rooms, packages }) => [
    `\`${room}\``,
    kind,
    holds,
    rooms === ALL_ABOVE ? rooms : rooms.join(', ') || '–',
    packages.join(', ') || '–',
  ]);
  const head = ['room', 'kind', 'holds', 'may import', 'packages'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export const PAGE: string = join(REPOSITORY, 'docs/architecture.md');

const BEGIN = '<!-- The table of lint/floors.json, written by `npm run docs:floors`. -->';
const END = '<!-- End of the table. -->';

/** The page with the table of `floors` between its two marks. @throws Error when a mark is missing */
export function pageWith(page: string, floors: readonly Floor[]): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`docs/architecture.md has to hold the lines ${BEGIN} and ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${markdownOf(floors)}\n\n${page.slice(end)}`;
}
