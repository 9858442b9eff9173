// SPDX-License-Identifier: Apache-2.0
/** What initialisers make: a tree of values, each with the tokens it was written with. */

import type { ConstantValue } from './expression';
import type { ArrayType, CType, StructType } from './schema';
import type { Token } from './token';

/** First and last token of a construct. */
export interface Extent {
  readonly first: Token;
  readonly last: Token;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: ConstantValue;
  readonly extent: Extent;
}

export interface StructNode {
  readonly kind: 'struct';
  readonly type: StructType;
  /** By index of the member. */
  readonly members: Map<number, Node>;
  /** Members the type does not know, where it is open. */
  readonly extra: Map<string, Node>;
  extent: Extent;
}

export interface ArrayNode {
  readonly kind: 'array';
  readonly type: ArrayType;
  readonly elements: Map<number, Node>;
  /** One more than the highest index given. */
  length: number;
  extent: Extent;
}

export type Node = ScalarNode | StructNode | ArrayNode;

/** An aggregate of zeros for a struct or array type. */
export function emptyNode(type: StructType | ArrayType, extent: Extent): StructNode | ArrayNode {
  return type.kind === 'struct'
    ? { kind: 'struct', type, members: new Map(), extra: new Map(), extent }
    : { kind: 'array', type, elements: new Map(), length: 0, extent };
}

export function getChild(node: StructNode | ArrayNode, index: number): Node | undefined {
  return node.kind === 'struct' ? node.members.get(index) : node.elements.get(index);
}

export function setChild(node: StructNode | ArrayNode, index: number, child: Node): void {
  if (node.kind === 'array') {
    node.elements.set(index, child);
    node.length = Math.max(node.length, index + 1);
    return;
  }
  if (node.type.union) {
    // Members of a union share their storage: the last one given is the one there is.
    node.members.clear();
  }
  node.members.set(index, child);
}

/** Type of the child at an index; undefined past the end. */
export function childType(node: StructNode | ArrayNode, index: number): CType | undefined {
  return node.kind === 'array' ? node.type.element : node.type.members[index]?.type;
}
