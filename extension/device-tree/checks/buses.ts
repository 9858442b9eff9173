// SPDX-License-Identifier: Apache-2.0
/** Which nodes are buses that have rules of their own for the nodes on them, as dtc tells them. */

import { cellOf, stringOf, stringsOf } from '../cells';
import { baseName } from '../node-names';
import type { TreeNode } from '../tree';

export type Bus = 'pci' | 'simple' | 'i2c' | 'spi' | 'graph port' | 'graph ports';

/** The later kinds win over the earlier ones. */
export function findBuses(root: TreeNode): ReadonlyMap<TreeNode, Bus> {
  const buses = new Map<TreeNode, Bus>();
  for (const node of root.walk()) {
    const bus = busOf(node);
    if (bus !== undefined) {
      buses.set(node, bus);
    }
  }
  for (const node of root.walk()) {
    if (isGraphPort(node)) {
      buses.set(node, 'graph port');
      const { parent } = node;
      if (parent && !buses.has(parent) && (parent.name === 'ports' || node.property('reg'))) {
        buses.set(parent, 'graph ports');
      }
    }
  }
  return buses;
}

function busOf(node: TreeNode): Bus | undefined {
  if (isSpi(node)) {
    return 'spi';
  }
  if (isI2c(node)) {
    return 'i2c';
  }
  const compatible = node.property('compatible');
  if (compatible && stringsOf(compatible.data)?.includes('simple-bus')) {
    return 'simple';
  }
  return stringOf(node, 'device_type') === 'pci' ? 'pci' : undefined;
}

function isI2c(node: TreeNode): boolean {
  const name = baseName(node);
  if (name === 'i2c-bus' || name === 'i2c-arb') {
    return true;
  }
  // A controller may have its bus in a node of its own.
  return name === 'i2c' && !node.children.some((child) => baseName(child) === 'i2c-bus');
}

function isSpi(node: TreeNode): boolean {
  return baseName(node) === 'spi' || looksLikeSpi(node);
}

/** Under another name, but with children that have properties of devices on SPI. */
export function looksLikeSpi(node: TreeNode): boolean {
  return (
    cellOf(node, '#address-cells') === 1 &&
    cellOf(node, '#size-cells') === 0 &&
    node.children.some(({ properties }) => properties.some(({ name }) => name.startsWith('spi-')))
  );
}

function isGraphPort(node: TreeNode): boolean {
  return node.children.some((child) => baseName(child) === 'endpoint' || child.property('remote-endpoint'));
}
