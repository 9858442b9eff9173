// SPDX-License-Identifier: Apache-2.0
/** Where nodes, properties and cells were written. */

import type { Diagnostic } from '../diagnostics';
import type { SourceRange } from '../source';
import type { Value } from '../syntax';
import type { TreeNode, TreeProperty } from '../tree';

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
  let start = 0;
  for (const value of property.definition?.values ?? []) {
    const length = lengthOf(value, property, start);
    if (offset < start + length) {
      const cell = value.kind === 'cells' ? value.cells[Math.floor((offset - start) / (value.bits / 8))] : undefined;
      return cell?.range ?? value.range;
    }
    start += length;
  }
  return propertyPlace(node, property);
}

/** Whether a reference was written at a place of a property. @param offset in bytes */
export function isReference(property: TreeProperty, offset: number): boolean {
  let start = 0;
  for (const value of property.definition?.values ?? []) {
    const length = lengthOf(value, property, start);
    if (offset < start + length) {
      return value.kind === 'cells' && value.cells[(offset - start) / (value.bits / 8)]?.kind === 'phandle';
    }
    start += length;
  }
  return false;
}

/** Whether any reference to a phandle was written in a property. */
export function hasReferences(property: TreeProperty): boolean {
  return (property.definition?.values ?? []).some(
    (value) => value.kind === 'cells' && value.cells.some(({ kind }) => kind === 'phandle'),
  );
}

/** Bytes of a value; a path's are known from what is there, where it is the last value or ends at a zero. */
function lengthOf(value: Value, { data }: TreeProperty, start: number): number {
  switch (value.kind) {
    case 'cells':
      return (value.cells.length * value.bits) / 8;
    case 'string':
      return value.bytes.length + 1;
    case 'path': {
      const zero = data.indexOf(0, start);
      return zero < 0 ? 0 : zero + 1 - start;
    }
    default:
      return value.bytes.length;
  }
}

/** A place that has to do with something; nothing when it is not known. */
export function relatedTo(message: string, range: SourceRange | undefined): Pick<Diagnostic, 'related'> {
  return range === undefined ? {} : { related: [{ message, range }] };
}
