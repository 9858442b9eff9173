// SPDX-License-Identifier: Apache-2.0
/**
 * Puts the top-level definitions of a source together in the order they were read, by dtc's rules (livetree.c,
 * merge_nodes): what is deleted keeps its place and takes it again when it comes back; within a node's first
 * definition nothing replaces or deletes anything.
 */

import type { DiagnosticList } from './diagnostics';
import { limits } from './limits';
import { addFragment } from './overlay';
import type {
  DeletePropertySyntax,
  ExtensionSyntax,
  Label,
  NodeBody,
  NodeSyntax,
  PropertySyntax,
  Reference,
  ReferenceStatement,
  SyntaxTree,
} from './syntax';
import { TreeNode, type TreeProperty } from './tree';

/** A tree under construction: references are looked up in what has been read so far. */
export class MergedTree {
  root: TreeNode | undefined;
  private readonly labelled = new Map<string, TreeNode[]>();

  /** `/plugin/` was given. */
  isOverlay = false;
  private fragments = 0;

  constructor(private readonly diagnostics: DiagnosticList) {}

  /** Adds everything in a source. */
  addAll(syntax: SyntaxTree): void {
    this.isOverlay = syntax.plugin !== undefined;
    for (const item of syntax.items) {
      if (item.kind === 'node') {
        this.addRoot(item);
      } else if (item.kind === 'extension') {
        this.extend(item);
      } else {
        this.apply(item);
      }
    }
  }

  /** The live node that carries a label. */
  nodeByLabel(label: string): TreeNode | undefined {
    const nodes = this.labelled.get(label) ?? [];
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index]!;
      if (!node.deleted && node.labels.has(label)) {
        return node;
      }
    }
    return undefined;
  }

  /** The live node that a reference means. */
  find(reference: Reference): TreeNode | undefined {
    return reference.kind === 'label' ? this.nodeByLabel(reference.target) : this.root?.descendant(reference.target);
  }

  /** Reports a reference to nothing. */
  reportMissing(reference: Reference, code: string): void {
    const what = reference.kind === 'label' ? `label &${reference.target}` : `path &{${reference.target}}`;
    this.diagnostics.error(code, `no node has the ${what}`, reference.range);
  }

  private addRoot(item: NodeSyntax): void {
    if (this.root) {
      this.merge(this.root, item);
    } else {
      this.root = new TreeNode('', undefined);
      this.define(this.root, item);
    }
  }

  private extend(item: ExtensionSyntax): void {
    // In an overlay, a path is one in the tree that it is applied to.
    const isElsewhere = this.isOverlay && item.reference.kind === 'path' && item.labels.length === 0;
    const target = isElsewhere ? undefined : this.find(item.reference);
    if (target) {
      this.addLabels(target, item.labels);
      this.merge(target, item);
    } else if (this.isOverlay && item.labels.length === 0) {
      this.root ??= new TreeNode('', undefined);
      this.define(addFragment(this.root, this.fragments++, item), item);
    } else {
      this.reportMissing(item.reference, 'dts-unknown-reference');
    }
  }

  private apply(item: ReferenceStatement): void {
    const target = this.find(item.reference);
    if (!target) {
      this.reportMissing(item.reference, 'dts-unknown-reference');
    } else if (item.kind === 'delete') {
      deleteNode(target);
    } else {
      target.omitIfUnreferenced = true;
    }
  }

  private addLabels(node: TreeNode, labels: readonly Label[]): void {
    for (const label of labels) {
      if (node.labels.add(label)) {
        const nodes = this.labelled.get(label.name);
        if (nodes) {
          nodes.push(node);
        } else {
          this.labelled.set(label.name, [node]);
        }
      }
    }
  }

  /** Fills a new node from its first definition. */
  private define(node: TreeNode, syntax: NodeSyntax | ExtensionSyntax): void {
    node.definitions.push(syntax);
    node.omitIfUnreferenced = syntax.kind === 'node' && syntax.omitIfUnreferenced;
    this.addLabels(node, syntax.labels);
    for (const property of syntax.properties) {
      setProperty(node.addProperty(property.name), property);
    }
    for (const child of syntax.children) {
      this.addNew(node, child);
    }
  }

  private addNew(parent: TreeNode, syntax: NodeBody['children'][number]): void {
    if (parent.depth >= limits.nodeDepth) {
      const message = `nodes are nested more than ${limits.nodeDepth} deep`;
      this.diagnostics.error('dts-nesting', message, syntax.nameRange);
      return;
    }
    const node = parent.addChild(syntax.name);
    if (syntax.kind === 'node') {
      this.define(node, syntax);
    } else {
      node.deleted = true;
    }
  }

  /** Applies a further definition to a node that exists. */
  private merge(node: TreeNode, syntax: NodeSyntax | ExtensionSyntax): void {
    node.deleted = false;
    node.definitions.push(syntax);
    if (syntax.kind === 'node') {
      this.addLabels(node, syntax.labels);
    }
    for (const property of syntax.properties) {
      mergeProperty(node, property);
    }
    for (const child of syntax.children) {
      const existing = node.childSlot(child.name);
      if (!existing) {
        if (child.kind === 'node') {
          this.addNew(node, child);
        }
      } else if (child.kind === 'node') {
        this.merge(existing, child);
      } else {
        deleteNode(existing);
      }
    }
  }
}

/** Deletes a node and all it holds. */
export function deleteNode(node: TreeNode): void {
  for (const child of node.children) {
    deleteNode(child);
  }
  node.properties.forEach(deleteProperty);
  node.labels.deleteAll();
  node.deleted = true;
}

function deleteProperty(property: TreeProperty): void {
  property.deleted = true;
  property.labels.deleteAll();
}

function setProperty(property: TreeProperty, syntax: PropertySyntax | DeletePropertySyntax): void {
  if (syntax.kind === 'delete-property') {
    property.deleted = true;
    return;
  }
  property.deleted = false;
  property.definitions.push(syntax);
  for (const label of syntax.labels) {
    property.labels.add(label);
  }
}

function mergeProperty(node: TreeNode, syntax: PropertySyntax | DeletePropertySyntax): void {
  const existing = node.propertySlot(syntax.name);
  if (syntax.kind === 'property') {
    setProperty(existing ?? node.addProperty(syntax.name), syntax);
  } else if (existing) {
    deleteProperty(existing);
  }
}
