// SPDX-License-Identifier: Apache-2.0
/** The syntax tree of a device-tree source: what was written, in the order it was written, with its places. */

import type { SourceRange } from './source';

export interface Label {
  readonly name: string;
  readonly range: SourceRange;
}

/** `&label` or `&{/path}`. */
export interface Reference {
  readonly kind: 'label' | 'path';
  /** The label, or the path with its leading slash. */
  readonly target: string;
  readonly range: SourceRange;
}

export interface IntegerCell {
  readonly kind: 'integer';
  /** Truncated to the width of the array, unsigned. */
  readonly value: bigint;
  /** Of the literal, or of the expression with its parentheses. */
  readonly range: SourceRange;
}

/** A reference within `< >`: the target's phandle. */
export interface PhandleCell {
  readonly kind: 'phandle';
  readonly reference: Reference;
  readonly range: SourceRange;
}

export type Cell = IntegerCell | PhandleCell;

export interface CellArray {
  readonly kind: 'cells';
  readonly bits: 8 | 16 | 32 | 64;
  readonly cells: readonly Cell[];
  readonly range: SourceRange;
}

export interface StringValue {
  readonly kind: 'string';
  /** Escapes resolved, without the terminating zero that the property holds. */
  readonly bytes: Uint8Array;
  readonly range: SourceRange;
}

export interface ByteString {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
  readonly range: SourceRange;
}

/** A reference outside of `< >`: the target's full path as a string. */
export interface PathValue {
  readonly kind: 'path';
  readonly reference: Reference;
  readonly range: SourceRange;
}

/** The contents of `/incbin/`. */
export interface FileValue {
  readonly kind: 'file';
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly range: SourceRange;
}

export type Value = CellArray | StringValue | ByteString | PathValue | FileValue;

export interface PropertySyntax {
  readonly kind: 'property';
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly labels: readonly Label[];
  readonly values: readonly Value[];
  /** Labels before, after and within the values. */
  readonly valueLabels: readonly Label[];
  /** From the first label to the semicolon. */
  readonly range: SourceRange;
}

export interface DeletePropertySyntax {
  readonly kind: 'delete-property';
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly range: SourceRange;
}

export interface NodeBody {
  readonly properties: readonly (PropertySyntax | DeletePropertySyntax)[];
  readonly children: readonly (NodeSyntax | DeleteNodeSyntax)[];
  /** From `{` to `}`. */
  readonly bodyRange: SourceRange;
}

export interface NodeSyntax extends NodeBody {
  readonly kind: 'node';
  /** With its unit address; empty for the root. */
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly labels: readonly Label[];
  readonly omitIfUnreferenced: boolean;
  /** From the first label to the semicolon. */
  readonly range: SourceRange;
}

export interface DeleteNodeSyntax {
  readonly kind: 'delete-node';
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly range: SourceRange;
}

/** `&label { ... };` at the top level. */
export interface ExtensionSyntax extends NodeBody {
  readonly kind: 'extension';
  readonly reference: Reference;
  readonly labels: readonly Label[];
  readonly range: SourceRange;
}

/** `/delete-node/ &label;` or `/omit-if-no-ref/ &label;` at the top level. */
export interface ReferenceStatement {
  readonly kind: 'delete' | 'omit-if-unreferenced';
  readonly reference: Reference;
  readonly range: SourceRange;
}

export interface MemoryReservation {
  readonly address: bigint;
  readonly size: bigint;
  readonly labels: readonly Label[];
  readonly range: SourceRange;
}

export type TopLevelItem = NodeSyntax | ExtensionSyntax | ReferenceStatement;

export interface SyntaxTree {
  /** `/plugin/` was given: an overlay. */
  readonly plugin: SourceRange | undefined;
  readonly reservations: readonly MemoryReservation[];
  readonly items: readonly TopLevelItem[];
}
