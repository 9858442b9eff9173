// SPDX-License-Identifier: Apache-2.0
/** Graphs: ports with endpoints that refer to each other. */

import { CELL_BYTES, cellAt, cellOf } from '../cells';
import { baseName, unitAddress } from '../node-names';
import { nodePlace, propertyPlace, relatedTo } from '../places';
import type { TreeNode } from '../tree';
import type { Report, SpecCheck } from './spec-check';
import { isNoPhandle, type SpecTree } from './spec-tree';

const childAddress: SpecCheck = {
  name: 'graph_child_address',
  level: 'usual',
  check(node, tree, report) {
    const bus = tree.bus(node);
    const [only, ...others] = node.children;
    const address = node.property('#address-cells');
    if ((bus !== 'graph port' && bus !== 'graph ports') || !only || others.length > 0 || !address) {
      return;
    }
    if ((cellOf(only, 'reg') ?? 0) === 0) {
      report(
        `${node.path} has one node, ${only.name}, which needs neither #address-cells nor #size-cells`,
        propertyPlace(node, address),
      );
    }
  },
};

/** Says what is wrong with the number of a port or endpoint, if it has one. */
function checkReg(node: TreeNode, tree: SpecTree, report: Report): void {
  const reg = node.property('reg');
  if (!reg || !node.parent) {
    return;
  }
  if (reg.data.length !== CELL_BYTES) {
    report('reg is one cell here', propertyPlace(node, reg));
    return;
  }
  const number = cellAt(reg, 0)!.toString(16);
  if (unitAddress(node) !== number) {
    report(`the unit address of ${node.path} is ${number}, as its reg says`, nodePlace(node));
  }
  if (tree.addressCells(node.parent) !== 1) {
    report(`#address-cells of ${node.parent.path} must be 1`, nodePlace(node));
  }
  if (tree.sizeCells(node.parent) !== 0) {
    report(`#size-cells of ${node.parent.path} must be 0`, nodePlace(node));
  }
}

const port: SpecCheck = {
  name: 'graph_port',
  level: 'usual',
  check(node, tree, report) {
    if (tree.bus(node) !== 'graph port') {
      return;
    }
    if (baseName(node) !== 'port') {
      report("a node with endpoints is named 'port'", nodePlace(node));
    }
    checkReg(node, tree, report);
  },
};

const endpoint: SpecCheck = {
  name: 'graph_endpoint',
  level: 'usual',
  check(node, tree, report) {
    if (tree.bus(node.parent) !== 'graph port') {
      return;
    }
    if (baseName(node) !== 'endpoint') {
      report("a node in a port is named 'endpoint'", nodePlace(node));
    }
    checkReg(node, tree, report);
    const remote = remoteOf(node, tree, report);
    if (remote && remoteOf(remote, tree, report) !== node) {
      report(
        `${remote.path} does not refer back to this endpoint`,
        nodePlace(node),
        relatedTo(remote.path, nodePlace(remote)),
      );
    }
  },
};

function remoteOf(node: TreeNode, tree: SpecTree, report: Report): TreeNode | undefined {
  const phandle = cellOf(node, 'remote-endpoint');
  if (phandle === undefined || isNoPhandle(phandle)) {
    return undefined;
  }
  const remote = tree.nodeByPhandle(phandle);
  if (!remote) {
    report(`no node has the phandle ${phandle}`, propertyPlace(node, node.property('remote-endpoint')!));
  }
  return remote;
}

export const graph: readonly SpecCheck[] = [childAddress, port, endpoint];
