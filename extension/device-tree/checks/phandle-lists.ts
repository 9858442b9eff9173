// SPDX-License-Identifier: Apache-2.0
/**
 * Lists of phandles, each followed by as many cells as the node it means says: `clocks = <&osc>, <&pll 2>`. Entries may
 * be left out as 0 or -1.
 */

import { CELL_BYTES, cellAt, cellOf } from '../cells';
import { hasReferences, isReference, nodePlace, propertyPlace, relatedTo, valuePlace } from '../places';
import type { TreeNode, TreeProperty } from '../tree';
import type { Report, SpecCheck } from './spec-check';
import { isNoPhandle, type SpecTree } from './spec-tree';
import { isCell } from './value-types';

/** Name of the list, and of the property of providers that says how many cells follow. */
export const PHANDLE_LISTS: readonly (readonly [string, string])[] = [
  ['clocks', '#clock-cells'],
  ['cooling-device', '#cooling-cells'],
  ['dmas', '#dma-cells'],
  ['hwlocks', '#hwlock-cells'],
  ['interrupts-extended', '#interrupt-cells'],
  ['io-channels', '#io-channel-cells'],
  ['iommus', '#iommu-cells'],
  ['mboxes', '#mbox-cells'],
  ['msi-parent', '#msi-cells'],
  ['mux-controls', '#mux-control-cells'],
  ['phys', '#phy-cells'],
  ['power-domains', '#power-domain-cells'],
  ['pwms', '#pwm-cells'],
  ['resets', '#reset-cells'],
  ['sound-dai', '#sound-dai-cells'],
  ['thermal-sensors', '#thermal-sensor-cells'],
];

/** Without it, no cell follows. */
const OPTIONAL = '#msi-cells';

class PhandleList {
  constructor(
    private readonly node: TreeNode,
    private readonly property: TreeProperty,
    private readonly cellsName: string,
    private readonly tree: SpecTree,
    private readonly report: Report,
  ) {}

  check(): void {
    const { node, property, tree } = this;
    if (property.data.length % CELL_BYTES !== 0) {
      this.report(
        `${property.name} has ${property.data.length} bytes, which are no cells`,
        propertyPlace(node, property),
      );
      return;
    }
    for (let index = 0; index * CELL_BYTES < property.data.length; ) {
      const phandle = cellAt(property, index)!;
      if (!isNoPhandle(phandle)) {
        const following = this.entry(index, phandle);
        if (following === undefined) {
          return;
        }
        index += following;
      } else if (tree.isOverlay) {
        return;
      }
      index++;
    }
  }

  /** @returns how many cells follow; undefined when that cannot be known */
  private entry(index: number, phandle: number): number | undefined {
    const { node, property, tree, cellsName } = this;
    const place = valuePlace(node, property, index * CELL_BYTES);
    if (hasReferences(property) && !isReference(property, index * CELL_BYTES)) {
      this.report(`cell ${index} of ${property.name} is to be a reference such as &label`, place);
    }
    const provider = tree.nodeByPhandle(phandle);
    if (!provider) {
      this.report(`no node has the phandle ${phandle} (cell ${index} of ${property.name})`, place);
      return undefined;
    }
    const following = cellOf(provider, cellsName) ?? (cellsName === OPTIONAL ? 0 : undefined);
    if (provider.property(cellsName) && following === undefined) {
      // It is no cell, which is said there.
      return undefined;
    }
    if (following === undefined) {
      this.report(
        `${provider.path} does not say ${cellsName}, so it cannot be in ${property.name}`,
        place,
        relatedTo(provider.path, nodePlace(provider)),
      );
      return undefined;
    }
    if ((index + following + 1) * CELL_BYTES > property.data.length) {
      this.report(
        `${property.name} ends too early: ${provider.path} wants ${following} cells (${cellsName}) behind its reference`,
        place,
      );
    }
    return following;
  }
}

function checkName(property: string, what: string): string {
  return `${property.replaceAll('-', '_')}_${what}`;
}

function list([property, cellsName]: readonly [string, string]): SpecCheck {
  return {
    name: checkName(property, 'property'),
    level: 'usual',
    check(node, tree, report) {
      const found = node.property(property);
      if (found) {
        new PhandleList(node, found, cellsName, tree, report).check();
      }
    },
  };
}

/** `vendor,nr-gpios` is a count. */
function isGpio(name: string): boolean {
  return /(^|-)gpios?$/.test(name) && !name.endsWith(',nr-gpios');
}

const gpios: SpecCheck = {
  name: 'gpios_property',
  level: 'usual',
  check(node, tree, report) {
    // In a hog, gpios has the cells alone.
    for (const property of node.property('gpio-hog') ? [] : node.properties) {
      if (isGpio(property.name)) {
        new PhandleList(node, property, '#gpio-cells', tree, report).check();
      }
    }
  },
};

const oldGpio: SpecCheck = {
  name: 'deprecated_gpio_property',
  level: 'strict',
  check(node, _tree, report) {
    for (const property of node.properties) {
      if (isGpio(property.name) && property.name.endsWith('gpio')) {
        report(`${property.name} is called ${property.name}s now`, propertyPlace(node, property));
      }
    }
  },
};

export const phandleLists: readonly SpecCheck[] = [
  ...PHANDLE_LISTS.map(([property, cellsName]) => isCell(checkName(property, 'is_cell'), cellsName)),
  ...PHANDLE_LISTS.map(list),
  gpios,
  oldGpio,
];
