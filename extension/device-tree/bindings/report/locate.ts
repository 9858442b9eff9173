// SPDX-License-Identifier: Apache-2.0
/** From the place of a failure in decoded nodes to its place in the source. */

import type { SourceRange } from '../../source';
import type { Value } from '../../syntax';
import type { DeviceTree, TreeNode, TreeProperty } from '../../tree';
import type { Failure } from '../evaluate';
import { type Instance, NodeInstance } from '../instance';

/** Finds places in one source file and what it includes. */
export class Locator {
  constructor(
    private readonly tree: DeviceTree,
    /** Where a fault is shown that has no place of its own. */
    private readonly fallback: SourceRange,
  ) {}

  /** @param node the node that was checked */
  failure(node: NodeInstance, { path, keyword, names, obscured }: Failure): SourceRange {
    const found = this.follow(node, path);
    const named =
      keyword === 'required' || keyword === 'dependentRequired'
        ? undefined
        : names.find((name) => !obscured.includes(name));
    if (found.property) {
      return this.value(found.property, found.value, found.indices);
    }
    return this.member(found.node, named) ?? this.nodeName(found.node);
  }

  /** The name of a property. @param path of its node */
  property(path: string, name: string): SourceRange {
    return this.member(this.tree.root.descendant(path), name) ?? this.fallback;
  }

  /** The string at the end of a path, with its quotes; undefined when it is not written as one. */
  string(node: NodeInstance, path: Failure['path']): SourceRange | undefined {
    const { property, value, indices } = this.follow(node, path);
    const written = property?.definition?.values ?? [];
    const index = indices[0] ?? 0;
    const isWhole = Array.isArray(value) && written.length === value.length;
    return isWhole && written[index]?.kind === 'string' ? written[index].range : undefined;
  }

  /** The name of a property of the node at the end of a path; undefined for child nodes. */
  propertyName(node: NodeInstance, path: Failure['path'], name: string): SourceRange | undefined {
    return this.follow(node, path).node?.property(name)?.definition?.nameRange;
  }

  /** Where another property can be added to the node at the end of a path, and what its line begins with. */
  endOfProperties(node: NodeInstance, path: Failure['path']): { range: SourceRange; indent: string } | undefined {
    const found = this.follow(node, path).node;
    const last = found?.definitions.at(-1)?.properties.at(-1);
    if (!found || !last) {
      return undefined;
    }
    const { file, start, end } = last.range;
    // A tab is one column, so that a column for each level means tabs.
    const isTabbed = start.column <= found.depth + 1;
    return { range: { file, start: end, end }, indent: (isTabbed ? '\t' : ' ').repeat(start.column) };
  }

  private follow(start: NodeInstance, path: Failure['path']) {
    let node = this.tree.root.descendant(start.path);
    let value: Instance | undefined = start;
    for (const [depth, step] of path.entries()) {
      const property: TreeProperty | undefined = node?.property(String(step));
      value = value instanceof NodeInstance ? value.get(String(step)) : undefined;
      if (!(value instanceof NodeInstance)) {
        const indices = path.slice(depth + 1).filter((index) => typeof index === 'number');
        return { node, property, value, indices };
      }
      node = node?.child(String(step));
    }
    return { node, property: undefined, value, indices: [] };
  }

  /** A property or child node of a node, by its name. */
  private member(node: TreeNode | undefined, name: string | undefined): SourceRange | undefined {
    if (!node || name === undefined) {
      return undefined;
    }
    const child = node.child(name);
    return node.property(name)?.definition?.nameRange ?? (child && this.nodeName(child));
  }

  private nodeName(node: TreeNode | undefined): SourceRange {
    const definition = node?.definitions.find(({ kind }) => kind === 'node') ?? node?.definitions[0];
    if (!definition) {
      return this.fallback;
    }
    return definition.kind === 'node' ? definition.nameRange : definition.reference.range;
  }

  private value({ definition }: TreeProperty, value: Instance | undefined, indices: readonly number[]): SourceRange {
    if (!definition) {
      return this.fallback;
    }
    return elementRange(definition.values, value, indices) ?? definition.nameRange;
  }
}

/** The place of an element of a list, or of a cell of a matrix; undefined when what was written has another form. */
function elementRange(
  written: readonly Value[],
  value: Instance | undefined,
  [outer, inner]: readonly number[],
): SourceRange | undefined {
  if (!Array.isArray(value) || outer === undefined) {
    return undefined;
  }
  if (typeof value[outer] === 'string') {
    return written.length === value.length ? written[outer]?.range : undefined;
  }
  const before = value.slice(0, outer).reduce((sum: number, row) => sum + (Array.isArray(row) ? row.length : 1), 0);
  const cells = written.flatMap((each) => (each.kind === 'cells' ? each.cells : []));
  return cells[before + (inner ?? 0)]?.range;
}
