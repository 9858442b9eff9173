// SPDX-License-Identifier: Apache-2.0
/** A syntax tree into a device tree: merging, the faults that make a tree unusable, phandles, paths, unused nodes. */

import { bootCpu } from './boot-cpu';
import type { DiagnosticList } from './diagnostics';
import { deleteNode, MergedTree } from './merge';
import { Phandles } from './phandles';
import { propertyData } from './property-data';
import type { Reference, SyntaxTree } from './syntax';
import type { DeviceTree, TreeNode } from './tree';
import { checkNames } from './tree-checks';

/** Resolves a source as dtc does. The tree is there whenever the source has a root node, faults or not. */
export function resolve(syntax: SyntaxTree, diagnostics: DiagnosticList): DeviceTree | undefined {
  const merged = new MergedTree(diagnostics);
  merged.addAll(syntax);
  const { root } = merged;
  if (!root) {
    return undefined;
  }
  if (syntax.plugin) {
    diagnostics.error('dts-overlay', 'overlays (/plugin/) cannot be flattened', syntax.plugin);
  }
  // The order is dtc's: the boot CPU is guessed before any reference is resolved, and names are checked before phandles.
  const cpu = bootCpu(root);
  checkNames(root, diagnostics);
  resolveReferences(root, merged, diagnostics);
  omitUnreferenced(root);
  return {
    root,
    reservations: syntax.reservations,
    bootCpu: cpu,
    nodeByLabel: (label) => merged.nodeByLabel(label),
  };
}

function resolveReferences(root: TreeNode, merged: MergedTree, diagnostics: DiagnosticList): void {
  const phandles = new Phandles(root, merged, diagnostics);
  const target = (reference: Reference, check: string): TreeNode | undefined => {
    const node = merged.find(reference);
    if (node) {
      node.referenced = true;
    } else {
      merged.reportMissing(reference, check);
    }
    return node;
  };
  const resolver = {
    phandle: (reference: Reference): number => {
      const node = target(reference, 'phandle_references');
      return node ? phandles.of(node) : 0xffff_ffff;
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

function omitUnreferenced(root: TreeNode): void {
  for (const node of root.walk()) {
    if (node.omitIfUnreferenced && !node.referenced) {
      deleteNode(node);
    }
  }
}
