// SPDX-License-Identifier: Apache-2.0
/** What an overlay's `&target { };` becomes: a fragment that says where its contents belong. */

import type { ExtensionSyntax, PropertySyntax, Reference, Value } from './syntax';
import type { TreeNode } from './tree';

/** Adds an empty fragment below the root. @returns the node that takes the extension's contents */
export function addFragment(root: TreeNode, index: number, { reference }: ExtensionSyntax): TreeNode {
  const fragment = root.addChild(`fragment@${index}`);
  const target = targetOf(reference);
  fragment.addProperty(target.name).definitions.push(target);
  return fragment.addChild('__overlay__');
}

/** A label becomes a phandle that is filled in when the overlay is applied; a path stays one. */
function targetOf(reference: Reference): PropertySyntax {
  const { range } = reference;
  const value: Value =
    reference.kind === 'label'
      ? { kind: 'cells', bits: 32, cells: [{ kind: 'phandle', reference, range }], range }
      : { kind: 'string', bytes: new TextEncoder().encode(reference.target), range };
  const name = reference.kind === 'label' ? 'target' : 'target-path';
  return { kind: 'property', name, nameRange: range, labels: [], values: [value], valueLabels: [], range };
}
