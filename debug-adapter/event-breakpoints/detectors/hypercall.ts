// SPDX-License-Identifier: Apache-2.0
/** Calls of Bao that have returned. Source of the calls' numbers: Bao src/core/remio.c, src/core/ipc.c. */

import { BAO_EXTENSION, type DecodedHypercall, decodeHypercall, remioOperation } from '../../awareness/bao';
import { type EventBreakpointParameters, HYPERCALL_OPERATIONS } from '../../protocol';
import type { EventOf } from '../../target';
import { type Detector, eventDetector, type Report } from '../detector';
import type { EventFields, Occurrence } from '../occurrence';
import type { EventSystem } from '../system';
import { isOutcome } from './outcome';

type Parameters = Extract<EventBreakpointParameters, { kind: 'hypercall' }>;
type Hypercall = EventOf<'hypercall'>;

const IPC = 1n;
const REMIO = 2n;
const FUNCTIONS = ['IPC', 'REMIO'] as const;

/** @throws ParameterError */
export function hypercallDetector(parameters: Parameters, system: EventSystem, report: Report): Detector {
  system.requireEvents('hypercall', 'hypercalls');
  const vm = system.optionalVm(parameters.vm);
  const { operation, outcome } = parameters;
  const accepts = (event: Hypercall): boolean =>
    (vm === undefined || event.vm === vm) &&
    (operation === undefined || operationOf(event) === operation) &&
    isOutcome(outcome, resultOf(event) !== 0n);
  return eventDetector('hypercall', accepts, (event) => occurrence(event, system), report);
}

function occurrence(event: Hypercall, system: EventSystem): Occurrence {
  const { hart, vm, instructions, time, pc } = event;
  const call = decoded(event, system);
  const outcome = call.results[0]?.text ?? '';
  const failed = resultOf(event) !== 0n;
  return {
    ...{ kind: 'hypercall', hart, vm, instructions, time, pc },
    fields: fieldsOf(event),
    description: `Hypercall of ${system.vmName(vm)}${failed ? ' failed' : ''}: ${call.text}`,
    stands: `the call has returned ${outcome}; the vCPU stands behind it`,
    isBehind: true,
  };
}

function decoded({ id, args, results, hart = 0, vm = 0, pc }: Hypercall, { bao }: EventSystem): DecodedHypercall {
  const [a0 = 0n, a1 = 0n, a2 = 0n, a3 = 0n, a4 = 0n] = args;
  const before = [a0, a1, a2, a3, a4, 0n, id, BAO_EXTENSION];
  return decodeHypercall({ hart, vm, pc, before, after: results, age: undefined }, bao);
}

function fieldsOf(event: Hypercall): EventFields {
  const [a0 = 0n, a1 = 0n, , a3 = 0n, a4 = 0n] = event.args;
  const operation = operationOf(event);
  const isCompletion = operation === 'READ' || operation === 'WRITE';
  const isIpc = event.id === IPC;
  const result = resultOf(event);
  return {
    function: event.id === IPC || event.id === REMIO ? { name: isIpc ? 'IPC' : 'REMIO', names: FUNCTIONS } : undefined,
    operation: operation && { name: operation, names: HYPERCALL_OPERATIONS },
    deviceModel: event.id === REMIO ? Number(a0) : undefined,
    address: isCompletion ? a1 : undefined,
    value: isCompletion ? a3 : undefined,
    request: isCompletion ? Number(BigInt.asIntN(64, a4)) : undefined,
    ipc: isIpc ? Number(a0) : undefined,
    event: isIpc ? Number(BigInt.asUintN(32, a1)) : undefined,
    result: Number(result),
    failed: result !== 0n,
  };
}

/** Undefined for a call that Bao does not know. */
function operationOf({ id, args }: Hypercall): (typeof HYPERCALL_OPERATIONS)[number] | undefined {
  if (id === IPC) {
    return 'IPC';
  }
  const name = id === REMIO ? remioOperation(args[2] ?? 0n) : undefined;
  return HYPERCALL_OPERATIONS.find((each) => each === name);
}

/** Bao's own code, in a1. */
function resultOf({ results }: Hypercall): bigint {
  return BigInt.asIntN(64, results[1] ?? 0n);
}
