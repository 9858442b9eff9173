// SPDX-License-Identifier: Apache-2.0
/** Everything that is written in a source: nodes, properties, labels, references. */

import type { ExtensionSyntax, Label, NodeSyntax, PropertySyntax, Reference, SyntaxTree } from '..';

export type BodySyntax = NodeSyntax | ExtensionSyntax;

/** Nodes and extensions, outer ones first. */
export function* bodies(syntax: SyntaxTree): Generator<BodySyntax> {
  for (const item of syntax.items) {
    if (item.kind === 'node' || item.kind === 'extension') {
      yield* bodiesIn(item);
    }
  }
}

function* bodiesIn(body: BodySyntax): Generator<BodySyntax> {
  yield body;
  for (const child of body.children) {
    if (child.kind === 'node') {
      yield* bodiesIn(child);
    }
  }
}

export function propertiesOf(body: BodySyntax): readonly PropertySyntax[] {
  return body.properties.filter((property) => property.kind === 'property');
}

/** Labels of nodes. */
export function* nodeLabels(syntax: SyntaxTree): Generator<Label> {
  for (const body of bodies(syntax)) {
    yield* body.labels;
  }
}

export function* references(syntax: SyntaxTree): Generator<Reference> {
  for (const item of syntax.items) {
    if (item.kind !== 'node') {
      yield item.reference;
    }
  }
  for (const body of bodies(syntax)) {
    for (const { values } of propertiesOf(body)) {
      for (const value of values) {
        if (value.kind === 'path') {
          yield value.reference;
        } else if (value.kind === 'cells') {
          yield* value.cells.flatMap((cell) => (cell.kind === 'phandle' ? [cell.reference] : []));
        }
      }
    }
  }
}
