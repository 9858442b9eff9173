// SPDX-License-Identifier: Apache-2.0
/** Virtual machines, their vCPUs, and the tasks of those that run Linux. */

import { vcpuThreadId } from '../../awareness/threads';
import type { PartitionState, VcpuState } from '../../protocol';
import type { BaoPartition, BaoVcpu } from '../../target';
import { hardwareState } from './hardware';
import { linuxState } from './linux';
import type { Surroundings } from './surroundings';
import { known, placeOf } from './values';

export async function partitionStates(around: Surroundings): Promise<PartitionState[]> {
  const states: PartitionState[] = [];
  for (const partition of around.bao.partitions) {
    states.push(await partitionState(around, partition));
  }
  return states;
}

async function partitionState(around: Surroundings, partition: BaoPartition): Promise<PartitionState> {
  const { vm, name, started, vcpus } = partition;
  const guest = started ? around.guest(vm) : undefined;
  return {
    ...{ vm, name, started },
    vcpus: vcpus.map(vcpuState),
    ...hardwareState(around, partition),
    ...known('linux', guest && (await linuxState(around, partition, guest))),
    ...placeOf(around.client, around.configOf(vm)),
  };
}

function vcpuState({ hart, vcpu, activity, text, request }: BaoVcpu): VcpuState {
  const state = { threadId: vcpuThreadId(hart), hart, vcpu, activity, text };
  return request === undefined ? state : { ...state, request };
}
