// SPDX-License-Identifier: Apache-2.0
import type { EventBreakpointParameters } from '../../protocol';
import type { Detector, Report } from '../detector';
import { type EventSystem, ParameterError } from '../system';
import { findingDetector } from './finding';
import { firstWriteDetector } from './first-write';
import { hypercallDetector } from './hypercall';
import { interruptInjectedDetector } from './interrupt-injected';
import { ioctlDetector } from './ioctl';
import { ipcNotificationDetector } from './ipc-notification';
import { queueDepthDetector } from './queue-depth';
import { RequestAgeDetector } from './request-age';
import { registerAccessDetector, requestStateDetector } from './request-state';

/** @throws ParameterError when this system or its target has no such occurrences */
export async function createDetector(
  parameters: EventBreakpointParameters,
  system: EventSystem,
  report: Report,
): Promise<Detector> {
  switch (parameters.kind) {
    case 'hypercall':
      return hypercallDetector(parameters, system, report);
    case 'ioctl':
      return ioctlDetector(parameters, system, report);
    case 'requestState':
      return requestStateDetector(parameters, system, report);
    case 'registerAccess':
      return registerAccessDetector(parameters, system, report);
    case 'queueDepth':
      return queueDepthDetector(parameters, system, report);
    case 'requestAge':
      return requestAge(parameters, system, report);
    case 'ipcNotification':
      return ipcNotificationDetector(parameters, system, report);
    case 'interruptInjected':
      return interruptInjectedDetector(parameters, system, report);
    case 'firstWrite':
      return firstWriteDetector(parameters, system, report);
    case 'finding':
      return findingDetector(parameters, system, report);
  }
}

async function requestAge(
  parameters: Extract<EventBreakpointParameters, { kind: 'requestAge' }>,
  system: EventSystem,
  report: Report,
): Promise<Detector> {
  const state = await system.target.bao?.state();
  if (state === undefined) {
    throw new ParameterError(`nothing is known of the requests of the ${system.target.name}`);
  }
  const { instructions } = await system.target.position();
  return new RequestAgeDetector(parameters, system, report, state, instructions);
}
