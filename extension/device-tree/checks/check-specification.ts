// SPDX-License-Identifier: Apache-2.0

import { type Diagnostic, DiagnosticList } from '../diagnostics';
import { nodePlace } from '../places';
import type { DeviceTree } from '../tree';
import { addressCells } from './address-cells';
import { graph } from './graph';
import { interruptMap } from './interrupt-map';
import { interrupts } from './interrupts';
import { names } from './names';
import { pci } from './pci';
import { phandleLists } from './phandle-lists';
import { rootNodes } from './root-nodes';
import { serialBuses } from './serial-buses';
import { simpleBus } from './simple-bus';
import type { Report, SpecCheck } from './spec-check';
import { SpecTree } from './spec-tree';
import { unitAddresses } from './unit-addresses';
import { valueTypes } from './value-types';

const CHECKS: readonly SpecCheck[] = [
  ...valueTypes,
  ...names,
  ...unitAddresses,
  ...addressCells,
  ...pci,
  ...simpleBus,
  ...serialBuses,
  ...rootNodes,
  ...phandleLists,
  ...interrupts,
  ...interruptMap,
  ...graph,
];

export interface SpecificationOptions {
  /** Also what dtc says only when asked. */
  readonly strict?: boolean;
  /** The tree is an overlay's. */
  readonly isOverlay?: boolean;
}

/**
 * Checks a resolved tree. All it finds are warnings: trees that dtc refuses have errors already.
 * @returns in the order of the tree, the code being dtc's name of the check
 */
export function checkSpecification(tree: DeviceTree, options: SpecificationOptions = {}): readonly Diagnostic[] {
  const list = new DiagnosticList();
  const checks = CHECKS.filter(({ level }) => level === 'usual' || options.strict === true);
  const specTree = new SpecTree(tree, options.isOverlay === true);
  for (const node of tree.root.walk()) {
    for (const check of checks) {
      const report: Report = (message, range, { node: blamed = node, related, fixes } = {}) => {
        const place = range ?? nodePlace(blamed);
        if (place) {
          list.warning(check.name, message, place, {
            node: blamed.path,
            ...(related && { related }),
            ...(fixes && { fixes }),
          });
        }
      };
      check.check(node, specTree, report);
    }
  }
  return list.items;
}
