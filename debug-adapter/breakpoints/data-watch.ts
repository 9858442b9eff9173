// SPDX-License-Identifier: Apache-2.0
/** The bytes that a data breakpoint watches: where they lie in physical memory, and what was last seen in them. */

import type { DataBreakpoint, Stop, Target } from '../target';
import type { DataBreakpointRequest } from './breakpoint';

type DataStop = Extract<Stop, { kind: 'data-breakpoint' }>;

const PAGE = 0x1000n;
/** Values up to this many bytes are shown as a number. */
const WORD_BYTES = 8;
const SHOWN_BYTES = 32;
/** No target watches more. Bytes. */
const MAXIMUM_SIZE = 1 << 16;

export class DataWatch {
  private seen: Uint8Array | undefined;

  private constructor(
    private readonly target: Target,
    private readonly request: DataBreakpointRequest,
    readonly ranges: readonly DataBreakpoint[],
  ) {}

  /** @returns why the bytes cannot be watched, or the watch */
  static async create(target: Target, request: DataBreakpointRequest): Promise<DataWatch | string> {
    if (target.capabilities.dataBreakpoints === 0) {
      return `the ${target.name} has no data breakpoints`;
    }
    if (!(request.size > 0 && request.size <= MAXIMUM_SIZE)) {
      return `${request.size} bytes cannot be watched; 1 to ${MAXIMUM_SIZE} can`;
    }
    const ranges = await physicalRanges(target, request);
    if (ranges === undefined) {
      return `0x${request.address.value.toString(16)} is not mapped to memory now`;
    }
    const watch = new DataWatch(target, request, ranges);
    await watch.look();
    return watch;
  }

  concerns(stop: DataStop, vm: number | undefined): boolean {
    const { request, ranges } = this;
    const isAccess = request.access === 'readWrite' || request.access === stop.access;
    const isVm = request.vm === undefined || request.vm === vm;
    const overlaps = ranges.some(
      ({ physical, size }) => stop.physical < physical + BigInt(size) && physical < stop.physical + BigInt(stop.size),
    );
    return isAccess && isVm && overlaps;
  }

  /** What an access did to the bytes, for people. */
  async describe(access: DataStop['access']): Promise<string> {
    const before = this.seen;
    const now = await this.look();
    const what =
      this.request.description ?? `${this.request.size} bytes at 0x${this.request.address.value.toString(16)}`;
    if (access === 'read' || now === undefined) {
      return `${what} was ${access === 'read' ? 'read' : 'written'}${now === undefined ? '' : `: ${shown(now)}`}`;
    }
    if (before === undefined) {
      return `${what} was written: ${shown(now)}`;
    }
    const isSame = before.every((byte, index) => byte === now[index]);
    return isSame ? `${what} was written: still ${shown(now)}` : `${what}: old ${shown(before)}, new ${shown(now)}`;
  }

  /** Remembers what is there now. */
  async look(): Promise<Uint8Array | undefined> {
    const { address, size } = this.request;
    const bytes = await this.target.readMemory(address, size);
    this.seen = bytes.length === size ? bytes : undefined;
    return this.seen;
  }
}

/** Undefined where one of the pages leads nowhere. */
async function physicalRanges(
  target: Target,
  { address, size, access }: DataBreakpointRequest,
): Promise<DataBreakpoint[] | undefined> {
  const ranges: DataBreakpoint[] = [];
  for (let done = 0; done < size; ) {
    const value = BigInt.asUintN(64, address.value + BigInt(done));
    const inPage = Math.min(size - done, Number(PAGE - (value % PAGE)));
    const physical = await target.translate({ space: address.space, value }, 'physical');
    if (physical === undefined) {
      return undefined;
    }
    ranges.push({ physical: physical.value, size: inPage, access });
    done += inPage;
  }
  return ranges;
}

/** Little-endian. */
function shown(bytes: Uint8Array): string {
  const digits = (each: Iterable<number>) => [...each].map((byte) => byte.toString(16).padStart(2, '0'));
  if (bytes.length <= WORD_BYTES) {
    return `0x${digits([...bytes].reverse()).join('')}`;
  }
  const more = bytes.length > SHOWN_BYTES ? ' ...' : '';
  return digits(bytes.subarray(0, SHOWN_BYTES)).join(' ') + more;
}
