// SPDX-License-Identifier: Apache-2.0
/** What the log of calls still has of a request that was under way before anybody followed it. */

import { type CallLog, type LogEntry, searchLog } from '../../awareness/log';
import type { Stage, StageId } from '../../awareness/requests';

/** Entries of one request that are looked at: its own, and calls about it. */
const FEW = 8;
const ASK = 'REMIO ASK';

/** In their order; none where the log was off, or has dropped them. */
export function earlierStages(calls: CallLog, serial: bigint): Stage[] {
  const filter = { request: Number(serial), kinds: ['request', 'hypercall'] } as const;
  const { numbers } = searchLog(calls, filter, calls.end - 1, FEW, 'backward');
  const entries = numbers.flatMap((number) => calls.entry(number) ?? []).reverse();
  const stages: Stage[] = [];
  for (const entry of entries) {
    for (const id of stagesOf(entry)) {
      stages.push(stageOf(entry, id, stages.at(-1)));
    }
  }
  return stages;
}

/** It is pending from the moment of its trap on. */
function stagesOf({ kind, name, failed }: LogEntry): readonly StageId[] {
  if (kind === 'request') {
    return ['trapped', 'queued'];
  }
  return name === ASK && !failed ? ['asked'] : [];
}

function stageOf(entry: LogEntry, id: StageId, before: Stage | undefined): Stage {
  const { vm, hart, pc } = entry;
  const instructions = BigInt(entry.instructions);
  const where = id === 'queued' ? { vm: undefined, hart: undefined, pc: undefined } : { vm, hart, pc };
  return {
    ...{ id, instructions, time: BigInt(entry.time), ...where, since: before && instructions - before.instructions },
    ...{ event: undefined, call: undefined, inDriver: undefined, client: undefined },
  };
}
