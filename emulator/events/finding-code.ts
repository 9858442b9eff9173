// SPDX-License-Identifier: Apache-2.0
/** Names of the findings. An event record holds a finding's position in this list, so it is only ever added to. */
export const FINDING_CODES = [
  /** READ or WRITE with request_id -1 took the oldest pending request off its queue. */
  'request-dropped',
  /** A store was completed with op READ: the value went into the register that was stored. */
  'write-completed-as-read',
  /** A load was completed with op WRITE: the register keeps what it held. */
  'read-completed-as-write',
  /** A vCPU waits for a completion that nobody can give any more. */
  'frontend-stuck',
  /** An IPC event reached no interrupt of any receiver. */
  'ipc-without-receiver',
  /** A REMIO NOTIFY that no guest can notice. */
  'notify-without-receiver',
  /** An interrupt number or bind_key above 255 was cut to eight bits. */
  'value-truncated',
  /** A virtual machine asked, answered or notified on a device whose frontend it is. */
  'frontend-hypercall',
  /** A guest accessed an address with nothing behind it. */
  'access-to-nowhere',
  /** A vCPU loops in the hypervisor for ever. */
  'vcpu-hung',
  /** An instruction touched an emulated device in a form that Bao cannot decode. */
  'undecodable-access',
  /** A hypercall changed registers that the SBI specification says are preserved. */
  'registers-clobbered',
  /** A device is passed through that the platform does not have. */
  'device-absent',
  /** A guest asks an empty queue again and again. */
  'empty-queue-loop',
  /** An interrupt waits that the guest can never take as things stand. */
  'interrupt-never-taken',
  /** A guest takes the same trap at the same place without getting anywhere. */
  'trap-loop',
  /** A frontend touched a device whose other side never came up. */
  'device-not-ready',
  /** A virtual machine did not start. */
  'vm-not-started',
  /** The access was answered for a neighbouring device. */
  'wrong-device',
  /** A message to a physical CPU was lost because its queue is full. */
  'message-lost',
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];
