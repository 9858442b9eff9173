// SPDX-License-Identifier: Apache-2.0
/** As many CPUs in the tree as virtual ones in the configuration. */

import { stringOf } from '../../cells';
import { nodePlace } from '../../places';
import type { Guest } from '../guest';
import { configNumber, type Mismatches } from '../mismatches';

export function checkCpus(guest: Guest, found: Mismatches): void {
  const cpus = guest.nodes.find(({ path }) => path === '/cpus');
  const nodes = guest.nodes.filter((node) => node.parent === cpus && stringOf(node, 'device_type') === 'cpu');
  const { cpuNum } = guest.config.platform;
  if (!cpus || nodes.length === 0 || BigInt(nodes.length) === cpuNum.value) {
    return;
  }
  const isMore = BigInt(nodes.length) > cpuNum.value;
  const why = isMore ? 'the guest cannot start the others' : 'the guest leaves the others unused';
  const message = `the device tree has ${nodes.length} CPUs, ${guest.name} has ${cpuNum.value}: ${why}`;
  found.between('bao-cpu-count', isMore ? 'error' : 'warning', message, [
    { range: nodePlace(cpus), label: `${nodes.length} CPUs in the device tree` },
    configNumber(cpuNum, `cpu_num ${cpuNum.value}`, nodes.length.toString()),
  ]);
}
