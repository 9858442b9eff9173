// SPDX-License-Identifier: Apache-2.0
/**
 * The catalogue of findings: what a person should know about the system that runs. A finding says what happened, to
 * whom, why, and what to do. It is reported the moment it happens, once for each place it concerns.
 */

import {
  EventKind,
  type EventRecorder,
  FINDING_CODES,
  type FindingCode,
  FLAG_FINDING_TEXT,
  FLAG_MORE,
  NONE,
} from '../events';

/** `note`: a property of Bao worth knowing, not a fault of the system. */
export type FindingSeverity = 'error' | 'warning' | 'note';

const SEVERITIES: Record<FindingCode, FindingSeverity> = {
  'request-dropped': 'error',
  'write-completed-as-read': 'error',
  'read-completed-as-write': 'error',
  'frontend-stuck': 'error',
  'ipc-without-receiver': 'warning',
  'notify-without-receiver': 'warning',
  'value-truncated': 'warning',
  'frontend-hypercall': 'warning',
  'access-to-nowhere': 'error',
  'vcpu-hung': 'error',
  'undecodable-access': 'error',
  'registers-clobbered': 'note',
  'device-absent': 'error',
  'empty-queue-loop': 'error',
  'interrupt-never-taken': 'warning',
  'trap-loop': 'error',
  'device-not-ready': 'error',
  'vm-not-started': 'error',
  'wrong-device': 'error',
  'message-lost': 'error',
};

/** How serious a finding of this code is. */
export function findingSeverity(code: FindingCode): FindingSeverity {
  return SEVERITIES[code];
}

/** Different findings remembered, so that each is reported once; beyond that no new ones are. */
const MAX_REMEMBERED = 4096;
const MAX_ARGS = 12;

export interface FindingText {
  /** Tells places apart: the same code with the same key is reported once. */
  readonly key: string;
  readonly text: string;
}

/** A finding as it is kept for the whole run, beside its event, which the ring may lose. */
export interface ReportedFinding {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  readonly text: string;
  /** Physical CPU and virtual machine, where it concerns one. */
  readonly hart?: number;
  readonly vm?: number;
  /** Guest-virtual pc of the hart when it was found. */
  readonly pc?: bigint;
}

export class Findings {
  readonly #events: EventRecorder;
  readonly #reported = new Set<string>();
  readonly #encoder = new TextEncoder();
  /** In the order in which they happened. */
  readonly list: ReportedFinding[] = [];

  constructor(events: EventRecorder) {
    this.#events = events;
  }

  /** True when this has been reported; lets callers skip the work of saying it again. */
  has(code: FindingCode, key: string): boolean {
    return this.#reported.has(`${code} ${key}`) || this.#reported.size >= MAX_REMEMBERED;
  }

  /**
   * Writes a finding into the event stream unless it is there already.
   * @param hart physical CPU or NONE
   * @param vm virtual machine or NONE
   * @param args numbers the text speaks of, for tools
   */
  report(code: FindingCode, hart: number, vm: number, args: readonly bigint[], finding: FindingText): void {
    if (this.has(code, finding.key)) {
      return;
    }
    this.#reported.add(`${code} ${finding.key}`);
    this.list.push({
      code,
      severity: SEVERITIES[code],
      text: finding.text,
      ...(hart === NONE ? {} : { hart, pc: this.#events.pcOf(hart) }),
      ...(vm === NONE ? {} : { vm }),
    });
    const index = FINDING_CODES.indexOf(code);
    const kept = args.slice(0, MAX_ARGS);
    this.#events.begin(EventKind.finding, hart, vm, index | FLAG_MORE);
    kept.forEach((value, slot) => {
      this.#events.argBig(slot, BigInt.asUintN(64, value));
    });
    this.#events.setLength(kept.length);
    const bytes = this.#encoder.encode(finding.text);
    this.#events.text(EventKind.finding, hart, vm, bytes, index | FLAG_FINDING_TEXT);
  }

  state(): object {
    return [...this.#reported];
  }
}
