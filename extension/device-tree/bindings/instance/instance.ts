// SPDX-License-Identifier: Apache-2.0
/** Nodes and properties of a device tree as bindings see them: values by type instead of bytes. */

/** An integer that knows its width, because types of different widths must not be mistaken for each other. */
export class Cell {
  constructor(
    readonly value: number | bigint,
    /** 8, 16, 32 or 64. */
    readonly bits: number,
  ) {}
}

/**
 * A value. Empty properties are `true`. Bytes are a property whose type no binding knows, or which does not fit its
 * type; they satisfy no type.
 */
export type Instance = boolean | Cell | string | Uint8Array | Instance[] | NodeInstance;

/** A node's properties and child nodes, in one space of names. */
export class NodeInstance {
  readonly members = new Map<string, Instance>();

  constructor(
    /** With its unit address; `/` for the root. */
    readonly name: string,
    /** Empty for the root. */
    readonly path: string,
  ) {}

  get(name: string): Instance | undefined {
    return this.members.get(name);
  }

  *children(): Generator<NodeInstance> {
    for (const member of this.members.values()) {
      if (member instanceof NodeInstance) {
        yield member;
      }
    }
  }
}

/** The number in a cell as it is used for counting; 0 for anything else, but 1 for an empty property, as dt-validate has it. */
export function countOf(instance: Instance | undefined): number {
  if (instance === true) {
    return 1;
  }
  return instance instanceof Cell ? Number(instance.value) : 0;
}

/** The cells of the first row of a matrix; undefined when the value is no matrix. */
export function firstRow(instance: Instance | undefined): Cell[] | undefined {
  const row = Array.isArray(instance) ? instance[0] : undefined;
  return Array.isArray(row) && row.every((cell) => cell instanceof Cell) ? row : undefined;
}
