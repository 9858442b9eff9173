// SPDX-License-Identifier: Apache-2.0
/** Unit addresses, the part of a node's name behind the `@` (Devicetree Specification 0.4, 2.2.1). */

import { cellOf, numberAt, stringOf } from '../cells';
import { unitAddress } from '../node-names';
import { nodePlace, propertyPlace, relatedTo } from '../places';
import type { TreeNode, TreeProperty } from '../tree';
import type { Report, SpecCheck } from './spec-check';
import type { SpecTree } from './spec-tree';
import { withUnitAddress } from './unit-address-fix';

const againstReg: SpecCheck = {
  name: 'unit_address_vs_reg',
  level: 'usual',
  check(node, tree, report) {
    if (node.child('__overlay__')) {
      return;
    }
    const ranges = node.property('ranges');
    const addressed = node.property('reg') ?? (ranges && ranges.data.length > 0 ? ranges : undefined);
    if (addressed && unitAddress(node) === '') {
      report(
        `${node.path} has ${addressed.name}, so that its name must end in '@' and the first address`,
        nodePlace(node),
        {
          ...relatedTo(addressed.name, propertyPlace(node, addressed)),
          ...withUnitAddress(node, firstAddress(node, addressed, tree)),
        },
      );
    } else if (!addressed && unitAddress(node) !== '') {
      report(`${node.path} has a unit address, but neither reg nor ranges to have it from`, nodePlace(node), {
        ...withUnitAddress(node, ''),
      });
    }
  },
};

const format: SpecCheck = {
  name: 'unit_address_format',
  level: 'usual',
  check(node, tree, report) {
    // A bus with rules of its own has a check of its own.
    if (tree.bus(node.parent) !== undefined) {
      return;
    }
    let digits = unitAddress(node);
    if (digits.startsWith('0x')) {
      report(
        `the unit address ${digits} must not begin with 0x`,
        nodePlace(node),
        withUnitAddress(node, plain(digits)),
      );
      digits = digits.slice(2);
    }
    if (/^0[0-9A-Fa-f]/.test(digits)) {
      report(
        `the unit address ${digits} must not begin with zeros`,
        nodePlace(node),
        withUnitAddress(node, plain(digits)),
      );
    }
  },
};

/** Without prefix and leading zeros. */
function plain(digits: string): string {
  return digits.replace(/^0x/, '').replace(/^0+(?=.)/, '');
}

/** Hexadecimal. @param addressed the node's `reg` or `ranges` */
function firstAddress(node: TreeNode, addressed: TreeProperty, tree: SpecTree): string {
  const index = addressed.name === 'ranges' ? tree.addressCells(node) : 0;
  return numberAt(addressed, index, node.parent ? tree.addressCells(node.parent) : 0).toString(16);
}

function isDisabled(node: TreeNode): boolean {
  const status = stringOf(node, 'status');
  return status !== undefined && status !== 'okay' && status !== 'ok';
}

function reportRepeated(children: readonly TreeNode[], report: Report): void {
  const last = new Map<string, TreeNode>();
  for (const child of children) {
    const address = unitAddress(child);
    const other = last.get(address);
    if (address !== '' && other) {
      report(`${other.path} has the unit address of ${child.path}`, nodePlace(other), {
        node: other,
        ...relatedTo(`also ${child.name}`, nodePlace(child)),
      });
    }
    last.set(address, child);
  }
}

const unique: SpecCheck = {
  name: 'unique_unit_address',
  level: 'usual',
  check(node, _tree, report) {
    if (hasCells(node)) {
      reportRepeated(node.children, report);
    }
  },
};

const uniqueIfEnabled: SpecCheck = {
  name: 'unique_unit_address_if_enabled',
  level: 'strict',
  check(node, _tree, report) {
    if (hasCells(node)) {
      reportRepeated(
        node.children.filter((child) => !isDisabled(child)),
        report,
      );
    }
  },
};

/** Without them its children have no addresses. */
function hasCells(node: TreeNode): boolean {
  return cellOf(node, '#address-cells') !== undefined && cellOf(node, '#size-cells') !== undefined;
}

export const unitAddresses: readonly SpecCheck[] = [againstReg, format, unique, uniqueIfEnabled];
