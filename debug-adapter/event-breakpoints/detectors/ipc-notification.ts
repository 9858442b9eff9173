// SPDX-License-Identifier: Apache-2.0
/** Events that virtual machines send through IPC objects. */

import type { EventBreakpointParameters } from '../../protocol';
import type { EventOf } from '../../target';
import { type Detector, eventDetector, type Report } from '../detector';
import type { Occurrence } from '../occurrence';
import { type EventSystem, ParameterError } from '../system';

type Parameters = Extract<EventBreakpointParameters, { kind: 'ipcNotification' }>;
type Notification = EventOf<'ipcNotify'>;

/** @throws ParameterError */
export function ipcNotificationDetector(parameters: Parameters, system: EventSystem, report: Report): Detector {
  system.requireEvents('ipcNotify', 'IPC notifications');
  const vm = system.optionalVm(parameters.vm);
  const { ipc } = parameters;
  const known = system.bao?.ipcs ?? [];
  if (!known.some((object) => (vm === undefined || object.vm === vm) && (ipc === undefined || object.index === ipc))) {
    const owner = vm === undefined ? 'this system' : system.vmName(vm);
    throw new ParameterError(ipc === undefined ? `${owner} has no IPC objects` : `${owner} has no IPC object ${ipc}`);
  }
  const accepts = (event: Notification): boolean =>
    (vm === undefined || event.vm === vm) && (ipc === undefined || event.ipc === BigInt(ipc));
  return eventDetector('ipcNotify', accepts, (event) => occurrence(event, system), report);
}

function occurrence(event: Notification, system: EventSystem): Occurrence {
  const { hart, vm, instructions, time, pc, ipc, shmemId, receivers } = event;
  const reached = system.target.partitions
    .filter(({ vcpus }) => vcpus.some((vcpu) => (receivers & (1n << BigInt(vcpu.hart))) !== 0n))
    .map(({ name }) => name);
  const to = reached.length === 0 ? 'nobody' : reached.join(', ');
  return {
    ...{ kind: 'ipcNotification', hart, vm, instructions, time, pc },
    fields: { ipc: Number(ipc), event: Number(event.event), sharedMemory: Number(shmemId), receivers },
    description: `${system.vmName(vm)} sends event ${event.event} through IPC ${ipc} (shared memory ${shmemId}) to ${to}`,
    stands: 'the call has returned; the vCPU stands behind it',
    isBehind: true,
  };
}
