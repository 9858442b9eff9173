// SPDX-License-Identifier: Apache-2.0
/** `$req(slot)`: requests of the hypervisor's pool. */

import { type Convenience, hex, integer, list, missing, object, oneOf, text, truth, unsigned } from '../../expressions';
import type { RemioRequest } from '../../target';
import { ValueError } from '../../values';
import type { Facts } from './facts';

const STATES: readonly RemioRequest['state'][] = ['FREE', 'PENDING', 'PROCESSING', 'COMPLETE'];
export const OPERATIONS = ['WRITE', 'READ'] as const;
const NEVER_USED = 'nothing was ever in this slot';

/** @throws ValueError when the pool has no such slot */
export async function requestInSlot(facts: Facts, slot: bigint): Promise<Convenience> {
  const { requests } = await facts.state();
  const request = slot >= 0n && slot < requests.length ? requests[Number(slot)] : undefined;
  if (request === undefined) {
    throw new ValueError(
      `there is no slot ${slot}: the pool has ${requests.length} slots, 0 to ${requests.length - 1}`,
    );
  }
  return requestValue(facts, request);
}

/** Those that are taken, the oldest first. */
export async function takenRequests(facts: Facts): Promise<Convenience> {
  const taken = (await facts.state()).requests.filter(({ allocated }) => allocated);
  const byAge = [...taken].sort((one, other) => Number((one.serial ?? 0n) - (other.serial ?? 0n)));
  return list(
    'request',
    byAge.map((request) => requestValue(facts, request)),
  );
}

export function requestValue(facts: Facts, request: RemioRequest): Convenience {
  const { slot, serial, state, allocated, lost, bindKey, frontend, backendVm, operation, address, register } = request;
  const { meaning, width, gpr, age } = request;
  const machine = (vm: number | undefined): Convenience =>
    vm === undefined ? missing(NEVER_USED) : facts.virtualMachine(vm);
  return object('request', () => summary(request), {
    slot: () => integer(slot),
    state: () => oneOf('request_state', state, STATES),
    device: () => (bindKey === undefined ? missing(NEVER_USED) : facts.device(bindKey)),
    operation: () => oneOf('request_operation', operation, OPERATIONS),
    address: () => hex(address),
    register: () => text(register ?? ''),
    value: () => (hasValue(request) ? hex(request.value) : missing('no value yet')),
    meaning: () => text(hasValue(request) ? meaning : ''),
    width: () => integer(width),
    gpr: () => integer(gpr),
    frontend: () => machine(frontend?.vm),
    vcpu: () => (frontend === undefined ? missing(NEVER_USED) : facts.vcpu(frontend.hart)),
    backend: () => machine(backendVm),
    age: () => (age === undefined ? missing('how old it is, is not known') : unsigned(age)),
    serial: () => (serial === undefined ? missing(NEVER_USED) : unsigned(serial)),
    allocated: () => truth(allocated),
    lost: () => truth(lost),
  });
}

function hasValue({ operation, state }: RemioRequest): boolean {
  return operation === 'WRITE' || state === 'COMPLETE';
}

function summary(request: RemioRequest): string {
  const { slot, state, lost, bindKey, operation, register, address, value, meaning } = request;
  if (bindKey === undefined) {
    return `slot ${slot}: never used`;
  }
  const what = `${operation} ${register ?? `0x${address.toString(16)}`}`;
  const content = !hasValue(request) ? '' : `, ${meaning === '' ? `0x${value.toString(16)}` : meaning}`;
  return `slot ${slot}: ${state}${lost ? ' (lost)' : ''}, ${what}${content}`;
}
