// SPDX-License-Identifier: Apache-2.0
/** The view of partitions: virtual machines, vCPUs, tasks of Linux guests. */

import type { PartitionState, PlaceState, StateResponseBody, VcpuState } from '../../debug-adapter/protocol';
import { hardwareItems } from './hardware';
import { counted, lineDestination, threadDestination, type ViewItem, vmName } from './item';
import { linuxItems } from './linux';

export function partitionItems({ partitions = [] }: StateResponseBody): ViewItem[] {
  return partitions.map(partitionItem);
}

function partitionItem(partition: PartitionState): ViewItem {
  const { vm, started, vcpus, linux, place } = partition;
  return {
    key: `vm ${vm}`,
    label: vmName(partition),
    description: started ? counted(vcpus.length, 'vCPU') : 'not started',
    tooltip: started
      ? `Partition ${vmName(partition)}`
      : 'The hypervisor did not start it: the Debug Console and Findings say why',
    icon: started ? 'vm' : 'vm-outline',
    isOpen: true,
    children: [
      ...vcpus.map((vcpu) => vcpuItem(vcpu, place)),
      ...(linux === undefined ? [] : linuxItems(linux)),
      ...hardwareItems(partition),
    ],
    ...lineDestination(place),
  };
}

const ACTIVITIES: Readonly<Record<string, { readonly words: string; readonly icon: string }>> = {
  running: { words: 'running', icon: 'play' },
  wfi: { words: 'idle', icon: 'debug-pause' },
  suspended: { words: 'suspended', icon: 'debug-pause' },
  stopped: { words: 'not started', icon: 'circle-outline' },
  blocked: { words: 'blocked', icon: 'lock' },
  'device-not-ready': { words: 'waits for the other end of a device', icon: 'watch' },
  hung: { words: 'hung', icon: 'error' },
  'boot-barrier': { words: "waits in the hypervisor's boot", icon: 'error' },
};

function vcpuItem(state: VcpuState, place: PlaceState | undefined): ViewItem {
  const { threadId, hart, vcpu, activity, text, request } = state;
  const { words, icon } = ACTIVITIES[activity] ?? { words: activity, icon: 'question' };
  return {
    key: `vcpu ${vcpu}`,
    label: `vCPU ${vcpu}`,
    description: `${request === undefined ? words : `${words} on request ${request}`} (hart ${hart})`,
    tooltip: text,
    icon,
    // One that was never started is nowhere but in the configuration.
    ...(activity === 'stopped' ? lineDestination(place) : threadDestination(threadId)),
  };
}
