// SPDX-License-Identifier: Apache-2.0
/**
 * The nodes with which overlays are applied, as dtc generates them (livetree.c): `/__symbols__` has the paths of labels,
 * `/__fixups__` the places that refer to labels elsewhere, `/__local_fixups__` those that refer to nodes of the overlay.
 */

import { placedValues } from './property-data';
import type { Reference } from './syntax';
import type { TreeNode } from './tree';

/** Adds the paths of all labels. @param allocate gives a node a phandle, so that others can refer to it */
export function addSymbols(root: TreeNode, allocate: (node: TreeNode) => void): void {
  const labelled = [...root.walk()].map((node) => ({ node, labels: labelsOf(node) }));
  if (!labelled.some(({ labels }) => labels.length > 0)) {
    return;
  }
  const symbols = root.child('__symbols__') ?? root.addChild('__symbols__');
  for (const { node, labels } of labelled) {
    for (const label of labels) {
      if (!symbols.property(label)) {
        symbols.addProperty(label).data = encoded(node.path);
      }
    }
    if (labels.length > 0) {
      allocate(node);
    }
  }
}

/** In dtc's order: those of the first definition as they were written, each further one in front of all before it. */
function labelsOf(node: TreeNode): string[] {
  const labels: string[] = [];
  node.definitions.forEach((definition, index) => {
    const fresh = definition.labels.map(({ name }) => name).filter((name) => !labels.includes(name));
    if (index === 0) {
      labels.push(...fresh);
    } else {
      labels.unshift(...fresh.reverse());
    }
  });
  return labels.filter((name) => node.labels.has(name));
}

interface PhandlePlace {
  readonly node: TreeNode;
  readonly property: string;
  /** Bytes. */
  readonly offset: number;
  readonly reference: Reference;
}

/** Adds both lists of places. @param find the node that a reference means, if the overlay has it */
export function addFixups(root: TreeNode, find: (reference: Reference) => TreeNode | undefined): void {
  const places = [...root.walk()].flatMap(placesOf);
  const local = places.filter(({ reference }) => find(reference) !== undefined);
  const external = places.filter(({ reference }) => find(reference) === undefined);
  if (external.length > 0) {
    const fixups = root.child('__fixups__') ?? root.addChild('__fixups__');
    for (const { node, property, offset, reference } of external) {
      append(fixups, reference.target, encoded(`${node.path}:${property}:${offset}`));
    }
  }
  if (local.length > 0) {
    const fixups = root.child('__local_fixups__') ?? root.addChild('__local_fixups__');
    for (const { node, property, offset } of local) {
      append(mirrored(fixups, node), property, cell(offset));
    }
  }
}

function placesOf(node: TreeNode): PhandlePlace[] {
  return node.properties.flatMap((property) =>
    [...placedValues(property)].flatMap(({ value, start }) =>
      value.kind === 'cells'
        ? value.cells.flatMap((each, index) =>
            each.kind === 'phandle'
              ? [{ node, property: property.name, offset: start + (index * value.bits) / 8, reference: each.reference }]
              : [],
          )
        : [],
    ),
  );
}

/** The node of the same path below another one. */
function mirrored(below: TreeNode, { parent, name }: TreeNode): TreeNode {
  if (!parent) {
    return below;
  }
  const above = mirrored(below, parent);
  return above.child(name) ?? above.addChild(name);
}

function append(node: TreeNode, name: string, data: Uint8Array): void {
  const property = node.property(name) ?? node.addProperty(name);
  property.data = Uint8Array.from([...property.data, ...data]);
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`);
}

function cell(value: number): Uint8Array {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, value);
  return data;
}
