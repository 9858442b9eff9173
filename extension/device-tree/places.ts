// SPDX-License-Identifier: Apache-2.0
/** Where nodes, properties and cells were written. */

import type { Diagnostic } from './diagnostics';
import { type PlacedValue, placedValues } from './property-data';
import type { SourceRange } from './source';
import type { Cell } from './syntax';
import type { TreeNode, TreeProperty } from './tree';

/** Of the name where the node was first defined. */
export function nodePlace(node: TreeNode): SourceRange | undefined {
  const definition = node.definitions[0];
  return definition?.kind === 'node' ? definition.nameRange : definition?.reference.range;
}

/** Of the name in the definition that is in effect; the node's for a property that nobody wrote. */
export function propertyPlace(node: TreeNode, property: TreeProperty): SourceRange | undefined {
  return property.definition?.nameRange ?? nodePlace(node);
}

/** Of the value that a byte of a property comes from. @param offset in bytes */
export function valuePlace(node: TreeNode, property: TreeProperty, offset: number): SourceRange | undefined {
  const found = valueAt(property, offset);
  return found ? (cellIn(found, offset) ?? found.value).range : propertyPlace(node, property);
}

/** Whether a reference was written at a place of a property. @param offset in bytes */
export function isReference(property: TreeProperty, offset: number): boolean {
  const found = valueAt(property, offset);
  return found !== undefined && cellIn(found, offset)?.kind === 'phandle';
}

function valueAt(property: TreeProperty, offset: number): PlacedValue | undefined {
  for (const placed of placedValues(property)) {
    if (offset < placed.start + placed.length) {
      return placed;
    }
  }
  return undefined;
}

function cellIn({ value, start }: PlacedValue, offset: number): Cell | undefined {
  return value.kind === 'cells' ? value.cells[Math.floor((offset - start) / (value.bits / 8))] : undefined;
}

/** Whether any reference to a phandle was written in a property. */
export function hasReferences(property: TreeProperty): boolean {
  return (property.definition?.values ?? []).some(
    (value) => value.kind === 'cells' && value.cells.some(({ kind }) => kind === 'phandle'),
  );
}

/** A place that has to do with something; nothing when it is not known. */
export function relatedTo(message: string, range: SourceRange | undefined): Pick<Diagnostic, 'related'> {
  return range === undefined ? {} : { related: [{ message, range }] };
}
