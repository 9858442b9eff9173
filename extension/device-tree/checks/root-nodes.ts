// SPDX-License-Identifier: Apache-2.0
/** The nodes that the root has for everybody: `/aliases` and `/chosen` (Devicetree Specification 0.4, 3.3 and 3.6). */

import { isString, stringsOf } from '../cells';
import { nodePlace, propertyPlace } from '../places';
import type { SpecCheck } from './spec-check';

const aliasPaths: SpecCheck = {
  name: 'alias_paths',
  level: 'usual',
  check(node, tree, report) {
    if (node.path !== '/aliases') {
      return;
    }
    for (const property of node.properties) {
      if (property.name === 'phandle' || property.name === 'linux,phandle') {
        continue;
      }
      const path = stringsOf(property.data)?.[0];
      const place = propertyPlace(node, property);
      if (path === undefined || !path.startsWith('/') || !tree.root.descendant(path)) {
        report(`the alias ${property.name} is not the path of a node`, place);
      } else if (!/^[a-z0-9-]*$/.test(property.name)) {
        report(`the alias ${property.name} should have only lower-case letters, digits and '-'`, place);
      }
    }
  },
};

const chosenIsInRoot: SpecCheck = {
  name: 'chosen_node_is_root',
  level: 'usual',
  check(node, tree, report) {
    if (node.name === 'chosen' && node.parent !== tree.root) {
      report('chosen belongs into the root node', nodePlace(node));
    }
  },
};

const bootArguments: SpecCheck = {
  name: 'chosen_node_bootargs',
  level: 'usual',
  check(node, _tree, report) {
    const property = node.name === 'chosen' ? node.property('bootargs') : undefined;
    if (property && !isString(property.data)) {
      report('bootargs must be one string', propertyPlace(node, property));
    }
  },
};

const standardOutput: SpecCheck = {
  name: 'chosen_node_stdout_path',
  level: 'usual',
  check(node, _tree, report) {
    if (node.name !== 'chosen') {
      return;
    }
    const old = node.property('stdout-path') ? undefined : node.property('linux,stdout-path');
    if (old) {
      report('linux,stdout-path is called stdout-path now', propertyPlace(node, old));
    }
    const property = node.property('stdout-path') ?? old;
    if (property && !isString(property.data)) {
      report(`${property.name} must be one string`, propertyPlace(node, property));
    }
  },
};

const interruptController: SpecCheck = {
  name: 'obsolete_chosen_interrupt_controller',
  level: 'usual',
  check(node, _tree, report) {
    const chosen = node.parent ? undefined : node.child('chosen');
    const property = chosen?.property('interrupt-controller');
    if (chosen && property) {
      report('interrupt-controller in /chosen is obsolete', propertyPlace(chosen, property));
    }
  },
};

export const rootNodes: readonly SpecCheck[] = [
  aliasPaths,
  chosenIsInRoot,
  bootArguments,
  standardOutput,
  interruptController,
];
