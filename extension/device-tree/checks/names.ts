// SPDX-License-Identifier: Apache-2.0
/** Names that are allowed but unusual. Those that no tree may have are found while it is put together. */

import { baseName, unitAddress } from '../node-names';
import { nodePlace, propertyPlace, relatedTo } from '../places';
import type { SpecCheck } from './spec-check';

const nodeNameStrict: SpecCheck = {
  name: 'node_name_chars_strict',
  level: 'strict',
  check(node, _tree, report) {
    if (!/^[A-Za-z0-9,-]*$/.test(baseName(node))) {
      report(`the node name ${node.name} should have only letters, digits, ',' and '-'`, nodePlace(node));
    }
  },
};

const propertyNameStrict: SpecCheck = {
  name: 'property_name_chars_strict',
  level: 'strict',
  check(node, _tree, report) {
    for (const property of node.properties) {
      if (!isUsual(property.name)) {
        report(`the property name ${property.name} has a character that is unusual`, propertyPlace(node, property));
      }
    }
  },
};

/** One `#` may stand in front, or behind a vendor's prefix; device_type is older than the rule. */
function isUsual(name: string): boolean {
  return name === 'device_type' || /^([A-Za-z0-9,-]*,)?#?[A-Za-z0-9,-]*$/.test(name);
}

const nameNotEmpty: SpecCheck = {
  name: 'node_name_not_empty',
  level: 'usual',
  check(node, _tree, report) {
    if (node.parent && baseName(node) === '') {
      report('the node has no name in front of its unit address', nodePlace(node));
    }
  },
};

const nameTwice: SpecCheck = {
  name: 'node_name_vs_property_name',
  level: 'usual',
  check(node, _tree, report) {
    const same = unitAddress(node) === '' ? node.parent?.property(node.name) : undefined;
    if (node.parent && same) {
      report(
        `the node above has a property of the name ${node.name} too`,
        nodePlace(node),
        relatedTo('the property', propertyPlace(node.parent, same)),
      );
    }
  },
};

export const names: readonly SpecCheck[] = [nodeNameStrict, propertyNameStrict, nameNotEmpty, nameTwice];
