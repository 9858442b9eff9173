// SPDX-License-Identifier: Apache-2.0
/** A syntax tree into a device tree: merging, the faults that make a tree unusable, phandles, paths, unused nodes. */

import { bootCpu } from './boot-cpu';
import type { DiagnosticList } from './diagnostics';
import { addFixups, addSymbols } from './generated-nodes';
import { deleteNode, MergedTree } from './merge';
import { Phandles } from './phandles';
import { propertyData } from './property-data';
import type { Reference, SyntaxTree } from './syntax';
import type { DeviceTree, TreeNode } from './tree';
import { checkNames } from './tree-checks';

/** In place of a phandle that is not known. */
const UNRESOLVED = 0xffff_ffff;

export interface ResolveOptions {
  /** Adds `/__symbols__`, so that overlays can refer to all labels, as `dtc -@` does. */
  readonly symbols?: boolean | undefined;
}

/** Resolves a source as dtc does. The tree is there whenever the source has a root node, faults or not. */
export function resolve(
  syntax: SyntaxTree,
  diagnostics: DiagnosticList,
  { symbols }: ResolveOptions = {},
): DeviceTree | undefined {
  const merged = new MergedTree(diagnostics);
  merged.addAll(syntax);
  const { root } = merged;
  if (!root) {
    return undefined;
  }
  // The order is dtc's: the boot CPU is guessed before any reference is resolved, and names are checked before phandles.
  const cpu = bootCpu(root);
  checkNames(root, diagnostics);
  const phandles = new Phandles(root, merged, diagnostics);
  resolveReferences(root, merged, phandles);
  // With symbols, an overlay may refer to any node with a label.
  omitUnreferenced(root, (node) => symbols === true && node.labels.live.length > 0);
  if (symbols) {
    addSymbols(root, (node) => phandles.of(node));
  }
  if (merged.isOverlay) {
    addFixups(root, (reference) => merged.find(reference));
  }
  return {
    root,
    reservations: syntax.reservations,
    bootCpu: cpu,
    nodeByLabel: (label) => merged.nodeByLabel(label),
  };
}

function resolveReferences(root: TreeNode, merged: MergedTree, phandles: Phandles): void {
  const target = (reference: Reference, check: string): TreeNode | undefined => {
    const node = merged.find(reference);
    if (node) {
      node.referenced = true;
    } else if (!(merged.isOverlay && check === 'phandle_references')) {
      // What an overlay refers to by phandle may be in the tree that it is applied to.
      merged.reportMissing(reference, check);
    }
    return node;
  };
  const resolver = {
    phandle: (reference: Reference): number => {
      const node = target(reference, 'phandle_references');
      return node ? phandles.of(node) : UNRESOLVED;
    },
    path: (reference: Reference): string | undefined => target(reference, 'path_references')?.path,
  };
  for (const node of root.walk()) {
    for (const property of node.properties) {
      if (property.definition) {
        property.data = propertyData(property.definition, resolver);
      }
    }
  }
}

function omitUnreferenced(root: TreeNode, mayBeReferenced: (node: TreeNode) => boolean): void {
  for (const node of root.walk()) {
    if (node.omitIfUnreferenced && !node.referenced && !mayBeReferenced(node)) {
      deleteNode(node);
    }
  }
}
