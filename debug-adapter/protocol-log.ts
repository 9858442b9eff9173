// SPDX-License-Identifier: Apache-2.0
/**
 * The log of what guests call: hypercalls, accesses of frontends that became requests, SBI calls, ioctls of the Bao
 * drivers. It is kept from the launch on, in bounded memory: when it is full, the oldest entries go. Each entry has a
 * number; the next entry has the next, and no number is ever given out twice in a session, so that what a client has
 * fetched stays good (an entry still changes until it has had its effect). All requests are possible from the answer to
 * `launch` on, while the machine runs too. Addresses and values are hexadecimal texts such as `0x80200000`; instructions
 * and virtual time are numbers.
 */

import type { DebugProtocol } from '@vscode/debugprotocol';

export const LOG_KINDS = ['hypercall', 'sbi', 'request', 'ioctl'] as const;

export type LogKind = (typeof LOG_KINDS)[number];

/** Attribute `log` of `launch`: how the log is to be kept. What is absent is as the defaults say. */
export interface LogOptions {
  /** Most entries that are kept; 0: no log. Default: 1,000,000. */
  readonly capacity?: number;
  /** Whether SBI calls are logged too: timers and the like. Default: false. */
  readonly sbiCalls?: boolean;
  /** Whether ioctls of the drivers are logged; each costs two short stops. Default: true. */
  readonly ioctls?: boolean;
}

/** Most entries that the log can be told to keep. */
export const MAX_LOG_CAPACITY = 10_000_000;

// --- state -------------------------------------------------------------------------------------------------------------

/** Request without arguments: how the log stands. */
export const LOG_STATE_REQUEST = 'bao.logState';

/** Request: changes what is logged from now on. Returns LogState. */
export const SET_LOG_REQUEST = 'bao.setLog';

/** What is absent stays. */
export interface SetLogArguments extends LogOptions {
  /** False: what is in the log stays, and nothing new comes. */
  readonly enabled?: boolean;
}

/** Request without arguments: forgets all entries. Returns LogState. A restart of the machine does the same. */
export const CLEAR_LOG_REQUEST = 'bao.clearLog';

/** Event, with LogState, to clients that have asked for one before: entries came or went or have had their effect, or the
 *  log was set otherwise. At most four a second, the last one after the last change. */
export const LOG_EVENT = 'bao.log';

export interface LogState {
  readonly enabled: boolean;
  readonly capacity: number;
  readonly sbiCalls: boolean;
  readonly ioctls: boolean;
  /** Why something that is wanted is not logged, in words: `no ioctls: ...`. */
  readonly problems: readonly string[];
  /** Number of the oldest entry that is kept, and the number after the newest: equal when it is empty. */
  readonly first: number;
  readonly end: number;
  /** Entries since the last clearing that had to go. */
  readonly dropped: number;
  /** Bytes that it takes now, and when it is full. */
  readonly bytes: number;
  readonly fullBytes: number;
  /** Ticks of virtual time in a second: what times and durations count. */
  readonly timebaseHz: number;
  readonly vms: readonly { readonly vm: number; readonly name: string }[];
}

// --- entries -----------------------------------------------------------------------------------------------------------

/** Request: entries by their numbers. */
export const READ_LOG_REQUEST = 'bao.readLog';

/** Most entries of one answer. */
export const MAX_LOG_PAGE = 500;

/** Either a range, or single ones. Entries that are not kept are left out. */
export type ReadLogArguments =
  /** `from` is moved to the oldest that is kept. `count` up to MAX_LOG_PAGE. */
  | { readonly from: number; readonly count: number }
  /** At most MAX_LOG_PAGE. */
  | { readonly numbers: readonly number[] };

export interface ReadLogResponseBody {
  readonly state: LogState;
  /** By their numbers, upwards; those of `numbers` in the order asked. */
  readonly entries: readonly LogEntryLine[];
}

/** An entry as a list shows it. */
export interface LogEntryLine {
  readonly number: number;
  readonly kind: LogKind;
  /** Instructions retired by all vCPUs together, and virtual time in ticks, when it happened. */
  readonly instructions: number;
  readonly time: number;
  readonly vm: number;
  readonly vmName: string;
  readonly hart: number;
  /** Number within its virtual machine. */
  readonly vcpu: number;
  /** Guest-virtual address of the instruction. */
  readonly pc: string;
  /** The function there, where symbols tell. */
  readonly function?: string;
  /** Its line as the client counts, and the same in short: `dispatcher.c:61`. */
  readonly source?: DebugProtocol.Source;
  readonly line?: number;
  readonly place?: string;
  /** Of an ioctl: who made it. */
  readonly task?: LogTask;
  /** `REMIO ASK`, `ioctl IRQFD`, `request READ`. */
  readonly name: string;
  /** `device model 0, mask 0x1`. */
  readonly arguments: string;
  /** Empty while it is under way. */
  readonly result: string;
  readonly failed: boolean;
  /** Virtual time until its effect, in ticks: the frontend goes on, the interrupt is taken, the call returns. Absent when
   *  it has none, or not yet. */
  readonly duration?: number;
  /** Number of the request that it is about: the same for the access, the ASK that got it, and what completed it. */
  readonly request?: number;
}

export interface LogTask {
  /** Guest-virtual, of its task_struct. */
  readonly address: string;
  readonly name?: string;
  readonly pid?: number;
}

/** Request: everything about one entry. */
export const LOG_ENTRY_REQUEST = 'bao.logEntry';

export interface LogEntryArguments {
  readonly number: number;
}

/** Fails when the entry is not kept. */
export interface LogEntryResponseBody extends LogEntryLine {
  /** The whole line that `bao.logText` gives. */
  readonly text: string;
  readonly argumentValues: readonly LogValue[];
  readonly resultValues: readonly LogValue[];
  /** What `duration` ends with: `until the frontend went on`. */
  readonly effect?: string;
  /** Other entries about the same request that are kept, upwards; not more than a hundred. */
  readonly related: readonly number[];
}

export interface LogValue {
  readonly name: string;
  readonly value: string;
  /** In words where it has some. */
  readonly text: string;
}

// --- looking through ---------------------------------------------------------------------------------------------------

/** Request: numbers of entries that a filter lets through. Looks at a bounded part of the log: ask again from `next`. */
export const SEARCH_LOG_REQUEST = 'bao.searchLog';

/** Most numbers of one answer. */
export const MAX_LOG_FOUND = 10_000;

/** All that is given must be so. */
export interface LogFilter {
  readonly kinds?: readonly LogKind[];
  readonly vm?: number;
  readonly hart?: number;
  readonly request?: number;
  readonly outcome?: 'failed' | 'succeeded';
  /** Stands in what `bao.logText` says of the entry: name, arguments, results, function, place, task; in any case. */
  readonly text?: string;
}

export interface SearchLogArguments {
  readonly filter: LogFilter;
  /** The first entry that is looked at. */
  readonly from: number;
  /** `backward` looks from `from` towards the oldest. Default: forward. */
  readonly direction?: 'forward' | 'backward';
  /** Ends when so many have been found; up to MAX_LOG_FOUND. */
  readonly count: number;
}

export interface SearchLogResponseBody {
  /** In the order of the search. */
  readonly numbers: readonly number[];
  /** Where to go on; absent when everything that there is has been looked at. */
  readonly next?: number;
  readonly state: LogState;
}

// --- taking away -------------------------------------------------------------------------------------------------------

/** Request: entries as text, a line each, for the clipboard. Those that are not kept are left out. */
export const LOG_TEXT_REQUEST = 'bao.logText';

/** Most entries of one answer. */
export const MAX_LOG_TEXT = 10_000;

export type LogTextArguments =
  | { readonly from: number; readonly count: number }
  | { readonly numbers: readonly number[] };

export interface LogTextResponseBody {
  readonly text: string;
}

/** Request: writes the log to a file, in pieces, while everything else goes on. Answered when it is written. A failed or
 *  cancelled export leaves no file, and one that was there before as it was. */
export const EXPORT_LOG_REQUEST = 'bao.exportLog';

export const LOG_FORMATS = ['text', 'json', 'perfetto'] as const;

export interface ExportLogArguments {
  /** The client's name for this export, unique among those under way. */
  readonly id: string;
  readonly format: (typeof LOG_FORMATS)[number];
  /** Absolute. Is overwritten. */
  readonly path: string;
  /** Only entries that it lets through. */
  readonly filter?: LogFilter;
}

export interface ExportLogResponseBody {
  readonly entries: number;
  readonly bytes: number;
}

/** Event: how far an export is; not more than ten a second. */
export const LOG_EXPORT_EVENT = 'bao.logExport';

export interface LogExportEventBody {
  readonly id: string;
  /** Entries. */
  readonly done: number;
  readonly total: number;
}

/** Request: gives an export up, which then fails with the message `cancelled`. Nothing when there is none of that name. */
export const CANCEL_LOG_EXPORT_REQUEST = 'bao.cancelLogExport';

export interface CancelLogExportArguments {
  readonly id: string;
}
