// SPDX-License-Identifier: Apache-2.0
/** `reg`, `ranges`, `dma-ranges` and the widths they are made of (Devicetree Specification 0.4, 2.3.5 to 2.3.9). */

import { CELL_BYTES, divides } from '../cells';
import { nodePlace, propertyPlace } from '../places';
import type { TreeNode } from '../tree';
import type { SpecCheck } from './spec-check';

const regFormat: SpecCheck = {
  name: 'reg_format',
  level: 'usual',
  check(node, tree, report) {
    const reg = node.property('reg');
    if (!reg) {
      return;
    }
    const place = propertyPlace(node, reg);
    if (!node.parent) {
      report('the root node has no address, so it cannot have reg', place);
      return;
    }
    if (reg.data.length === 0) {
      report('reg is empty', place);
      return;
    }
    const address = tree.addressCells(node.parent);
    const size = tree.sizeCells(node.parent);
    if (!divides((address + size) * CELL_BYTES, reg.data.length)) {
      const wanted = `multiples of ${address + size} (#address-cells ${address} + #size-cells ${size})`;
      report(`reg has ${cells(reg.data)}; ${node.parent.path} wants ${wanted}`, place);
    }
  },
};

function rangesFormat(name: string, property: string): SpecCheck {
  return {
    name,
    level: 'usual',
    check(node, tree, report) {
      const ranges = node.property(property);
      if (!ranges) {
        return;
      }
      const place = propertyPlace(node, ranges);
      const { parent } = node;
      if (!parent) {
        report(`the root node has no parent to translate to, so it cannot have ${property}`, place);
        return;
      }
      const own = { address: tree.addressCells(node), size: tree.sizeCells(node) };
      const outer = { address: tree.addressCells(parent), size: tree.sizeCells(parent) };
      if (ranges.data.length > 0) {
        const entry = own.address + outer.address + own.size;
        if (!divides(entry * CELL_BYTES, ranges.data.length)) {
          const wanted = `${own.address} + ${outer.address} + ${own.size}`;
          report(`${property} has ${cells(ranges.data)}; its entries have ${entry} (${wanted})`, place);
        }
        return;
      }
      for (const [kind, mine, theirs] of [
        ['#address-cells', own.address, outer.address],
        ['#size-cells', own.size, outer.size],
      ] as const) {
        if (mine !== theirs) {
          report(`${property} is empty, but ${kind} is ${mine} here and ${theirs} in ${parent.path}`, place);
        }
      }
    },
  };
}

function cells(data: Uint8Array): string {
  return data.length % CELL_BYTES === 0 ? `${data.length / CELL_BYTES} cells` : `${data.length} bytes`;
}

const defaults: SpecCheck = {
  name: 'avoid_default_addr_size',
  level: 'usual',
  check(node, _tree, report) {
    const { parent } = node;
    if (!parent || !(node.property('reg') || node.property('ranges'))) {
      return;
    }
    for (const name of ['#address-cells', '#size-cells']) {
      if (!parent.property(name)) {
        report(`${parent.path} does not say ${name}; do not rely on its default`, nodePlace(node));
      }
    }
  },
};

const unnecessary: SpecCheck = {
  name: 'avoid_unnecessary_addr_size',
  level: 'usual',
  check(node, _tree, report) {
    const address = node.property('#address-cells');
    const hasNoUse = !node.property('ranges') && node.children.length > 0 && !node.children.some(hasReg);
    if (node.parent && address && node.property('#size-cells') && hasNoUse) {
      report(
        `${node.path} needs neither #address-cells nor #size-cells: no node in it has reg, and it has no ranges`,
        propertyPlace(node, address),
      );
    }
  },
};

function hasReg(node: TreeNode): boolean {
  return node.property('reg') !== undefined;
}

export const addressCells: readonly SpecCheck[] = [
  regFormat,
  rangesFormat('ranges_format', 'ranges'),
  rangesFormat('dma_ranges_format', 'dma-ranges'),
  defaults,
  unnecessary,
];
