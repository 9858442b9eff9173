// SPDX-License-Identifier: Apache-2.0
/** Requests that the driver queues for the clients of a device model: how many wait then. */

import { FunctionCalls } from '../../awareness/calls';
import { queuedBeside } from '../../awareness/drivers';
import { ProgramMemory, StructureError } from '../../awareness/structures';
import type { EventBreakpointParameters } from '../../protocol';
import { type Detector, NOTHING, type Report } from '../detector';
import type { Occurrence } from '../occurrence';
import { type EventSystem, ParameterError } from '../system';

type Parameters = Extract<EventBreakpointParameters, { kind: 'queueDepth' }>;

const PUSH = 'bao_io_client_push_request';

interface Queued {
  readonly deviceModel: number;
  readonly client: string;
  /** With the request that is being queued. */
  readonly depth: number;
}

/** @throws ParameterError */
export function queueDepthDetector(parameters: Parameters, system: EventSystem, report: Report): Detector {
  const { depth, deviceModel } = parameters;
  if (depth !== undefined && depth < 1) {
    throw new ParameterError(`a queue reaches a depth of at least 1, not ${depth}`);
  }
  const vm = system.optionalVm(parameters.vm);
  // Others may take the request before the function returns: what counts is how many there were with it.
  const reached = new WeakMap<object, Queued>();
  const calls = new FunctionCalls(system.target, system.programs, [PUSH], {
    async begins(call) {
      if (vm === undefined || call.vm === vm) {
        const found = await queuedBy(call.arguments[0], call, system);
        const isModel = deviceModel === undefined || found?.deviceModel === deviceModel;
        if (found !== undefined && isModel && (depth === undefined || found.depth === depth)) {
          reached.set(call, found);
        }
      }
    },
    ends(call, { hart, instructions, time }) {
      const found = reached.get(call);
      if (found !== undefined) {
        report({ ...occurrence(found, call.vm, system), hart, instructions, time, pc: call.pc });
      }
    },
  });
  if (calls.problem !== undefined) {
    throw new ParameterError(`${calls.problem}: no queue is seen`);
  }
  return { ...NOTHING, observer: calls, remark: copiesRemark(system), restarted: () => calls.restarted() };
}

function occurrence(
  { deviceModel, client, depth }: Queued,
  vm: number,
  system: EventSystem,
): Omit<Occurrence, 'hart' | 'instructions' | 'time' | 'pc'> {
  const requests = depth === 1 ? '1 request' : `${depth} requests`;
  return {
    kind: 'queueDepth',
    vm,
    fields: { depth, deviceModel, client },
    description: `The queue of device model ${deviceModel} of ${system.vmName(vm)} has reached ${requests}`,
    stands: `${PUSH} has put the last one behind client ${client} and returned`,
    isBehind: false,
  };
}

/** Undefined where the driver's structures cannot be read. @param client guest-virtual address */
async function queuedBy(
  client: bigint,
  { hart, vm }: { readonly hart: number; readonly vm: number },
  { target, programs }: EventSystem,
): Promise<Queued | undefined> {
  const kernel = programs.ofVm(vm).find(({ symbols }) => symbols.functionsNamed(PUSH).length > 0);
  if (kernel === undefined) {
    return undefined;
  }
  try {
    const memory = new ProgramMemory(kernel.symbols, target, await target.currentSpace(hart));
    const { deviceModel, name, queued } = await queuedBeside(memory, client);
    return { deviceModel, client: name, depth: queued + 1 };
  } catch (error) {
    if (error instanceof StructureError) {
      return undefined;
    }
    throw error;
  }
}

function copiesRemark({ programs, target }: EventSystem): string | undefined {
  const inlined = target.partitions
    .flatMap(({ vm }) => programs.ofVm(vm))
    .filter(({ symbols }) => symbols.hasDebugInfo && symbols.copiesOf(PUSH).some((copy) => copy.inlined));
  return inlined.length === 0
    ? undefined
    : `the compiler has inlined ${PUSH} in places of ${inlined.map(({ symbols }) => symbols.name).join(', ')}: what they queue is not seen`;
}
