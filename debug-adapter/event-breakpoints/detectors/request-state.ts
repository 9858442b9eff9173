// SPDX-License-Identifier: Apache-2.0
/** REMIO requests that come into a state, and accesses to registers, which are requests that have just been made. */

import { registerOffset } from '../../awareness/virtio';
import type { EventBreakpointParameters } from '../../protocol';
import type { EventOf } from '../../target';
import { type Detector, eventDetector, type Report } from '../detector';
import type { Occurrence } from '../occurrence';
import { type EventSystem, ParameterError } from '../system';
import { accessText, bindKeyOf, requestFields, toldBy } from './request-words';

type StateParameters = Extract<EventBreakpointParameters, { kind: 'requestState' }>;
type AccessParameters = Extract<EventBreakpointParameters, { kind: 'registerAccess' }>;
type StateEvent = EventOf<'requestState'>;

const STANDS: Readonly<Record<StateEvent['state'], string>> = {
  PENDING: 'the access has trapped; its vCPU waits behind it for the answer',
  PROCESSING: 'the ASK has returned; the vCPU stands behind it',
  COMPLETE: 'the completing call has returned; the vCPU stands behind it',
  FREE: 'the frontend has its answer; its vCPU stands behind the access',
};

/** @throws ParameterError */
export function requestStateDetector(parameters: StateParameters, system: EventSystem, report: Report): Detector {
  system.requireEvents('requestState', 'requests');
  const device = bindKeyOf(parameters.device, system);
  const { states = [] } = parameters;
  const accepts = (event: StateEvent): boolean =>
    (device === undefined || event.bindKey === device) && (states.length === 0 || states.includes(event.state));
  return eventDetector('requestState', accepts, (event) => stateOccurrence(event, system), report);
}

/** @throws ParameterError */
export function registerAccessDetector(parameters: AccessParameters, system: EventSystem, report: Report): Detector {
  system.requireEvents('requestState', 'requests');
  const device = bindKeyOf(parameters.device, system);
  const offset = parameters.register === undefined ? undefined : offsetOf(parameters.register);
  const { operation } = parameters;
  const accepts = (event: StateEvent): boolean =>
    event.state === 'PENDING' &&
    (device === undefined || event.bindKey === device) &&
    (operation === undefined || event.operation === operation) &&
    (offset === undefined || event.address - (system.deviceOf(event.bindKey)?.registers.base ?? 0n) === offset);
  return eventDetector('requestState', accepts, (event) => accessOccurrence(event, system), report);
}

/** @param text a register's name, or its offset in bytes */
function offsetOf(text: string): bigint {
  const known = registerOffset(text);
  if (known !== undefined) {
    return BigInt(known);
  }
  if (!/^(0x[0-9a-f]{1,8}|\d{1,9})$/i.test(text)) {
    throw new ParameterError(
      `virtio has no register '${text.slice(0, 60)}'; write a name such as QueueNotify or Status, or an offset`,
    );
  }
  return BigInt(text);
}

function stateOccurrence(event: StateEvent, system: EventSystem): Occurrence {
  const { hart, vm, instructions, time, pc, state, id, bindKey } = event;
  const request = toldBy(event);
  return {
    ...{ kind: 'requestState', hart, vm, instructions, time, pc },
    fields: requestFields(request, system),
    description: `Request ${id} of ${system.deviceName(bindKey)} is ${state}: ${accessText(request, system)}`,
    stands: STANDS[state],
    isBehind: state !== 'PENDING',
  };
}

function accessOccurrence(event: StateEvent, system: EventSystem): Occurrence {
  const request = toldBy(event);
  const device = `device ${event.bindKey} (${system.deviceName(event.bindKey)})`;
  return {
    ...stateOccurrence(event, system),
    kind: 'registerAccess',
    description: `${system.vmName(event.vm)} accesses ${device}: ${accessText(request, system)}, as request ${event.id}`,
  };
}
