// SPDX-License-Identifier: Apache-2.0
/**
 * The device tree that the source describes: nodes and properties after all extensions, overrides and deletions. Each
 * knows every place that shaped it, the one in effect last.
 */

import type { ExtensionSyntax, Label, NodeSyntax, PropertySyntax } from './syntax';

/** Labels of one node or property. Deleting the owner hides them; defining it again does not bring them back. */
export class LabelSet {
  private readonly all = new Map<string, { label: Label; deleted: boolean }>();

  /** @returns whether the label has never been here before */
  add(label: Label): boolean {
    const known = this.all.get(label.name);
    if (known) {
      known.deleted = false;
      return false;
    }
    this.all.set(label.name, { label, deleted: false });
    return true;
  }

  deleteAll(): void {
    for (const entry of this.all.values()) {
      entry.deleted = true;
    }
  }

  has(name: string): boolean {
    return this.all.get(name)?.deleted === false;
  }

  get live(): Label[] {
    return [...this.all.values()].filter((entry) => !entry.deleted).map((entry) => entry.label);
  }
}

export class TreeProperty {
  readonly labels = new LabelSet();
  /** All definitions that met here, the one in effect last. Empty for a property that the compiler added. */
  readonly definitions: PropertySyntax[] = [];
  deleted = false;
  /** The bytes, big-endian as in the flattened tree; empty until references are resolved. */
  data: Uint8Array = new Uint8Array();

  constructor(readonly name: string) {}

  /** What was written; undefined for a property that the compiler added. */
  get definition(): PropertySyntax | undefined {
    return this.definitions[this.definitions.length - 1];
  }
}

export class TreeNode {
  readonly labels = new LabelSet();
  /** The node's definition and what extends it, in the order they were read. */
  readonly definitions: (NodeSyntax | ExtensionSyntax)[] = [];
  /** Properties in their order, deleted ones included: one that comes back takes its old place. */
  readonly allProperties: TreeProperty[] = [];
  readonly allChildren: TreeNode[] = [];
  deleted = false;
  omitIfUnreferenced = false;
  referenced = false;
  phandle: number | undefined;
  /** Nodes above this one. */
  readonly depth: number;
  private readonly firstProperties = new Map<string, TreeProperty>();
  private readonly firstChildren = new Map<string, TreeNode>();

  constructor(
    /** With its unit address; empty for the root. */
    readonly name: string,
    readonly parent: TreeNode | undefined,
  ) {
    this.depth = parent ? parent.depth + 1 : 0;
  }

  get properties(): TreeProperty[] {
    return this.allProperties.filter((property) => !property.deleted);
  }

  get children(): TreeNode[] {
    return this.allChildren.filter((child) => !child.deleted);
  }

  /** The full path, `/` for the root. */
  get path(): string {
    const names: string[] = [];
    for (let node: TreeNode = this; node.parent; node = node.parent) {
      names.push(node.name);
    }
    return `/${names.reverse().join('/')}`;
  }

  property(name: string): TreeProperty | undefined {
    const first = this.firstProperties.get(name);
    return first?.deleted ? this.properties.find((property) => property.name === name) : first;
  }

  child(name: string): TreeNode | undefined {
    const first = this.firstChildren.get(name);
    return first?.deleted ? this.children.find((child) => child.name === name) : first;
  }

  /** The first property of this name, a deleted one too. */
  propertySlot(name: string): TreeProperty | undefined {
    return this.firstProperties.get(name);
  }

  /** The first child of this name, a deleted one too. */
  childSlot(name: string): TreeNode | undefined {
    return this.firstChildren.get(name);
  }

  addProperty(name: string): TreeProperty {
    const property = new TreeProperty(name);
    this.allProperties.push(property);
    if (!this.firstProperties.has(name)) {
      this.firstProperties.set(name, property);
    }
    return property;
  }

  addChild(name: string): TreeNode {
    const child = new TreeNode(name, this);
    this.allChildren.push(child);
    if (!this.firstChildren.has(name)) {
      this.firstChildren.set(name, child);
    }
    return child;
  }

  /** The node at a path below this one; slashes at its ends do not matter. */
  descendant(path: string): TreeNode | undefined {
    let node: TreeNode | undefined = this;
    for (const name of path.split('/')) {
      node = name === '' ? node : node?.child(name);
    }
    return node;
  }

  /** This node and all below it, parents first. */
  *walk(): Generator<TreeNode> {
    yield this;
    for (const child of this.allChildren) {
      if (!child.deleted) {
        yield* child.walk();
      }
    }
  }
}

export interface Reservation {
  readonly address: bigint;
  readonly size: bigint;
}

export interface DeviceTree {
  readonly root: TreeNode;
  readonly reservations: readonly Reservation[];
  /** Physical ID of the boot CPU, for the header. */
  readonly bootCpu: number;
  /** The node that carries a label. */
  nodeByLabel(label: string): TreeNode | undefined;
}
