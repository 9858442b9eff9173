// SPDX-License-Identifier: Apache-2.0
/**
 * What can happen in the machine, as a typed stream. In memory an event is a fixed-size record (EVENT_ constants in
 * ../hart/layout.ts); decoded, it is one of the types below. Guest traps are written by the hart core, everything else
 * by the model of the hypervisor and the devices.
 */

import type { FindingCode } from './finding-code';

/** Numbers of the kinds as they stand in the record. Never reused, never renumbered. */
export const EventKind = {
  guestTrap: 1,
  hypervisorTrap: 2,
  hypercall: 3,
  sbiCall: 4,
  requestState: 5,
  interruptInjected: 6,
  interruptTaken: 7,
  ipcNotify: 8,
  remioNotify: 9,
  vcpuBlocked: 10,
  vcpuResumed: 11,
  vcpuStarted: 12,
  vcpuHung: 13,
  guestConsole: 14,
  hypervisorConsole: 15,
  finding: 16,
} as const;

export type RequestState = 'FREE' | 'PENDING' | 'PROCESSING' | 'COMPLETE';
export type RemioOperation = 'WRITE' | 'READ' | 'ASK' | 'NOTIFY';

/** What every event says of its place and time. */
export interface EventPlace {
  /** Position in the stream: the number of events before it. */
  readonly sequence: bigint;
  /** Physical CPU, undefined for events of no hart. */
  readonly hart?: number;
  /** Virtual machine, undefined for the hypervisor itself. */
  readonly vm?: number;
  /** Instructions retired by all harts when it happened. */
  readonly instructions: bigint;
  /** Virtual time in timebase ticks. */
  readonly time: bigint;
  /** Guest-virtual pc of the hart. */
  readonly pc: bigint;
}

export type EventBody =
  | { kind: 'guestTrap'; cause: bigint; value: bigint; epc: bigint; handler: bigint }
  /** An exception that reached the hypervisor (exception code as in scause), except ecalls. */
  | { kind: 'hypervisorTrap'; cause: number; value: bigint; gpa: bigint; instruction: number }
  /** Arguments are a0..a4; results are a0..a7 after the call. */
  | { kind: 'hypercall'; id: bigint; args: readonly bigint[]; results: readonly bigint[] }
  | { kind: 'sbiCall'; extension: bigint; functionId: bigint; args: readonly bigint[]; error: bigint; value: bigint }
  /** A REMIO request moved to `state`. */
  | {
      kind: 'requestState';
      /** Slot in the global pool. */
      id: number;
      /** Unique over the run, so that a reused slot is another request. */
      serial: bigint;
      state: RequestState;
      bindKey: bigint;
      operation: RemioOperation;
      /** Guest-physical address of the access. */
      address: bigint;
      /** Bytes. */
      width: number;
      value: bigint;
      /** Physical CPU of the frontend. */
      frontendCpu: number;
      /** GPR index of the access. */
      register: number;
    }
  | {
      kind: 'interruptInjected';
      interrupt: number;
      source: 'remio-request' | 'remio-notify' | 'ipc' | 'device' | 'timer' | 'ipi';
    }
  | { kind: 'interruptTaken'; interrupt: number; context: number }
  | { kind: 'ipcNotify'; ipc: bigint; event: bigint; shmemId: bigint; receivers: bigint }
  | { kind: 'remioNotify'; deviceModel: bigint; bindKey: bigint; interrupt: number; frontendCpu: number }
  | { kind: 'vcpuBlocked'; requestId: number; requestSerial: bigint }
  | { kind: 'vcpuResumed'; requestId: number; requestSerial: bigint; register: number; value: bigint }
  | { kind: 'vcpuStarted'; entry: bigint; opaque: bigint }
  | { kind: 'vcpuHung'; reason: string }
  /** What a guest wrote to its UART, without the line end. `partial`: the guest has not ended the line (a prompt); the
   *  rest follows in the next event of the same virtual machine. */
  | { kind: 'guestConsole'; text: string; partial: boolean }
  | { kind: 'hypervisorConsole'; text: string }
  /** Something a person debugging this system should know; `code` names the rule, see finding-code.ts. */
  | { kind: 'finding'; code: FindingCode; args: readonly bigint[]; text: string };

export type MachineEvent = EventPlace & EventBody;
