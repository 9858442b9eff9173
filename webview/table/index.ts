// SPDX-License-Identifier: Apache-2.0
/** The door: a table for more rows than a page can hold. */
export type { Column } from './columns';
export { PAGE_ROWS } from './page-cache';
export type { TableRow } from './row-pool';
export type { RowRange } from './selection';
export { Table, type TablePlace } from './table';
