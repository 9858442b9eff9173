// SPDX-License-Identifier: Apache-2.0
/** PCI host bridges and devices (IEEE Std 1275 PCI bus binding). */

import { CELL_BYTES, cellAt, stringOf } from '../cells';
import { baseName, unitAddress } from '../node-names';
import { nodePlace, propertyPlace, valuePlace } from '../places';
import type { TreeNode } from '../tree';
import type { Report, SpecCheck } from './spec-check';

const MAX_BUS = 0xff;

const bridge: SpecCheck = {
  name: 'pci_bridge',
  level: 'usual',
  check(node, tree, report) {
    if (stringOf(node, 'device_type') !== 'pci') {
      return;
    }
    const place = nodePlace(node);
    if (!['pci', 'pcie'].includes(baseName(node))) {
      report("a PCI bridge is named 'pci' or 'pcie'", place);
    }
    if (!node.property('ranges')) {
      report('a PCI bridge needs ranges', place);
    }
    if (tree.addressCells(node) !== 3) {
      report('#address-cells of a PCI bridge is 3', place);
    }
    if (tree.sizeCells(node) !== 2) {
      report('#size-cells of a PCI bridge is 2', place);
    }
    checkBusRange(node, report);
  },
};

function checkBusRange(node: TreeNode, report: Report): void {
  const range = node.property('bus-range');
  if (!range) {
    return;
  }
  const place = propertyPlace(node, range);
  if (range.data.length !== 2 * CELL_BYTES) {
    report('bus-range is two cells: <first last>', place);
    return;
  }
  const [first, last] = [cellAt(range, 0)!, cellAt(range, 1)!];
  if (first > last) {
    report('the first bus must not be behind the last one', place);
  }
  if (last > MAX_BUS) {
    report(`there are no PCI buses beyond ${MAX_BUS}`, place);
  }
}

const busNumber: SpecCheck = {
  name: 'pci_device_bus_num',
  level: 'usual',
  check(node, tree, report) {
    const reg = tree.reg(node);
    const cell = reg && cellAt(reg, 0);
    if (!reg || cell === undefined || !node.parent || tree.bus(node.parent) !== 'pci') {
      return;
    }
    const range = node.parent.property('bus-range');
    const first = (range && cellAt(range, 0)) ?? 0;
    const last = (range && cellAt(range, 1)) ?? 0;
    const bus = (cell >>> 16) & 0xff;
    if (bus < first || bus > last) {
      report(`the device is on PCI bus ${bus}; the bridge has ${first} to ${last}`, valuePlace(node, reg, 0));
    }
  },
};

const deviceReg: SpecCheck = {
  name: 'pci_device_reg',
  level: 'usual',
  check(node, tree, report) {
    const reg = tree.reg(node);
    const cell = reg && cellAt(reg, 0);
    if (!reg || cell === undefined || tree.bus(node.parent) !== 'pci') {
      return;
    }
    if (cellAt(reg, 1) || cellAt(reg, 2)) {
      report("cells 2 and 3 of a configuration space's address are 0", valuePlace(node, reg, CELL_BYTES));
    }
    const place = valuePlace(node, reg, 0);
    if (cell & 0xff00_0000) {
      report('the first address of a PCI device is in configuration space: its upper 8 bits are 0', place);
    }
    if (cell & 0xff) {
      report('the register number in the first address of a PCI device is 0', place);
    }
    checkUnitAddress(node, (cell & 0xf800) >> 11, (cell & 0x700) >> 8, report);
  },
};

function checkUnitAddress(node: TreeNode, device: number, fn: number, report: Report): void {
  const short = device.toString(16);
  const long = `${short},${fn.toString(16)}`;
  const given = unitAddress(node);
  if (given !== long && !(fn === 0 && given === short)) {
    report(`the unit address of this PCI device is ${long}`, nodePlace(node));
  }
}

export const pci: readonly SpecCheck[] = [bridge, busNumber, deviceReg];
