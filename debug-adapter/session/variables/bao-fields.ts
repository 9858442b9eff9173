// SPDX-License-Identifier: Apache-2.0
/** The hypervisor's state as scopes show it. */

import type { CallValue } from '../../awareness/bao';
import { isSleeping } from '../../stack';
import type { BaoState, RemioRequest } from '../../target';
import type { Debuggee } from '../debuggee';
import type { Field } from './fields-container';
import type { FrameView } from './frame-view';

const UNKNOWN: readonly Field[] = [
  { name: 'unknown', value: 'the state of the hypervisor cannot be read on this machine' },
];

/** The call that a vCPU is about to make, else the last one that returned to it. */
export async function hypercallFields({ debuggee, frame, reference }: FrameView): Promise<readonly Field[]> {
  if (debuggee.bao === undefined) {
    return UNKNOWN;
  }
  if (isSleeping(frame.thread)) {
    return [{ name: 'none', value: 'this thread is on no vCPU' }];
  }
  const call = await debuggee.bao.hypercall(frame.thread);
  if (call === undefined) {
    return [{ name: 'none', value: 'this vCPU has made no hypercall yet' }];
  }
  const { pc, after, age } = call.record;
  const values = (list: readonly CallValue[]): Field[] => list.map(({ name, text }) => ({ name, value: text }));
  return [
    { name: 'function', value: call.name },
    { name: 'state', value: stateText(after !== undefined, age) },
    { name: 'called at', value: hex(pc), memoryReference: reference(pc) },
    { name: 'arguments', value: `(${summary(call.arguments)})`, fields: values(call.arguments) },
    ...(after === undefined ? [] : [{ name: 'result', value: summary(call.results), fields: values(call.results) }]),
  ];
}

function stateText(hasReturned: boolean, age: bigint | undefined): string {
  if (!hasReturned) {
    return 'in progress';
  }
  return age === undefined ? 'returned' : `returned; it was made ${grouped(age)} instructions ago`;
}

function summary(values: readonly CallValue[]): string {
  return values.map(({ name, text }) => `${name} = ${text}`).join(', ');
}

/** Requests that are taken, the oldest first. */
export async function requestFields({ debuggee }: FrameView): Promise<readonly Field[]> {
  if (debuggee.bao === undefined) {
    return UNKNOWN;
  }
  const state = await debuggee.bao.state();
  const taken = state.requests.filter(({ allocated }) => allocated);
  const byAge = [...taken].sort((one, other) => Number((one.serial ?? 0n) - (other.serial ?? 0n)));
  if (byAge.length === 0) {
    const count = state.requests.length;
    return [{ name: 'none', value: `all ${count} slots of the request pool are free` }];
  }
  return byAge.map((request) => requestField(debuggee, state, request));
}

const GUEST_REGISTER = 'guest register';

function requestField(debuggee: Debuggee, state: BaoState, request: RemioRequest): Field {
  const { slot, serial, operation, width, register, address } = request;
  const place = register ?? hex(address);
  return {
    name: serial === undefined ? `slot ${slot}` : `#${serial}`,
    value: `${stateName(request)}: ${operation} ${place}, ${valueText(request)}, ${width} bytes`,
    expression: `$req(${slot})`,
    fields: requestParts(debuggee, state, request).map((part) => ({
      ...part,
      expression: `$req(${slot}).${part.name === GUEST_REGISTER ? 'gpr' : part.name}`,
    })),
  };
}

function requestParts({ references }: Debuggee, state: BaoState, request: RemioRequest): Field[] {
  const { slot, operation, address, register, width, gpr, age, frontend, backendVm, bindKey } = request;
  const device = state.devices.find((each) => each.bindKey === bindKey);
  const partition = (vm: number | undefined): string =>
    vm === undefined ? 'unknown' : `${state.partitions.find((each) => each.vm === vm)?.name ?? '?'} (VM${vm})`;
  const at = frontend && references.encode({ space: { kind: 'guest-physical', vm: frontend.vm }, value: address });
  return [
    { name: 'state', value: stateName(request) },
    {
      name: 'device',
      value: `bind key ${bindKey}${device === undefined ? '' : `, device model ${device.backend.index} of ${partition(device.backend.vm)}`}`,
    },
    {
      name: 'frontend',
      value:
        frontend === undefined ? 'unknown' : `${partition(frontend.vm)} vCPU ${frontend.vcpu}, hart ${frontend.hart}`,
    },
    { name: 'backend', value: partition(backendVm) },
    { name: 'operation', value: operation },
    {
      name: 'address',
      value: `${hex(address)}${register === undefined ? '' : ` (${register})`}`,
      ...(at === undefined ? {} : { memoryReference: at }),
    },
    { name: 'value', value: valueText(request) },
    { name: 'width', value: `${width} bytes` },
    { name: GUEST_REGISTER, value: `x${gpr}` },
    { name: 'age', value: age === undefined ? 'unknown' : `${grouped(age)} instructions` },
    { name: 'slot', value: `${slot} of ${state.requests.length}` },
  ];
}

function stateName({ state, lost }: RemioRequest): string {
  return lost ? `${state} (lost: it is on no device's list)` : state;
}

function valueText({ operation, state, value, meaning }: RemioRequest): string {
  if (operation === 'READ' && state !== 'COMPLETE') {
    return 'no value yet';
  }
  return meaning === '' ? hex(value) : `${hex(value)} (${meaning})`;
}

/** What every vCPU does or waits for. */
export async function vcpuFields({ debuggee }: FrameView): Promise<readonly Field[]> {
  if (debuggee.bao === undefined) {
    return UNKNOWN;
  }
  const { partitions } = await debuggee.bao.state();
  return partitions.flatMap(({ name, vm, vcpus, started }) =>
    started
      ? vcpus.map(({ vcpu, hart, text }, index) => ({
          name: `${name} vCPU ${vcpu} (VM${vm}, hart ${hart})`,
          value: text,
          expression: `$vms[${vm}].vcpus[${index}]`,
        }))
      : [{ name: `${name} (VM${vm})`, value: 'not started' }],
  );
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/** With separators, as people read large counts. */
function grouped(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}
