// SPDX-License-Identifier: Apache-2.0
/** A REMIO request as event breakpoints tell of it, whether an event or the hypervisor's state told. */

import { valueMeaning } from '../../awareness/virtio';
import { REQUEST_STATES } from '../../protocol';
import type { EventOf } from '../../target';
import type { EventFields } from '../occurrence';
import { type EventSystem, hex, ParameterError } from '../system';

const OPERATIONS = ['READ', 'WRITE'] as const;

export interface ToldRequest {
  readonly slot: number;
  readonly serial: bigint;
  readonly state: (typeof REQUEST_STATES)[number];
  readonly bindKey: bigint;
  readonly operation: string;
  /** Guest-physical, in the frontend. */
  readonly address: bigint;
  readonly value: bigint;
  /** Bytes. */
  readonly width: number;
  readonly frontendHart: number;
}

export function toldBy(event: EventOf<'requestState'>): ToldRequest {
  const { id: slot, serial, state, bindKey, operation, address, value, width, frontendCpu: frontendHart } = event;
  return { slot, serial, state, bindKey, operation, address, value, width, frontendHart };
}

export function requestFields(request: ToldRequest, system: EventSystem): EventFields {
  const { slot, serial, state, bindKey, operation, address, value, width, frontendHart } = request;
  return {
    state: { name: state, names: REQUEST_STATES },
    slot,
    serial: Number(serial),
    device: Number(bindKey),
    operation: { name: operation, names: OPERATIONS },
    address,
    register: system.registerAt(bindKey, address),
    value,
    width,
    frontend: system.vmOfHart(frontendHart),
  };
}

/** `READ DeviceFeatures`, `WRITE QueueNotify = 0x1 (queue 1)`; a READ that is not answered yet has no value. */
export function accessText(request: ToldRequest, system: EventSystem): string {
  const { bindKey, operation, address, value, state } = request;
  const what = `${operation} ${system.registerAt(bindKey, address) ?? hex(address)}`;
  const isAnswered = state === 'COMPLETE' || state === 'FREE';
  if (operation === 'READ' && !isAnswered) {
    return what;
  }
  const base = system.deviceOf(bindKey)?.registers.base;
  const meaning = base === undefined ? '' : valueMeaning(Number(address - base), value);
  return `${what} = ${hex(value)}${meaning === '' ? '' : ` (${meaning})`}`;
}

/** @param text decimal or hexadecimal; undefined: any @throws ParameterError for no bind key of this system */
export function bindKeyOf(text: string | undefined, system: EventSystem): bigint | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (!/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) {
    throw new ParameterError(`'${text.slice(0, 60)}' is no bind key: it has to be a number`);
  }
  return system.deviceNamed(BigInt(text)).bindKey;
}
