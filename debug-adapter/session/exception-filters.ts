// SPDX-License-Identifier: Apache-2.0
/** Event breakpoints as clients without a view for them offer them: one filter for each kind, without parameters. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import {
  DEFAULT_REQUEST_AGE,
  EVENT_BREAKPOINT_FIELDS,
  EVENT_BREAKPOINT_KINDS,
  type EventBreakpointKind,
} from '../protocol';

const PREFIX = 'bao.';

interface KindTexts {
  /** One of them. */
  readonly name: string;
  /** All of them. */
  readonly label: string;
  readonly description: string;
  /** A condition. */
  readonly example: string;
}

const TEXTS: Readonly<Record<EventBreakpointKind, KindTexts>> = {
  hypercall: {
    name: 'hypercall',
    label: 'Hypercalls',
    description: 'Stops behind every call of Bao (IPC and REMIO).',
    example: '$event.operation == NOTIFY && $event.failed',
  },
  ioctl: {
    name: 'ioctl of a Bao driver',
    label: 'Ioctls of the Bao drivers',
    description: 'Stops where a driver has answered an ioctl.',
    example: '$event.command == IO_CLIENT_ATTACH && $event.result < 0',
  },
  requestState: {
    name: 'state of a request',
    label: 'Request state changes',
    description: 'Stops whenever a REMIO request becomes PENDING, PROCESSING, COMPLETE or FREE.',
    example: '$event.state == COMPLETE && $event.device == 7',
  },
  registerAccess: {
    name: 'access to a device register',
    label: 'Accesses to device registers',
    description: 'Stops when a frontend touches a register of a REMIO device.',
    example: '$event.register == "QueueNotify"',
  },
  queueDepth: {
    name: 'request queued by the driver',
    label: 'Requests queued by the driver',
    description: 'Stops whenever a request has been queued for a client of a device model.',
    example: '$event.depth >= 2',
  },
  requestAge: {
    name: 'old request',
    label: `Requests older than ${DEFAULT_REQUEST_AGE.toLocaleString('en-US')} instructions`,
    description: 'Stops once for each REMIO request that nobody has completed for so long.',
    example: '$event.state == PENDING',
  },
  ipcNotification: {
    name: 'IPC notification',
    label: 'IPC notifications',
    description: 'Stops when a virtual machine sends an event through an IPC object.',
    example: '$event.vm == 1 && $event.event == 0',
  },
  interruptInjected: {
    name: 'injected interrupt',
    label: 'Injected interrupts',
    description: 'Stops when the hypervisor makes an interrupt pending in a virtual machine.',
    example: '$event.interrupt == 36 && $event.vm == 0',
  },
  firstWrite: {
    name: 'first write to shared memory',
    label: 'First writes to shared memory',
    description: "Stops at each virtual machine's first store into each shared memory.",
    example: '$event.sharedMemory == 0 && $event.offset < 0x100',
  },
  finding: {
    name: 'finding',
    label: 'Findings',
    description: 'Stops where the debugger finds something that you should know.',
    example: '$event.severity == error',
  },
};

export const EXCEPTION_FILTERS: DebugProtocol.ExceptionBreakpointsFilter[] = EVENT_BREAKPOINT_KINDS.map((kind) => {
  const { label, description, example } = TEXTS[kind];
  const conditionDescription = `Stops only where this is true, such as ${example}. $event has: ${EVENT_BREAKPOINT_FIELDS[kind].join(', ')}`;
  return { filter: PREFIX + kind, label, description, default: false, supportsCondition: true, conditionDescription };
});

/** One of a kind, for people. */
export function kindName(kind: EventBreakpointKind): string {
  return TEXTS[kind].name;
}

export function kindOfFilter(filter: string): EventBreakpointKind | undefined {
  return EVENT_BREAKPOINT_KINDS.find((kind) => filter === PREFIX + kind);
}
