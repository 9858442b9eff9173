// SPDX-License-Identifier: Apache-2.0
/** Properties whose values have one type everywhere (Devicetree Specification 0.4, 2.3). */

import { CELL_BYTES, isString, stringsOf } from '../cells';
import { propertyPlace } from '../places';
import type { SpecCheck } from './spec-check';

/** A check that a property has one cell wherever it is. */
export function isCell(name: string, property: string): SpecCheck {
  return {
    name,
    level: 'usual',
    check(node, _tree, report) {
      const found = node.property(property);
      if (found && found.data.length !== CELL_BYTES) {
        report(`${property} must be one cell: <number>`, propertyPlace(node, found));
      }
    },
  };
}

function isOneString(name: string, property: string): SpecCheck {
  return {
    name,
    level: 'usual',
    check(node, _tree, report) {
      const found = node.property(property);
      if (found && !isString(found.data)) {
        report(`${property} must be one string`, propertyPlace(node, found));
      }
    },
  };
}

function isStringList(name: string, property: string): SpecCheck {
  return {
    name,
    level: 'usual',
    check(node, _tree, report) {
      const found = node.property(property);
      if (found && stringsOf(found.data) === undefined) {
        report(`${property} must be a list of strings`, propertyPlace(node, found));
      }
    },
  };
}

const namesAreStringLists: SpecCheck = {
  name: 'names_is_string_list',
  level: 'usual',
  check(node, _tree, report) {
    for (const property of node.properties) {
      if (property.name.endsWith('-names') && stringsOf(property.data) === undefined) {
        report(`${property.name} must be a list of strings`, propertyPlace(node, property));
      }
    }
  },
};

export const valueTypes: readonly SpecCheck[] = [
  isCell('address_cells_is_cell', '#address-cells'),
  isCell('size_cells_is_cell', '#size-cells'),
  isOneString('device_type_is_string', 'device_type'),
  isOneString('model_is_string', 'model'),
  isOneString('status_is_string', 'status'),
  isOneString('label_is_string', 'label'),
  isStringList('compatible_is_string_list', 'compatible'),
  namesAreStringLists,
];
