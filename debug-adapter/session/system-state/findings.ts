// SPDX-License-Identifier: Apache-2.0
/** What a person should know, with the way to where it was found. */

import { vcpuThreadId } from '../../awareness/threads';
import type { FindingState, PlaceState } from '../../protocol';
import type { BaoFinding } from '../../target';
import type { Surroundings } from './surroundings';
import { known, placeOf } from './values';

export async function findingStates(around: Surroundings): Promise<FindingState[]> {
  return Promise.all(around.bao.findings.map((finding) => findingState(around, finding)));
}

async function findingState(around: Surroundings, finding: BaoFinding): Promise<FindingState> {
  const { code, severity, text, vm, hart } = finding;
  const hasVcpu = around.bao.partitions.some(({ vcpus }) => vcpus.some((vcpu) => vcpu.hart === hart));
  const place = await lineOf(around, finding);
  return {
    ...{ code, severity, text },
    ...known('vm', vm),
    ...known('hart', hart),
    ...known('threadId', hart !== undefined && hasVcpu ? vcpuThreadId(hart) : undefined),
    ...(place === undefined ? placeOf(around.client, vm === undefined ? undefined : around.configOf(vm)) : { place }),
  };
}

/** The vCPU may be anywhere now, but the code that it ran then is where it was. */
async function lineOf({ debuggee }: Surroundings, { vm, hart, pc }: BaoFinding): Promise<PlaceState | undefined> {
  if (vm === undefined || hart === undefined || pc === undefined) {
    return undefined;
  }
  const space = await debuggee.target.currentSpace(hart);
  const program = space.vm === vm ? await debuggee.programs.at(space, pc) : undefined;
  const place = program?.symbols.stopPlaceAt(pc);
  if (place === undefined || place.line === 0) {
    return undefined;
  }
  const { source, line } = debuggee.sources.place(place);
  return source.sourceReference === undefined && source.path !== undefined ? { path: source.path, line } : undefined;
}
