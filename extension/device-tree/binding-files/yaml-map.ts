// SPDX-License-Identifier: Apache-2.0
/** Maps of a binding's file with the places of their keys and values. */

import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';

/** Lists and maps within each other that are looked into. */
export const MAXIMUM_DEPTH = 100;

/** A map with names as keys. What stands for something else (`*name`) is not followed: it is checked where it stands. */
export class Mapping {
  private readonly members = new Map<string, { readonly key: Node; readonly value: Node }>();

  constructor(readonly node: YAMLMap) {
    for (const { key, value } of node.items) {
      if (isScalar(key)) {
        // A key without a value has null as its value, at the key.
        this.members.set(String(key.value), { key, value: (value as Node | null) ?? key });
      }
    }
  }

  /** The first key, for what is missing in the map as a whole. */
  get first(): Node {
    return [...this.members.values()][0]?.key ?? this.node;
  }

  get names(): readonly string[] {
    return [...this.members.keys()];
  }

  has(name: string): boolean {
    return this.members.has(name);
  }

  key(name: string): Node {
    return this.members.get(name)?.key ?? this.node;
  }

  value(name: string): Node | undefined {
    return this.members.get(name)?.value;
  }

  /** The map under a name; undefined when there is none, or something else. */
  map(name: string): Mapping | undefined {
    return mappingOf(this.value(name));
  }

  /** The elements of the list under a name; undefined when there is none, or something else. */
  list(name: string): readonly Node[] | undefined {
    return elementsOf(this.value(name));
  }

  string(name: string): string | undefined {
    const value = scalarOf(this.value(name));
    return typeof value === 'string' ? value : undefined;
  }

  integer(name: string): bigint | undefined {
    const value = scalarOf(this.value(name));
    return typeof value === 'bigint' ? value : undefined;
  }
}

export function mappingOf(node: Node | undefined): Mapping | undefined {
  return isMap(node) ? new Mapping(node) : undefined;
}

export function elementsOf(node: Node | undefined): readonly Node[] | undefined {
  return isSeq(node) ? (node.items as Node[]) : undefined;
}

/** The value of a scalar, integers as bigint; undefined for lists, maps and what stands for something else. */
export function scalarOf(node: Node | undefined): unknown {
  return isScalar(node) ? node.value : undefined;
}

/** Whether it is an integer, or may be one as far as this place tells. */
export function mayBeInteger(node: Node): boolean {
  return isAlias(node) || typeof scalarOf(node) === 'bigint';
}

/** Whether it is a string, or may be one as far as this place tells. */
export function mayBeString(node: Node): boolean {
  return isAlias(node) || typeof scalarOf(node) === 'string';
}

/** Whether lists and maps have the same contents, for finding one that is there twice. */
export function sameContents(one: Node, other: Node): boolean {
  return textOf(one) === textOf(other);
}

/** What it holds, as text that is the same for the same contents. */
function textOf(node: Node): string {
  return JSON.stringify(node, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)) ?? '';
}
