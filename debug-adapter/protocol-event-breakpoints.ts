// SPDX-License-Identifier: Apache-2.0
/**
 * Breakpoints on what happens in a system, not on a line: hypercalls, ioctls, requests, interrupts, shared memory,
 * findings. Each kind is also an exception filter of the protocol (`setExceptionBreakpoints`, with a condition); this
 * request knows their parameters too. Both sets are active together.
 *
 * A stop at one has reason `exception`, its description says in words what happened, `exceptionInfo` has the details,
 * and the thread is the one that it happened on. In conditions, and in expressions at such a stop, `$event` is what
 * happened; EVENT_BREAKPOINT_FIELDS lists its members.
 *
 * Numbers that may need more than 53 bits are texts, decimal or hexadecimal. A virtual machine is given by the name of its
 * partition or by its number as text, because breakpoints outlive a session and numbers change more easily.
 */

/** Request: replaces all of them. Possible from the answer to `launch` on, also while the machine runs. */
export const SET_EVENT_BREAKPOINTS_REQUEST = 'bao.setEventBreakpoints';

export const EVENT_BREAKPOINT_KINDS = [
  'hypercall',
  'ioctl',
  'requestState',
  'registerAccess',
  'queueDepth',
  'requestAge',
  'ipcNotification',
  'interruptInjected',
  'firstWrite',
  'finding',
] as const;

export type EventBreakpointKind = (typeof EVENT_BREAKPOINT_KINDS)[number];

export const HYPERCALL_OPERATIONS = ['IPC', 'ASK', 'READ', 'WRITE', 'NOTIFY'] as const;
export const IOCTL_COMMANDS = ['DM_GET_INFO', 'IO_CLIENT_ATTACH', 'IO_REQUEST_COMPLETE', 'IOEVENTFD', 'IRQFD'] as const;
export const REQUEST_STATES = ['PENDING', 'PROCESSING', 'COMPLETE', 'FREE'] as const;
export const OUTCOMES = ['any', 'failed', 'succeeded'] as const;
export const FINDING_SEVERITIES = ['note', 'warning', 'error'] as const;
export const INTERRUPT_SOURCES = ['remio-request', 'remio-notify', 'ipc', 'device', 'timer', 'ipi'] as const;

/** Registers of a virtio device, as the specification calls them. */
export const VIRTIO_REGISTERS = [
  'MagicValue',
  'Version',
  'DeviceID',
  'VendorID',
  'DeviceFeatures',
  'DeviceFeaturesSel',
  'DriverFeatures',
  'DriverFeaturesSel',
  'QueueSel',
  'QueueNumMax',
  'QueueNum',
  'QueueReady',
  'QueueNotify',
  'InterruptStatus',
  'InterruptACK',
  'Status',
  'QueueDescLow',
  'QueueDescHigh',
  'QueueDriverLow',
  'QueueDriverHigh',
  'QueueDeviceLow',
  'QueueDeviceHigh',
  'ConfigGeneration',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** What is left out may be anything. */
export type EventBreakpointParameters =
  /** A call of Bao that has returned. */
  | {
      readonly kind: 'hypercall';
      /** The caller. */
      readonly vm?: string;
      readonly operation?: (typeof HYPERCALL_OPERATIONS)[number];
      readonly outcome?: Outcome;
    }
  /** An ioctl of the Bao drivers. */
  | {
      readonly kind: 'ioctl';
      readonly vm?: string;
      /** A name of IOCTL_COMMANDS, or the command's number. */
      readonly command?: string;
      readonly deviceModel?: number;
      readonly outcome?: Outcome;
      /** Where it stops: at the driver's first instruction, or where that has returned with a result (default). An
       *  outcome is known only then. */
      readonly when?: 'call' | 'return';
    }
  /** A REMIO request comes into one of these states. */
  | {
      readonly kind: 'requestState';
      readonly states?: readonly (typeof REQUEST_STATES)[number][];
      /** Bind key of the device. */
      readonly device?: string;
    }
  /** A frontend touches a device's register: the access has trapped, and waits for its answer. */
  | {
      readonly kind: 'registerAccess';
      readonly device?: string;
      /** Its name in the virtio specification: `QueueNotify`; or its offset in bytes. */
      readonly register?: string;
      readonly operation?: 'READ' | 'WRITE';
    }
  /** So many requests wait for the clients of a device model in the driver. */
  | {
      readonly kind: 'queueDepth';
      readonly vm?: string;
      readonly deviceModel?: number;
      /** Stops when a request makes it so many; every time that one is queued when it is left out. */
      readonly depth?: number;
    }
  /** A request has waited longer than so many instructions of all harts, and is not completed. */
  | {
      readonly kind: 'requestAge';
      /** Default: DEFAULT_REQUEST_AGE. */
      readonly instructions?: number;
      readonly device?: string;
    }
  /** A virtual machine sends an event through an IPC object. */
  | {
      readonly kind: 'ipcNotification';
      /** The sender. */
      readonly vm?: string;
      /** Number of the object in the sender's `ipcs`. */
      readonly ipc?: number;
    }
  /** The hypervisor makes an interrupt pending in a virtual machine. */
  | {
      readonly kind: 'interruptInjected';
      readonly vm?: string;
      readonly interrupt?: number;
      readonly source?: (typeof INTERRUPT_SOURCES)[number];
    }
  /** The first store of a virtual machine into a shared memory since the breakpoint was set, or the machine restarted;
   *  with a condition the first one for which it holds. */
  | {
      readonly kind: 'firstWrite';
      readonly vm?: string;
      /** Index in `shmemlist`. */
      readonly sharedMemory?: number;
    }
  /** The debugger has found something that a person should know. */
  | {
      readonly kind: 'finding';
      /** Of this severity or a worse one. */
      readonly severity?: (typeof FINDING_SEVERITIES)[number];
      readonly code?: string;
    };

/** Instructions of all harts. */
export const DEFAULT_REQUEST_AGE = 1_000_000;

export type EventBreakpoint = EventBreakpointParameters & {
  /** Stops only where this expression is not zero. It is evaluated on the thread that the event happened on. */
  readonly condition?: string;
  /** As with other breakpoints: `5`, `> 5`, `% 4`. */
  readonly hitCondition?: string;
};

export interface SetEventBreakpointsArguments {
  readonly breakpoints: readonly EventBreakpoint[];
}

export interface EventBreakpointStatus {
  /** As in `hitBreakpointIds` of a stop. The same as long as the same thing stays set. Absent for arguments that make no
   *  sense. */
  readonly id?: number;
  readonly verified: boolean;
  /** Why it cannot stop anything, or what a person should know of it. */
  readonly message?: string;
}

/** In the order of the arguments. */
export interface SetEventBreakpointsResponseBody {
  readonly breakpoints: readonly EventBreakpointStatus[];
}

/** Event: something about a breakpoint is not as it was answered. */
export const EVENT_BREAKPOINT_EVENT = 'bao.eventBreakpoint';

export type EventBreakpointEventBody = EventBreakpointStatus;

/** Members of `$event` that every kind has: `kind`, the number of the virtual machine and of the hart, instructions
 *  retired by all harts, virtual time in ticks, and the guest-virtual address of the instruction behind it. */
export const COMMON_EVENT_FIELDS = ['kind', 'vm', 'hart', 'instructions', 'time', 'pc'] as const;

const REQUEST_FIELDS = [
  'state',
  'slot',
  'serial',
  'device',
  'operation',
  'address',
  'register',
  'value',
  'width',
  'frontend',
] as const;

/** What else `$event` has. */
export const EVENT_BREAKPOINT_FIELDS = {
  hypercall: [
    'function',
    'operation',
    'deviceModel',
    'address',
    'value',
    'request',
    'ipc',
    'event',
    'result',
    'failed',
  ],
  ioctl: ['command', 'number', 'deviceModel', 'argument', 'result', 'failed', 'returned'],
  requestState: REQUEST_FIELDS,
  registerAccess: REQUEST_FIELDS,
  queueDepth: ['depth', 'deviceModel', 'client'],
  requestAge: [...REQUEST_FIELDS, 'age'],
  ipcNotification: ['ipc', 'event', 'sharedMemory', 'receivers'],
  interruptInjected: ['interrupt', 'source'],
  firstWrite: ['sharedMemory', 'offset', 'physical', 'size', 'value'],
  finding: ['code', 'severity', 'text'],
} as const satisfies Readonly<Record<EventBreakpointKind, readonly string[]>>;
