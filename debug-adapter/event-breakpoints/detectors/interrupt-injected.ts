// SPDX-License-Identifier: Apache-2.0
/** Interrupts that the hypervisor makes pending in virtual machines. */

import { type EventBreakpointParameters, INTERRUPT_SOURCES } from '../../protocol';
import type { EventOf } from '../../target';
import { type Detector, eventDetector, type Report } from '../detector';
import type { Occurrence } from '../occurrence';
import type { EventSystem } from '../system';

type Parameters = Extract<EventBreakpointParameters, { kind: 'interruptInjected' }>;
type Injected = EventOf<'interruptInjected'>;

/** @throws ParameterError */
export function interruptInjectedDetector(parameters: Parameters, system: EventSystem, report: Report): Detector {
  system.requireEvents('interruptInjected', 'injected interrupts');
  const vm = system.optionalVm(parameters.vm);
  const { interrupt, source } = parameters;
  const accepts = (event: Injected): boolean =>
    (vm === undefined || event.vm === vm) &&
    (interrupt === undefined || event.interrupt === interrupt) &&
    (source === undefined || event.source === source);
  return eventDetector('interruptInjected', accepts, (event) => occurrence(event, system), report);
}

function occurrence(
  { hart, vm, instructions, time, pc, interrupt, source }: Injected,
  system: EventSystem,
): Occurrence {
  return {
    ...{ kind: 'interruptInjected', hart, vm, instructions, time, pc },
    fields: { interrupt, source: { name: source, names: INTERRUPT_SOURCES } },
    description: `Interrupt ${interrupt} (${source}) is pending in ${system.vmName(vm)}`,
    stands: 'the vCPU takes it when it can: it stands where it was',
    isBehind: false,
  };
}
