// SPDX-License-Identifier: Apache-2.0
/** What the kinds of entries say, in words. */

import type { BaoState, EventOf } from '../../target';
import { BAO_EXTENSION, type CallValue, decodeHypercall } from '../bao';
import { ioctlName } from '../calls';
import { type Described, listed } from './entry';
import { ioctlFields } from './ioctl-data';

/** What names the things that calls refer to: parts of the hypervisor's state that do not change. */
export type KnownDevices = Pick<BaoState, 'devices' | 'ipcs'>;

interface Place {
  readonly hart: number;
  readonly vm: number;
  readonly pc: bigint;
}

export function describeHypercall(place: Place, event: EventOf<'hypercall'>, known: KnownDevices): Described {
  const before = [...event.args, 0n, event.id, BAO_EXTENSION];
  return decodeHypercall({ ...place, before, after: event.results, age: undefined }, known);
}

export function describeSbi(place: Place, event: EventOf<'sbiCall'>): Described {
  const { extension, functionId, args, error, value } = event;
  const before = [...args, functionId, extension];
  const after = [BigInt.asUintN(64, error), value, ...before.slice(2)];
  return decodeHypercall({ ...place, before, after, age: undefined });
}

/** @param register name of the device's register there @param answer undefined while the frontend waits */
export function describeRequest(
  { id, operation, address, value, width, bindKey }: EventOf<'requestState'>,
  register: string | undefined,
  answer: bigint | undefined,
): Described {
  const isRead = operation === 'READ';
  const given = [
    { name: 'address', value: address, text: `${hex(address)}${register === undefined ? '' : ` (${register})`}` },
    ...(isRead ? [] : [plain('value', value)]),
    { name: 'width', value: BigInt(width), text: `${width}` },
    { name: 'bind key', value: bindKey, text: `${bindKey}` },
    { name: 'slot', value: BigInt(id), text: `${id}` },
  ];
  const end = isRead ? plain('value', answer ?? 0n) : { name: 'result', value: 0n, text: 'done' };
  return described(`request ${operation}`, given, answer === undefined ? [] : [end]);
}

/** @param data what the argument points at @param result undefined while it is under way */
export function describeIoctl(
  command: bigint,
  argument: bigint,
  data: DataView,
  result: bigint | undefined,
): Described {
  const given = ioctlFields(command, data, 'caller') ?? [plain('arg', argument)];
  const name = `ioctl ${ioctlName(command)}`;
  if (result === undefined) {
    return described(name, given, []);
  }
  const code = BigInt.asIntN(64, result);
  const answered = code < 0n ? undefined : ioctlFields(command, data, 'driver');
  return described(name, given, [{ name: 'result', value: result, text: `${code}` }, ...(answered ?? [])]);
}

function described(name: string, given: readonly CallValue[], results: readonly CallValue[]): Described {
  const end = results.length === 0 ? '' : ` = ${listed(results)}`;
  return { name, arguments: given, results, text: `${name}(${listed(given)})${end}` };
}

function plain(name: string, value: bigint): CallValue {
  return { name, value, text: hex(value) };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
