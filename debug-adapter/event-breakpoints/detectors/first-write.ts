// SPDX-License-Identifier: Apache-2.0
/**
 * The first store of a virtual machine into a shared memory. Its bytes are watched, which makes stores to their pages
 * slow, until one has stopped the run; what it watches after that is nothing.
 */

import type { EventBreakpointParameters } from '../../protocol';
import type { DataBreakpoint, SharedMemory, Stop } from '../../target';
import { type Detector, NOTHING, type Report } from '../detector';
import type { Occurrence } from '../occurrence';
import { type EventSystem, hex, ParameterError } from '../system';

type Parameters = Extract<EventBreakpointParameters, { kind: 'firstWrite' }>;
type DataStop = Extract<Stop, { kind: 'data-breakpoint' }>;

/** One virtual machine's way to one shared memory. */
interface Watched extends DataBreakpoint {
  readonly vm: number;
  readonly sharedMemory: number;
}

const WORD_BYTES = 8;
const DONE = 'it has stopped once for each writer: it stops again after a restart, or when it is set anew';

/** @throws ParameterError */
export function firstWriteDetector(parameters: Parameters, system: EventSystem, report: Report): Detector {
  const all = watchedBy(parameters, system);
  let armed: readonly Watched[] = all;
  const disarm = (done: Watched): void => {
    armed = armed.filter((each) => each !== done);
  };
  return {
    ...NOTHING,
    observer: {
      points: [],
      get watched() {
        return armed;
      },
      async arrived() {},
      async accessed(stop) {
        const vm = system.vmOfHart(stop.hart);
        const hit = armed.find((each) => each.vm === vm && overlaps(each, stop));
        if (hit !== undefined && stop.access === 'write') {
          report({ ...(await occurrence(hit, stop, system)), shown: () => disarm(hit) });
        }
      },
    },
    get remark() {
      return armed.length === 0 ? DONE : undefined;
    },
    restarted() {
      armed = all;
    },
  };
}

function watchedBy(parameters: Parameters, system: EventSystem): Watched[] {
  const { target } = system;
  if (target.capabilities.dataBreakpoints === 0) {
    throw new ParameterError(`the ${target.name} cannot watch memory`);
  }
  const wanted = system.optionalVm(parameters.vm);
  const memories = memoriesFor(parameters.sharedMemory, system);
  const all = memories.flatMap(({ id, physical, size, mappings }) =>
    [...new Set(mappings.map(({ vm }) => vm))]
      .filter((vm) => wanted === undefined || vm === wanted)
      .map((vm): Watched => ({ vm, sharedMemory: id, physical, size: Number(size), access: 'write' })),
  );
  if (all.length === 0) {
    const which =
      parameters.sharedMemory === undefined ? 'no shared memory' : `no shared memory ${parameters.sharedMemory}`;
    throw new ParameterError(`${wanted === undefined ? 'this system' : system.vmName(wanted)} has ${which}`);
  }
  return all;
}

function memoriesFor(id: number | undefined, { bao }: EventSystem): readonly SharedMemory[] {
  const all = bao?.sharedMemories ?? [];
  const found = id === undefined ? all : all.filter((each) => each.id === id);
  if (found.length === 0) {
    const ids = all.map((each) => each.id).join(', ');
    throw new ParameterError(
      all.length === 0 ? 'this system has no shared memory' : `there is no shared memory ${id}; there is ${ids}`,
    );
  }
  return found;
}

function overlaps({ physical, size }: Watched, stop: DataStop): boolean {
  return stop.physical < physical + BigInt(size) && physical < stop.physical + BigInt(stop.size);
}

async function occurrence(
  { sharedMemory, vm, physical: base }: Watched,
  stop: DataStop,
  system: EventSystem,
): Promise<Occurrence> {
  const { hart, pc, physical, size } = stop;
  const { target } = system;
  const moment = target.capabilities.position ? await target.position() : { instructions: undefined, time: undefined };
  const value = await readWord(stop, system);
  const offset = physical - base;
  const written = value === undefined ? '' : `: ${hex(value)}`;
  const bytes = size === 1 ? '1 byte' : `${size} bytes`;
  return {
    ...{ kind: 'firstWrite', hart, vm, ...moment, pc },
    fields: { sharedMemory, offset, physical, size, value },
    description: `${system.vmName(vm)} writes ${bytes} at offset ${hex(offset)} of shared memory ${sharedMemory}${written}`,
    stands: 'the store has been carried out; the vCPU stands behind it',
    isBehind: true,
  };
}

/** What has been written, little-endian. */
async function readWord({ physical, size }: DataStop, { target }: EventSystem): Promise<bigint | undefined> {
  const length = Math.min(size, WORD_BYTES);
  const bytes = await target.readMemory({ space: { kind: 'physical' }, value: physical }, length);
  return bytes.length < length ? undefined : bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}
