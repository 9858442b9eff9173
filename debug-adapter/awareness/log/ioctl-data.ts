// SPDX-License-Identifier: Apache-2.0
/** The structures that the drivers' ioctls take and give, field by field (uapi/linux/bao.h). */

import { type CallValue, remioOperation } from '../bao';
import { ioctlCommand } from '../calls';

type Form = 'hex' | 'decimal' | 'signed' | 'operation' | 'event flags' | 'irq flags';

interface Field {
  readonly name: string;
  /** Bytes. */
  readonly offset: number;
  readonly size: 4 | 8;
  readonly form: Form;
  /** Whether the caller says it, or the driver. */
  readonly from: 'caller' | 'driver';
}

interface Structure {
  readonly size: number;
  readonly fields: readonly Field[];
}

/** Bytes of a structure that are kept. */
export const MAX_DATA = 64;
const SIZE_SHIFT = 16n;
const SIZE_MASK = 0x3fffn;

function request(from: Field['from']): Structure {
  const field = (name: string, index: number, form: Form): Field => ({ name, offset: 8 * index, size: 8, form, from });
  return {
    size: 48,
    fields: [
      field('device model', 0, 'decimal'),
      field('address', 1, 'hex'),
      field('operation', 2, 'operation'),
      field('value', 3, 'hex'),
      field('width', 4, 'decimal'),
      field('request', 5, 'decimal'),
    ],
  };
}

const STRUCTURES: ReadonlyMap<string | undefined, Structure> = new Map([
  [
    'DM_GET_INFO',
    {
      size: 32,
      fields: [
        { name: 'device model', offset: 0, size: 4, form: 'decimal', from: 'caller' },
        { name: 'shared memory', offset: 8, size: 8, form: 'hex', from: 'driver' },
        { name: 'bytes', offset: 16, size: 8, form: 'hex', from: 'driver' },
        { name: 'interrupt', offset: 24, size: 4, form: 'decimal', from: 'driver' },
        { name: 'fd', offset: 28, size: 4, form: 'signed', from: 'driver' },
      ],
    },
  ],
  ['IO_CLIENT_ATTACH', request('driver')],
  ['IO_REQUEST_COMPLETE', request('caller')],
  [
    'IOEVENTFD',
    {
      size: 32,
      fields: [
        { name: 'fd', offset: 0, size: 4, form: 'signed', from: 'caller' },
        { name: 'flags', offset: 4, size: 4, form: 'event flags', from: 'caller' },
        { name: 'address', offset: 8, size: 8, form: 'hex', from: 'caller' },
        { name: 'width', offset: 16, size: 4, form: 'decimal', from: 'caller' },
        { name: 'data', offset: 24, size: 8, form: 'hex', from: 'caller' },
      ],
    },
  ],
  [
    'IRQFD',
    {
      size: 8,
      fields: [
        { name: 'fd', offset: 0, size: 4, form: 'signed', from: 'caller' },
        { name: 'flags', offset: 4, size: 4, form: 'irq flags', from: 'caller' },
      ],
    },
  ],
]);

const EVENT_FLAGS = new Map([
  [2n, 'DATAMATCH'],
  [4n, 'DEASSIGN'],
]);
const IRQ_FLAGS = new Map([[1n, 'DEASSIGN']]);

/** Bytes that an ioctl's argument points at, as its number says (asm-generic/ioctl.h). */
export function dataBytes(command: bigint): number {
  return Number((command >> SIZE_SHIFT) & SIZE_MASK);
}

/** What one side says; undefined when the command is not known in this form, or its structure could not be read. */
export function ioctlFields(command: bigint, data: DataView, from: Field['from']): CallValue[] | undefined {
  const structure = STRUCTURES.get(ioctlCommand(command));
  if (structure === undefined || dataBytes(command) !== structure.size || data.byteLength < structure.size) {
    return undefined;
  }
  return structure.fields.filter((field) => field.from === from).map((field) => fieldValue(field, data));
}

function fieldValue({ name, offset, size, form }: Field, data: DataView): CallValue {
  const value = size === 8 ? data.getBigUint64(offset, true) : BigInt(data.getUint32(offset, true));
  return { name, value, text: textOf(value, size, form) };
}

function textOf(value: bigint, size: number, form: Form): string {
  switch (form) {
    case 'hex':
      return `0x${value.toString(16)}`;
    case 'decimal':
      return `${value}`;
    case 'signed':
      return `${BigInt.asIntN(8 * size, value)}`;
    case 'operation':
      return remioOperation(value);
    case 'event flags':
      return flagsText(value, EVENT_FLAGS);
    case 'irq flags':
      return flagsText(value, IRQ_FLAGS);
  }
}

function flagsText(value: bigint, names: ReadonlyMap<bigint, string>): string {
  const known = [...names].filter(([bit]) => (value & bit) !== 0n);
  const rest = known.reduce((left, [bit]) => left & ~bit, value);
  const shown = [...known.map(([, name]) => name), ...(rest === 0n ? [] : [`0x${rest.toString(16)}`])];
  return shown.length === 0 ? '0' : shown.join('|');
}
