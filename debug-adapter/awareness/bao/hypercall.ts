// SPDX-License-Identifier: Apache-2.0
/**
 * Calls of the hypervisor, decoded: SBI calls and Bao's own. Those come as an SBI extension: a7 = 0x08000ba0, a6 says
 * which, arguments from a0 on. SBI's error in a0 is always SUCCESS, Bao's result is in a1, and a successful ASK has
 * its request in a2 to a7. Source: Bao src/arch/riscv/sbi.c, src/core/remio.c, src/core/ipc.c.
 */

import type { BaoState, HypercallRecord } from '../../target';
import { findRegister, valueMeaning } from '../virtio';
import { sbiError, sbiFunction } from './sbi-functions';

/** An argument or a result. */
export interface CallValue {
  readonly name: string;
  /** Unsigned, 64 bits, as the register has it. */
  readonly value: bigint;
  /** For people. */
  readonly text: string;
}

export interface DecodedHypercall {
  readonly record: HypercallRecord;
  /** `REMIO ASK`, `IPC`, `SBI TIME set_timer`. */
  readonly name: string;
  readonly arguments: readonly CallValue[];
  /** Empty while the call is under way. The first says how it ended. */
  readonly results: readonly CallValue[];
  /** All of it in one line: `REMIO ASK(device model 0) = SUCCESS, ...`. */
  readonly text: string;
}

/** In a7. */
export const BAO_EXTENSION = 0x0800_0ba0n;
const HC_IPC = 1n;
const HC_REMIO = 2n;
const OPERATIONS = ['WRITE', 'READ', 'ASK', 'NOTIFY'] as const;
/** virtio's registers and a device's configuration: beyond them no name is meant. */
const DEVICE_BYTES = 0x200;

/** Bao returns them negated, but for a failed ASK. */
const CODES: ReadonlyMap<bigint, string> = new Map([
  [0n, 'SUCCESS'],
  [1n, 'FAILURE'],
  [2n, 'INVAL_ID'],
  [3n, 'INVAL_ARGS'],
]);

/** The operation argument of a REMIO hypercall, in words. */
export function remioOperation(code: bigint): string {
  return OPERATIONS[Number(code)] ?? `operation ${code}`;
}

/** What arguments refer to. */
type KnownObjects = Pick<BaoState, 'devices' | 'ipcs'>;

/** @param state of the hypervisor's state what names arguments */
export function decodeHypercall(record: HypercallRecord, state?: KnownObjects): DecodedHypercall {
  const { name, arguments: given, results } = decode(record, state);
  const line = `${name}(${listed(given)})${results.length === 0 ? '' : ` = ${listed(results)}`}`;
  return { record, name, arguments: given, results, text: line };
}

type Decoded = Pick<DecodedHypercall, 'name' | 'arguments' | 'results'>;

function decode(record: HypercallRecord, state: KnownObjects | undefined): Decoded {
  const { before } = record;
  const id = register(before, 6);
  if (register(before, 7) !== BAO_EXTENSION) {
    return decodeSbi(record);
  }
  switch (id) {
    case HC_REMIO:
      return decodeRemio(record, state);
    case HC_IPC:
      return decodeIpc(record, state);
    default:
      return {
        name: `Bao hypercall ${id}`,
        arguments: before.slice(0, 5).map((value, index) => plain(`a${index}`, value)),
        results: baoResult(record, codeText),
      };
  }
}

function decodeSbi({ before, after }: HypercallRecord): Decoded {
  const found = sbiFunction(register(before, 7), register(before, 6));
  const results =
    after === undefined
      ? []
      : [
          { name: 'error', value: register(after, 0), text: sbiError(signed(register(after, 0))) },
          plain('value', register(after, 1)),
        ];
  return {
    name: found.name,
    arguments: found.arguments.map((name, index) => plain(name, register(before, index))),
    results,
  };
}

function decodeIpc(record: HypercallRecord, state: KnownObjects | undefined): Decoded {
  const [index = 0n, event = 0n] = record.before;
  const object = state?.ipcs.find((each) => each.vm === record.vm && BigInt(each.index) === index);
  const target = object === undefined ? '' : ` (shared memory ${object.shmemId})`;
  return {
    name: 'IPC',
    arguments: [
      { name: 'ipc', value: index, text: `${index}${target}` },
      // Bao takes 32 bits of it.
      { name: 'event', value: event, text: `${BigInt.asUintN(32, event)}` },
    ],
    results: baoResult(record, codeText),
  };
}

function decodeRemio(record: HypercallRecord, state: KnownObjects | undefined): Decoded {
  const [model = 0n, address = 0n, code = 0n, value = 0n, request = 0n] = record.before;
  const operation = OPERATIONS[Number(code)];
  const completes = operation === 'WRITE' || operation === 'READ';
  const device = state?.devices.find(
    ({ backend, frontend }) => isEnd(backend, record.vm, model) || isEnd(frontend, record.vm, model),
  );
  const base = device?.registers.base;
  // A completion names the request; what it does not use is shown only when a guest has put something there.
  const rest = [
    { used: completes, shown: addressValue(address, base) },
    { used: completes, shown: plain('value', value) },
    { used: completes, shown: { name: 'request', value: request, text: `${signed(request)}` } },
  ];
  return {
    name: `REMIO ${remioOperation(code)}`,
    arguments: [
      { name: 'device model', value: model, text: `${model}${device ? ` (bind key ${device.bindKey})` : ''}` },
      ...rest.filter(({ used, shown }) => used || shown.value !== 0n).map(({ shown }) => shown),
    ],
    results: remioResults(record, operation === 'ASK', base),
  };
}

function remioResults(record: HypercallRecord, asks: boolean, base: bigint | undefined): CallValue[] {
  const { after } = record;
  const ended = baoResult(record, asks ? askText(record.before) : codeText);
  if (after === undefined || !asks || register(after, 1) !== 0n) {
    return ended;
  }
  const [address, operation, value, width, request, more] = [2, 3, 4, 5, 6, 7].map((index) =>
    register(after, index),
  ) as [bigint, bigint, bigint, bigint, bigint, bigint];
  const meaning = base === undefined ? '' : valueMeaning(Number(address - base), value);
  return [
    ...ended,
    addressValue(address, base),
    { name: 'operation', value: operation, text: remioOperation(operation) },
    { name: 'value', value, text: meaning === '' ? hex(value) : `${hex(value)} (${meaning})` },
    { name: 'width', value: width, text: `${width}` },
    { name: 'request', value: request, text: `${request}` },
    { name: 'more pending', value: more, text: more === 0n ? 'no' : 'yes' },
  ];
}

function isEnd(end: { vm: number; index: number }, vm: number, model: bigint): boolean {
  return end.vm === vm && BigInt(end.index) === model;
}

function addressValue(address: bigint, base: bigint | undefined): CallValue {
  const offset = base === undefined ? -1 : Number(address - base);
  const name = offset >= 0 && offset < DEVICE_BYTES ? findRegister(offset) : undefined;
  return { name: 'address', value: address, text: name === undefined ? hex(address) : `${hex(address)} (${name})` };
}

/** Bao's own code; SBI's in a0 is always SUCCESS. */
function baoResult({ after }: HypercallRecord, text: (code: bigint) => string): CallValue[] {
  return after === undefined
    ? []
    : [{ name: 'result', value: register(after, 1), text: text(signed(register(after, 1))) }];
}

function codeText(code: bigint): string {
  const name = CODES.get(-code);
  return name === undefined ? `${code}` : code === 0n ? name : `${code} (${name})`;
}

/** A failed ASK returns its code as it is. */
function askText(before: readonly bigint[]): (code: bigint) => string {
  const reason =
    register(before, 1) !== 0n || register(before, 3) !== 0n ? 'a1 and a3 must be 0' : 'nothing is pending';
  return (code) => (code === 1n ? `1 (FAILURE: ${reason})` : codeText(code));
}

function plain(name: string, value: bigint): CallValue {
  return { name, value, text: hex(value) };
}

function listed(values: readonly CallValue[]): string {
  return values.map(({ name, text }) => (name === 'result' || name === 'error' ? text : `${name} ${text}`)).join(', ');
}

function register(values: readonly bigint[], index: number): bigint {
  return values[index] ?? 0n;
}

function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
