// SPDX-License-Identifier: Apache-2.0
/** What the bindings together say about the type of a property's value. A type belongs to a name, whatever the node. */

/** Least and most elements; a most of 0 is no limit. */
export type Range = readonly [least: number, most: number];

/** Rows of a matrix, and cells in a row. */
export type Dimensions = readonly [rows: Range, cells: Range];

/** One type that bindings give to a name. */
export interface PropertyType {
  /** As in types.yaml, for example `uint32-matrix`; undefined where the name is known and its type is not. */
  readonly type: string | undefined;
  readonly dimensions?: Dimensions | undefined;
}

/** All types of all names, in a form that can be stored. */
export interface TypeTables {
  /** By exact name. */
  readonly exact: Readonly<Record<string, readonly PropertyType[]>>;
  /** By pattern, in the order in which patterns are tried. */
  readonly patterns: readonly (readonly [pattern: string, type: PropertyType])[];
}
