// SPDX-License-Identifier: Apache-2.0
/** What the machine's worker and its client say to each other. Everything here survives structured cloning. */

import type { BaoConfig, Diagnostic } from '../config/config';
import type { BreakpointKey, Watchpoint } from '../hart/hart-core';
import type { MachinePlatform } from '../platform';
import type {
  BaoStateView,
  GuestImage,
  HartActivity,
  MachinePosition,
  ReportedFinding,
  RunOptions,
  RunResult,
  VmInfo,
} from './machine';

/** MachineOptions as they travel. */
export interface BootRequest {
  readonly config: BaoConfig;
  readonly images: ReadonlyMap<string, GuestImage>;
  readonly platform?: string | MachinePlatform;
  readonly seed?: number;
  readonly eventCapacity?: number;
  readonly eventOverflow?: 'drop-oldest' | 'stop';
  readonly trapEvents?: boolean;
}

/** RunOptions without what cannot travel; pausing goes through the shared flag. */
export type RunRequest = Omit<RunOptions, 'shouldPause'>;

/** Where a client finds things in the machine's memory, which it shares. */
export interface BootReply {
  readonly memory: WebAssembly.Memory;
  readonly pauseFlag: Int32Array;
  readonly platform: MachinePlatform;
  readonly vms: readonly VmInfo[];
  readonly bootDiagnostics: readonly Diagnostic[];
  /** Byte offsets in `memory`: each hart's block, the event ring, the count of events; and the ring's records. */
  readonly hartBlocks: readonly number[];
  readonly eventRing: number;
  readonly eventCount: number;
  readonly eventCapacity: number;
}

/** Requests by name: what goes in and what comes back. */
export interface Calls {
  boot: { request: BootRequest; reply: BootReply };
  run: { request: RunRequest; reply: RunResult };
  sendConsole: { request: { vm: number; bytes: Uint8Array }; reply: number };
  endConsole: { request: { vm: number }; reply: null };
  eventsRead: { request: { upTo: bigint }; reply: null };
  setBreakpoints: { request: { keys: readonly BreakpointKey[] }; reply: null };
  setWatchpoints: { request: { watchpoints: readonly Watchpoint[] }; reply: null };
  readGuestPhysical: { request: { vm: number; gpa: bigint; length: number }; reply: Uint8Array | undefined };
  writeGuestPhysical: { request: { vm: number; gpa: bigint; bytes: Uint8Array }; reply: boolean };
  readVirtual: { request: { hart: number; va: bigint; length: number }; reply: Uint8Array | undefined };
  writeVirtual: { request: { hart: number; va: bigint; bytes: Uint8Array }; reply: boolean };
  writeRegister: { request: { hart: number; index: number; value: bigint }; reply: null };
  writePc: { request: { hart: number; value: bigint }; reply: null };
  activities: { request: null; reply: readonly HartActivity[] };
  baoState: { request: null; reply: BaoStateView };
  findings: { request: null; reply: readonly ReportedFinding[] };
  position: { request: null; reply: MachinePosition };
  stateHash: { request: null; reply: string };
}

export type CallName = keyof Calls;

export interface RequestMessage<Name extends CallName = CallName> {
  readonly id: number;
  readonly name: Name;
  readonly request: Calls[Name]['request'];
}

export type ReplyMessage =
  | { readonly id: number; readonly reply: unknown }
  | { readonly id: number; readonly error: string };
