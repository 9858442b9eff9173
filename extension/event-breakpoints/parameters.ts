// SPDX-License-Identifier: Apache-2.0
/** What each kind of event breakpoint can be narrowed by, as people are asked for it. Nothing of the editor. */

import {
  type EventBreakpointKind,
  FINDING_SEVERITIES,
  HYPERCALL_OPERATIONS,
  INTERRUPT_SOURCES,
  IOCTL_COMMANDS,
  OUTCOMES,
  REQUEST_STATES,
  VIRTIO_REGISTERS,
} from '../../debug-adapter/protocol';

/** What of a running system a parameter chooses among. */
export type ChoiceOf = 'partitions' | 'devices' | 'deviceModels' | 'ipcs' | 'sharedMemories';

export interface Parameter {
  /** Its field in the request. */
  readonly name: string;
  readonly title: string;
  readonly type: 'text' | 'number' | 'several';
  /** Values that there are; undefined: whatever is typed. */
  readonly values?: readonly string[];
  /** Values that a running system has; others can be typed. */
  readonly choices?: ChoiceOf;
  /** A value can be typed besides those offered. */
  readonly isOpen: boolean;
  /** What it means to leave it out. */
  readonly any: string;
  /** Its values say what they are, without the title. */
  readonly isPlain?: true;
}

export interface KindDescription {
  readonly kind: EventBreakpointKind;
  readonly title: string;
  readonly about: string;
  readonly parameters: readonly Parameter[];
}

const PARTITION = { type: 'text', choices: 'partitions', isOpen: true, any: 'any partition' } as const;
const DEVICE: Parameter = {
  ...{ name: 'device', title: 'Device', type: 'text', choices: 'devices', isOpen: true, any: 'any device' },
};
const DEVICE_MODEL: Parameter = {
  ...{ name: 'deviceModel', title: 'Device model', type: 'number', choices: 'deviceModels' },
  ...{ isOpen: true, any: 'any device model' },
};
const OUTCOME = oneOf('outcome', 'Outcome', OUTCOMES.slice(1), 'any outcome');

function oneOf(name: string, title: string, values: readonly string[], any: string): Parameter {
  return { name, title, type: 'text', values, isOpen: false, any, isPlain: true };
}

function typed(name: string, title: string, any: string): Parameter {
  return { name, title, type: 'number', isOpen: true, any };
}

export const KINDS: readonly KindDescription[] = [
  {
    kind: 'hypercall',
    title: 'Hypercall',
    about: 'a partition calls Bao',
    parameters: [
      oneOf('operation', 'Operation', HYPERCALL_OPERATIONS, 'any operation'),
      { name: 'vm', title: 'Caller', ...PARTITION },
      OUTCOME,
    ],
  },
  {
    kind: 'ioctl',
    title: 'Ioctl',
    about: 'a program calls a Bao driver in Linux',
    parameters: [
      { ...oneOf('command', 'Command', IOCTL_COMMANDS, 'any command'), isOpen: true },
      DEVICE_MODEL,
      OUTCOME,
      oneOf('when', 'Where', ['call', 'return'], 'where the driver returns'),
      { name: 'vm', title: 'Partition', ...PARTITION },
    ],
  },
  {
    kind: 'requestState',
    title: 'Request State',
    about: 'a REMIO request comes into a state',
    parameters: [
      {
        name: 'states',
        title: 'States',
        type: 'several',
        values: REQUEST_STATES,
        isOpen: false,
        any: 'any state',
        isPlain: true,
      },
      DEVICE,
    ],
  },
  {
    kind: 'registerAccess',
    title: 'Register Access',
    about: 'a frontend touches a register of a device',
    parameters: [
      { ...oneOf('register', 'Register', VIRTIO_REGISTERS, 'any register'), isOpen: true },
      DEVICE,
      oneOf('operation', 'Access', ['READ', 'WRITE'], 'reads and writes'),
    ],
  },
  {
    kind: 'queueDepth',
    title: 'Queue Depth',
    about: 'so many requests wait for a device model',
    parameters: [
      typed('depth', 'Depth', 'whenever one is queued'),
      DEVICE_MODEL,
      { name: 'vm', title: 'Partition', ...PARTITION },
    ],
  },
  {
    kind: 'requestAge',
    title: 'Request Age',
    about: 'nobody completes a request for long',
    parameters: [typed('instructions', 'Instructions', '1,000,000 instructions'), DEVICE],
  },
  {
    kind: 'ipcNotification',
    title: 'IPC Notification',
    about: 'a partition sends an event through an IPC object',
    parameters: [
      { name: 'vm', title: 'Sender', ...PARTITION },
      { name: 'ipc', title: 'IPC object', type: 'number', choices: 'ipcs', isOpen: true, any: 'any object' },
    ],
  },
  {
    kind: 'interruptInjected',
    title: 'Interrupt',
    about: 'Bao makes an interrupt pending in a partition',
    parameters: [
      { name: 'vm', title: 'Partition', ...PARTITION },
      typed('interrupt', 'Interrupt', 'any interrupt'),
      oneOf('source', 'Source', INTERRUPT_SOURCES, 'any source'),
    ],
  },
  {
    kind: 'firstWrite',
    title: 'First Write',
    about: 'a partition writes to shared memory for the first time',
    parameters: [
      { name: 'vm', title: 'Writer', ...PARTITION },
      {
        ...{ name: 'sharedMemory', title: 'Shared memory', type: 'number', choices: 'sharedMemories' },
        ...{ isOpen: true, any: 'any shared memory' },
      },
    ],
  },
  {
    kind: 'finding',
    title: 'Finding',
    about: 'the debugger finds something that you should know',
    parameters: [
      oneOf('severity', 'Severity, at least', FINDING_SEVERITIES, 'any severity'),
      { name: 'code', title: 'Code', type: 'text', isOpen: true, any: 'any finding', isPlain: true },
    ],
  },
];

export function describeKind(kind: EventBreakpointKind): KindDescription {
  return KINDS.find((each) => each.kind === kind)!;
}
