// SPDX-License-Identifier: Apache-2.0
/** Devices on I2C and SPI are numbered by one cell. */

import { CELL_BYTES, cellAt } from '../cells';
import { baseName, unitAddress } from '../node-names';
import { nodePlace, propertyPlace, relatedTo, valuePlace } from '../places';
import type { TreeNode } from '../tree';
import type { Report, SpecCheck } from './spec-check';
import type { SpecTree } from './spec-tree';
import { withUnitAddress } from './unit-address-fix';

/** Flags in an I2C address (dt-bindings/i2c/i2c.h). */
const TEN_BIT_ADDRESS = 0x8000_0000;
const OWN_SLAVE_ADDRESS = 0x4000_0000;

function checkWidths(node: TreeNode, tree: SpecTree, name: string, addressCells: number, report: Report): void {
  if (node.children.length === 0) {
    return;
  }
  if (tree.addressCells(node) !== addressCells) {
    report(`#address-cells of ${name} bus is ${addressCells}`, nodePlace(node));
  }
  if (tree.sizeCells(node) !== 0) {
    report(`#size-cells of ${name} bus is 0`, nodePlace(node));
  }
}

/** Says what is wrong with the first address. @param flags bits of it that are not in the node's name */
function checkAddress(node: TreeNode, tree: SpecTree, bus: string, flags: number, report: Report): void {
  const reg = tree.reg(node);
  const first = reg && cellAt(reg, 0);
  if (node.property('reg') && !reg) {
    return;
  }
  if (first === undefined) {
    report(`${node.path} is on ${bus} bus, so it needs reg`, nodePlace(node));
    return;
  }
  const address = ((first & ~flags) >>> 0).toString(16);
  if (unitAddress(node) !== address) {
    report(
      `the unit address of ${node.path} is ${address}, as its reg says`,
      nodePlace(node),
      withUnitAddress(node, address),
    );
  }
}

const i2cBridge: SpecCheck = {
  name: 'i2c_bus_bridge',
  level: 'usual',
  check(node, tree, report) {
    if (tree.bus(node) === 'i2c') {
      checkWidths(node, tree, 'an I2C', 1, report);
    }
  },
};

const i2cReg: SpecCheck = {
  name: 'i2c_bus_reg',
  level: 'usual',
  check(node, tree, report) {
    if (tree.bus(node.parent) !== 'i2c') {
      return;
    }
    checkAddress(node, tree, 'an I2C', OWN_SLAVE_ADDRESS, report);
    const reg = tree.reg(node);
    for (let index = 0; reg && index * CELL_BYTES < reg.data.length; index++) {
      const address = (cellAt(reg, index) ?? 0) & ~OWN_SLAVE_ADDRESS;
      const bits = address & TEN_BIT_ADDRESS ? 10 : 7;
      const plain = (address & ~TEN_BIT_ADDRESS) >>> 0;
      if (plain >= 1 << bits) {
        report(`the I2C address 0x${plain.toString(16)} has more than ${bits} bits`, valuePlace(node, reg, index * 4));
      }
    }
  },
};

const spiBridge: SpecCheck = {
  name: 'spi_bus_bridge',
  level: 'usual',
  check(node, tree, report) {
    if (tree.bus(node) !== 'spi') {
      return;
    }
    const reg = node.property('reg');
    if (baseName(node) !== 'spi' && reg) {
      report("an SPI bus is named 'spi'", nodePlace(node), relatedTo('reg', propertyPlace(node, reg)));
    }
    checkWidths(node, tree, 'an SPI', node.property('spi-slave') ? 0 : 1, report);
  },
};

const spiReg: SpecCheck = {
  name: 'spi_bus_reg',
  level: 'usual',
  check(node, tree, report) {
    if (tree.bus(node.parent) === 'spi' && !node.parent?.property('spi-slave')) {
      checkAddress(node, tree, 'an SPI', 0, report);
    }
  },
};

export const serialBuses: readonly SpecCheck[] = [i2cBridge, i2cReg, spiBridge, spiReg];
