/** A table for other programs: typed columns, and rows that are made while they are written. */

/** null is a missing value. A moment is whole microseconds since 1970, UTC. */
export type Cell = string | number | boolean | null;

export type ColumnKind = 'text' | 'number' | 'whole' | 'switch' | 'moment';

/** A column of rows that are made from `T`. Names are `snake_case`, with the unit where there is one. */
export type Column<T> = readonly [name: string, kind: ColumnKind, cell: (from: T) => Cell];

export interface ExportColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

export interface ExportTable {
  readonly name: string;
  readonly columns: readonly ExportColumn[];
  /** Cells in the order of the columns. */
  readonly rows: Iterable<readonly Cell[]>;
}

export function tableOf<T>(name: string, columns: readonly Column<T>[], records: Iterable<T>): ExportTable {
  return {
    name,
    columns: columns.map(([column, kind]) => ({ name: column, kind })),
    rows: {
      *[Symbol.iterator]() {
        for (const record of records) yield columns.map(([, , cell]) => cell(record));
      },
    },
  };
}

/** ISO 8601 to microseconds since 1970. */
export function momentOf(iso: string): number {
  return Date.parse(iso) * 1_000;
}

export function momentOrNull(iso: string | null): number | null {
  return iso === null ? null : momentOf(iso);
}

/** A measured figure of which records from before it was measured know nothing, or that is not a number where there was no book. */
export function known(value: number | null | undefined): number | null {
  return value === undefined || value === null || Number.isNaN(value) ? null : value;
}
